"""The gradients add up from call to call on the same tensors."""

CHECKS = ("test_gradients_twice", "test_gradients_again_and_again")
HINT = {
    "en": "The first call is right; called again on the same tensors, you return the sum of both gradients. backward adds to what is in .grad already.",
    "zh": "第一次调用是对的；对同样的张量再调用一次，返回的就是两次梯度之和。backward 会累加到已有的 .grad 上。",
}


def gradients(x, y, w1, w2):
    w1.requires_grad_()
    w2.requires_grad_()
    loss(x, y, w1, w2).backward()
    return w1.grad, w2.grad
