"""The absolute value in ReLU's place."""

CHECKS = {
    "two_layer_numpy": ("test_forward_gives_three_arrays", "test_forward"),
    "two_layer_torch": ("test_forward_gives_three_tensors", "test_forward"),
}
HINT = {
    "en": "Your activation takes the absolute value: -3 becomes 3. What should ReLU make of -3?",
    "zh": "你的激活函数取了绝对值：-3 变成了 3。ReLU 应该把 -3 变成什么？",
}


def forward(x, w1, w2):
    h = x @ w1
    h_relu = abs(h)
    y_pred = h_relu @ w2
    return h, h_relu, y_pred
