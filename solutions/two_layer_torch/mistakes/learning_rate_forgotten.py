"""sgd_step forgets the learning rate."""

CHECKS = ("test_sgd_step",)
HINT = {
    "en": "Your step is as long as the gradient itself: the learning rate, which says how far to go, is not used.",
    "zh": "你每一步减去的都是整个梯度：学习率决定步子的大小，这里却没有用上。",
}


def sgd_step(w1, w2, grad_w1, grad_w2, learning_rate):
    return w1 - grad_w1, w2 - grad_w2
