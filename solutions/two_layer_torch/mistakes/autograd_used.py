"""backward lets autograd compute the gradients."""

CHECKS = ("test_backward_matches_differences", "test_backward")
NEEDS = r"requires_grad|autograd"
HINT = {
    "en": "You use autograd. It is switched off in this homework, where you write each derivative by hand; autograd is the subject of the next homework.",
    "zh": "你用了 autograd。这次作业要求手写每一步导数，评分时自动求导是关掉的；下一次作业才轮到它。",
}


def backward(x, y, w1, w2):
    w1 = w1.clone().requires_grad_()
    w2 = w2.clone().requires_grad_()
    loss = (forward(x, w1, w2)[2] - y).pow(2).sum()
    loss.backward()
    return w1.grad, w2.grad
