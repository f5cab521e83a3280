"""ELU in ReLU's place."""

CHECKS = {
    "two_layer_numpy": ("test_forward_gives_three_arrays", "test_forward"),
    "two_layer_torch": ("test_forward_gives_three_tensors", "test_forward"),
}
HINT = {
    "en": "Your activation is ELU: what is negative becomes a number between -1 and 0. What does ReLU make of it?",
    "zh": "你用的激活函数是 ELU：负数变成了 -1 和 0 之间的数。ReLU 会把负数变成什么？",
}


def forward(x, w1, w2):
    h = x @ w1
    h_relu = h * (h > 0) + (exp(h) - 1) * (h <= 0)
    y_pred = h_relu @ w2
    return h, h_relu, y_pred
