"""ReLU also after the output layer."""

CHECKS = {
    "two_layer_numpy": ("test_forward_gives_three_arrays", "test_forward"),
    "two_layer_torch": ("test_forward_gives_three_tensors", "test_forward"),
}
HINT = {
    "en": "Your y_pred is never negative: there is a ReLU after the output layer as well. Only the hidden layer has one.",
    "zh": "你的 y_pred 没有负数：输出层后面也加了 ReLU。ReLU 只应该出现在隐藏层之后。",
}


def forward(x, w1, w2):
    h = x @ w1
    h_relu = h * (h > 0)
    y_pred = h_relu @ w2
    y_pred = y_pred * (y_pred > 0)
    return h, h_relu, y_pred
