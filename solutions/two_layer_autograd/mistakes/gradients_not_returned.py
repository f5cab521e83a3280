"""gradients leaves its results in .grad and returns nothing."""

CHECKS = (
    "test_gradients_match_differences",
    "test_gradients_twice",
    "test_gradients",
    "test_gradients_again_and_again",
)
HINT = {
    "en": "You call backward and stop there: the gradients are then in .grad, but your function must return them.",
    "zh": "你调用完 backward 就结束了：梯度确实已经存进了 .grad，但函数还得把它们返回。",
}


def gradients(x, y, w1, w2):
    w1, w2 = w1.clone().requires_grad_(), w2.clone().requires_grad_()
    loss(x, y, w1, w2).backward()
