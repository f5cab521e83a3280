"""forward returns y_pred first."""

CHECKS = {
    "two_layer_numpy": ("test_forward_gives_three_arrays", "test_forward"),
    "two_layer_torch": ("test_forward_gives_three_tensors", "test_forward"),
}
HINT = {
    "en": "All three are right, but not their order: h comes first, and y_pred last.",
    "zh": "三个结果都算对了，只是返回的顺序不对：h 在最前面，y_pred 在最后。",
}


def forward(x, w1, w2):
    h = x @ w1
    h_relu = h * (h > 0)
    y_pred = h_relu @ w2
    return y_pred, h, h_relu
