"""grad_w2 is that of the last row alone."""

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
    "en": "Your grad_w2 is that of the last row alone. If you loop over the rows, add each row's part to what is there already.",
    "zh": "你的 grad_w2 只算了最后一行。如果是逐行循环，每一行的那一份都要加到已有的和上。",
}


def output_layer_backward(grad_y_pred, h_relu, w2):
    return h_relu[-1:].T @ grad_y_pred[-1:], grad_y_pred @ w2.T
