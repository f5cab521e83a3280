"""train takes its steps with momentum."""

CHECKS = {
    "two_layer_numpy": ("test_train_reports_its_losses", "test_train"),
    "two_layer_torch": ("test_train_reports_its_losses", "test_train"),
    "two_layer_autograd": ("test_train_goes_downhill", "test_train"),
}
HINT = {
    "en": "Your steps keep part of the earlier ones: that is momentum. Plain gradient descent uses the current gradient alone.",
    "zh": "你的每一步都保留了之前各步的一部分：这是动量。普通的梯度下降只用当前的梯度。",
}


def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    losses = []
    speed_w1 = 0 * w1
    speed_w2 = 0 * w2
    for _ in range(steps):
        losses.append(loss_at(x, y, w1, w2))
        grad_w1, grad_w2 = gradients_at(x, y, w1, w2)
        speed_w1 = 0.9 * speed_w1 + grad_w1
        speed_w2 = 0.9 * speed_w2 + grad_w2
        w1, w2 = step_from(w1, w2, speed_w1, speed_w2, learning_rate)
    return w1, w2, losses
