"""gradients never asks for gradients of w1 and w2."""

CHECKS = (
    "test_gradients_match_differences",
    "test_gradients_twice",
    "test_gradients",
    "test_gradients_again_and_again",
)
SIGN = "grad-not-required"
HINT = {
    "en": "Your backward fails because no tensor in the loss requires gradients: w1 and w2 are passed as plain tensors, and you have to request their gradients.",
    "zh": "backward 报错，是因为参与计算的张量没有一个要求梯度：w1 和 w2 传进来时只是普通张量，需要你自己声明要对它们求梯度。",
}


def gradients(x, y, w1, w2):
    w1, w2 = w1.clone(), w2.clone()
    loss(x, y, w1, w2).backward()
    return w1.grad, w2.grad
