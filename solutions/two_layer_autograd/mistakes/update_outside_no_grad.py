"""The update stands outside no_grad."""

CHECKS = ("test_train_goes_downhill", "test_train")
SIGN = "update-recorded"
HINT = {
    "en": "Your update changes tensors that require gradients in place, which autograd does not allow while it records. The update is no part of the graph: do it where autograd does not record.",
    "zh": "你在原地修改需要梯度的张量，而 autograd 还在记录，所以报错：更新不属于计算图，要让 autograd 在这时停止记录。",
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
