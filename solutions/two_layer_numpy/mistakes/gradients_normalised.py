"""train divides each gradient by its norm."""

import numpy as np

CHECKS = ("test_train_reports_its_losses", "test_train")
HINT = {
    "en": "Your gradients are divided by their norm, so that each step has the same length. Here a step uses the gradient as it is: it shrinks near the minimum.",
    "zh": "你把梯度除以了它的范数，每一步的长度就都一样了。这里直接使用梯度本身：越接近最小值，步子越小。",
}


def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    losses = []
    for _ in range(steps):
        _, _, y_pred = forward(x, w1, w2)
        losses.append(squared_error(y_pred, y))
        grad_w1, grad_w2 = backward(x, y, w1, w2)
        grad_w1 = grad_w1 / np.linalg.norm(grad_w1)
        grad_w2 = grad_w2 / np.linalg.norm(grad_w2)
        w1, w2 = sgd_step(w1, w2, grad_w1, grad_w2, learning_rate)
    return w1, w2, losses
