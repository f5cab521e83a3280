"""1 where h is positive, in ReLU's place."""

CHECKS = {
    "two_layer_numpy": ("test_forward_gives_three_arrays", "test_forward"),
    "two_layer_torch": ("test_forward_gives_three_tensors", "test_forward"),
}
HINT = {
    "en": "Your hidden layer holds only 0 and 1: that says where h is positive. ReLU keeps the positive numbers themselves.",
    "zh": "你的隐藏层只有 0 和 1：这只说明 h 在哪里为正。ReLU 保留的是那些正数本身。",
}


def forward(x, w1, w2):
    h = x @ w1
    h_relu = 0 * h + (h > 0)
    y_pred = h_relu @ w2
    return h, h_relu, y_pred
