"""A leaky ReLU in ReLU's place."""

CHECKS = {
    "two_layer_numpy": ("test_forward_gives_three_arrays", "test_forward"),
    "two_layer_torch": ("test_forward_gives_three_tensors", "test_forward"),
}
HINT = {
    "en": "Your ReLU lets a small part of the negative numbers through: that is a leaky ReLU. What does plain ReLU make of a negative number?",
    "zh": "你的 ReLU 让负数也通过了一小部分：这是 leaky ReLU。普通的 ReLU 会把负数变成什么？",
}


def forward(x, w1, w2):
    h = x @ w1
    h_relu = h * (h > 0) + 0.01 * h * (h <= 0)
    y_pred = h_relu @ w2
    return h, h_relu, y_pred
