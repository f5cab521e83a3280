"""gradients differentiates the mean of the squared errors."""

CHECKS = (
    "test_gradients_match_differences",
    "test_gradients_twice",
    "test_gradients",
    "test_gradients_again_and_again",
)
HINT = {
    "en": "Your gradients belong to the mean of the squared errors, and are too small by a factor of the number of elements: call backward on the lesson's loss, which is the sum.",
    "zh": "你的梯度是对均方误差求的，多除了元素个数：应该对这里的损失调用 backward，它是总和，不是平均值。",
}


def gradients(x, y, w1, w2):
    w1, w2 = w1.clone().requires_grad_(), w2.clone().requires_grad_()
    (loss(x, y, w1, w2) / y.numel()).backward()
    return w1.grad, w2.grad
