"""ReLU takes the minimum instead of the maximum."""

CHECKS = {
    "two_layer_numpy": ("test_forward_gives_three_arrays", "test_forward"),
    "two_layer_torch": ("test_forward_gives_three_tensors", "test_forward"),
}
HINT = {
    "en": "Your ReLU is inverted: it keeps the negative numbers, and sets the positive ones to 0.",
    "zh": "你的 ReLU 弄反了：留下来的是负数，正数反而都变成了 0。",
}


def forward(x, w1, w2):
    h = x @ w1
    h_relu = h * (h < 0)
    y_pred = h_relu @ w2
    return h, h_relu, y_pred
