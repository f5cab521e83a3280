"""train divides the learning rate by the number of the step."""

CHECKS = {
    "two_layer_numpy": ("test_train_reports_its_losses", "test_train"),
    "two_layer_torch": ("test_train_reports_its_losses", "test_train"),
    "two_layer_autograd": ("test_train_goes_downhill", "test_train"),
}
HINT = {
    "en": "Your learning rate is divided by the number of the step: 1, 2, 3, … The one that was passed holds for all steps: print it in the loop.",
    "zh": "你的学习率除以了步的序号（1、2、3……），越来越小。传入的学习率应该在所有步里保持不变：在循环里把它打印出来看看。",
}


def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    losses = []
    for step in range(1, steps + 1):
        losses.append(loss_at(x, y, w1, w2))
        grad_w1, grad_w2 = gradients_at(x, y, w1, w2)
        w1, w2 = step_from(w1, w2, grad_w1, grad_w2, learning_rate / step)
    return w1, w2, losses
