"""sgd_step changes the caller's weights."""

CHECKS = {
    "two_layer_numpy": ("test_sgd_step_goes_downhill", "test_sgd_step"),
    "two_layer_torch": ("test_sgd_step_goes_downhill", "test_sgd_step"),
}
HINT = {
    "en": "The new weights are right, but the ones that were passed to your function have changed, too: `-=` (and torch's `sub_`) changes the caller's own weights.",
    "zh": "新的权重是对的，但传进来的权重也被改掉了：`-=`（以及 torch 的 `sub_`）会直接改动调用者的那一份。",
}


def sgd_step(w1, w2, grad_w1, grad_w2, learning_rate):
    w1 -= learning_rate * grad_w1
    w2 -= learning_rate * grad_w2
    return w1, w2
