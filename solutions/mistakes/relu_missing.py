"""forward leaves out ReLU."""

CHECKS = {
    "two_layer_numpy": ("test_forward_gives_three_arrays", "test_forward"),
    "two_layer_torch": ("test_forward_gives_three_tensors", "test_forward"),
}
HINT = {
    "en": "Your h_relu is the same as h: nothing is set to 0. What does ReLU do with negative numbers?",
    "zh": "你的 h_relu 和 h 一模一样，什么都没有截断：遇到负数，ReLU 应该怎么做？",
}


def forward(x, w1, w2):
    h = x @ w1
    h_relu = 1 * h
    y_pred = h_relu @ w2
    return h, h_relu, y_pred
