"""train clips each number of its gradients to 1."""

import torch

CHECKS = ("test_train_goes_downhill", "test_train")
HINT = {
    "en": "Your gradients are clipped, so that large ones become too small. Here a step uses the gradient as it is.",
    "zh": "你把梯度裁剪了，大的梯度就变小了。这里每一步都直接使用梯度本身。",
}


def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    w1 = w1.clone().requires_grad_()
    w2 = w2.clone().requires_grad_()
    losses = []
    for _ in range(steps):
        current = loss(x, y, w1, w2)
        losses.append(current.item())
        current.backward()
        with torch.no_grad():
            w1 -= learning_rate * w1.grad.clamp(-1, 1)
            w2 -= learning_rate * w2.grad.clamp(-1, 1)
            w1.grad.zero_()
            w2.grad.zero_()
    return w1.detach(), w2.detach(), losses
