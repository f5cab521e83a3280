"""The update stands outside no_grad."""

CHECKS = ("test_train_goes_downhill", "test_train")
SIGN = "update-recorded"
HINT = {
    "en": "Your update changes weights in place while autograd records, which it does not allow: make sure that the update is not part of the graph.",
    "zh": "更新权重时 autograd 还在记录，它不允许这样原地修改权重：更新不属于计算图，要让 autograd 在这时停止记录。",
}


def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    w1 = w1.clone().requires_grad_()
    w2 = w2.clone().requires_grad_()
    losses = []
    for _ in range(steps):
        current = loss(x, y, w1, w2)
        losses.append(current.item())
        current.backward()
        w1 -= learning_rate * w1.grad
        w2 -= learning_rate * w2.grad
        w1.grad.zero_()
        w2.grad.zero_()
    return w1.detach(), w2.detach(), losses
