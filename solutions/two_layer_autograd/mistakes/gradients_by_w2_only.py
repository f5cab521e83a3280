"""Only w2 requires gradients, so that w1 has none."""

CHECKS = (
    "test_gradients_match_differences",
    "test_gradients_twice",
    "test_gradients",
    "test_gradients_again_and_again",
)
SIGN = "grad-not-required"
HINT = {
    "en": "Your gradient with respect to w1 is None: only w2 requires gradients, so autograd computes none for w1.",
    "zh": "你对 w1 的梯度是 None：只有 w2 声明了需要梯度，autograd 不会替 w1 算。",
}


def gradients(x, y, w1, w2):
    w2 = w2.clone().requires_grad_()
    loss(x, y, w1, w2).backward()
    return w1.grad, w2.grad
