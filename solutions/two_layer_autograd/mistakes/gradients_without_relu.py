"""gradients writes the network out again, and leaves out ReLU."""

CHECKS = (
    "test_gradients_match_differences",
    "test_gradients_twice",
    "test_gradients",
    "test_gradients_again_and_again",
)
HINT = {
    "en": "Your gradients are those of a network without ReLU. You have a function that computes the loss already: there is no need to write the network a second time.",
    "zh": "你求的是没有 ReLU 的网络的梯度。损失你已经有函数可以算了，不必在这里把网络再写一遍。",
}


def gradients(x, y, w1, w2):
    w1, w2 = w1.clone().requires_grad_(), w2.clone().requires_grad_()
    (x.mm(w1).mm(w2) - y).pow(2).sum().backward()
    return w1.grad, w2.grad
