"""grad_w2 is that of the first row alone."""

CHECKS = {
    "two_layer_numpy": (
        "test_output_layer_backward_matches_differences",
        "test_output_layer_backward",
    ),
    "two_layer_torch": (
        "test_output_layer_backward_matches_differences",
        "test_output_layer_backward",
    ),
}
HINT = {
    "en": "Your grad_w2 is that of the first row alone. All rows count: which rows do your indices take, and if you loop over the rows, how often does the loop run?",
    "zh": "你的 grad_w2 只算了第一行。所有行都要算进去：下标取到了哪些行？如果是逐行循环，循环执行了几次？",
}


def output_layer_backward(grad_y_pred, h_relu, w2):
    return h_relu[:1].T @ grad_y_pred[:1], grad_y_pred @ w2.T
