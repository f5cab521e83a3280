"""train computes the gradients once, before the loop."""

CHECKS = ("test_train_goes_downhill", "test_train")
HINT = {
    "en": "Your gradients are computed once, before the loop, and every step uses the same ones. They depend on the weights, which change after each step.",
    "zh": "梯度只在循环之前算了一次，后面每一步用的都是它。权重每更新一次就变了，梯度也得跟着重新算。",
}


def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    losses = []
    grad_w1, grad_w2 = gradients(x, y, w1, w2)
    for _ in range(steps):
        losses.append(loss(x, y, w1, w2).item())
        w1 = w1 - learning_rate * grad_w1
        w2 = w2 - learning_rate * grad_w2
    return w1, w2, losses
