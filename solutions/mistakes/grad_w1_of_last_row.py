"""grad_w1 is that of the last row alone."""

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
    "en": "Your grad_w1 is that of the last row alone. If you loop over the rows, add each row's part to what is there already.",
    "zh": "你的 grad_w1 只算了最后一行。如果是逐行循环，每一行的那一份都要加到已有的和上。",
}


def hidden_layer_backward(grad_h, x):
    return x[-1:].T @ grad_h[-1:]
