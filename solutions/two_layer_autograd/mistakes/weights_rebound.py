"""The update, outside no_grad, makes new tensors, which are no leaves."""

CHECKS = ("test_train_goes_downhill", "test_train")
SIGN = "leaf-replaced"
HINT = {
    "en": "Your first step is right, but afterwards .grad is None: w1 = w1 - … creates a new tensor, an intermediate result in the graph, which keeps no gradient. Change the original tensor in place, outside the graph.",
    "zh": "第一步是对的，之后 .grad 就成了 None：w1 = w1 - … 得到的是一个新张量，它是计算图里的中间结果，不保存梯度。更新应该不进入计算图，并且原地修改原来的张量。",
}


def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    w1 = w1.clone().requires_grad_()
    w2 = w2.clone().requires_grad_()
    losses = []
    for _ in range(steps):
        current = loss(x, y, w1, w2)
        losses.append(current.item())
        current.backward()
        w1 = w1 - learning_rate * w1.grad
        w2 = w2 - learning_rate * w2.grad
    return w1.detach(), w2.detach(), losses
