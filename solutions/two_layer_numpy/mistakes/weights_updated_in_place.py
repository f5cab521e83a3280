"""sgd_step changes the caller's weights."""

CHECKS = ("test_sgd_step_goes_downhill", "test_sgd_step")
HINT = {
    "en": "The new weights are right, but the arrays that were passed to your function have changed, too: an augmented assignment such as -= changes the caller's array itself.",
    "zh": "新的权重是对的，但传进来的数组也被改掉了：`-=` 这类写法会直接改动调用者的数组。",
}


def sgd_step(w1, w2, grad_w1, grad_w2, learning_rate):
    w1 -= learning_rate * grad_w1
    w2 -= learning_rate * grad_w2
    return w1, w2
