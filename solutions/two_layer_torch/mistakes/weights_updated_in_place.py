"""sgd_step changes the caller's weights."""

CHECKS = ("test_sgd_step_goes_downhill", "test_sgd_step")
HINT = {
    "en": "The new weights are right, but the tensors that were passed to your function have changed, too: sub_ and -= change the caller's tensor itself.",
    "zh": "新的权重是对的，但传进来的张量也被改掉了：sub_ 和 -= 都是直接在调用者的张量上改。",
}


def sgd_step(w1, w2, grad_w1, grad_w2, learning_rate):
    w1.sub_(learning_rate * grad_w1)
    w2.sub_(learning_rate * grad_w2)
    return w1, w2
