"""grad_w1 is that of the first row alone."""

CHECKS = {
    "two_layer_numpy": (
        "test_hidden_layer_backward_matches_differences",
        "test_hidden_layer_backward",
    ),
    "two_layer_torch": (
        "test_hidden_layer_backward_matches_differences",
        "test_hidden_layer_backward",
    ),
}
HINT = {
    "en": "Your grad_w1 is that of the first row alone. All rows count: which rows do your indices take, and if you loop over the rows, how often does the loop run?",
    "zh": "你的 grad_w1 只算了第一行。所有行都要算进去：下标取到了哪些行？如果是逐行循环，循环执行了几次？",
}


def hidden_layer_backward(grad_h, x):
    return x[:1].T @ grad_h[:1]
