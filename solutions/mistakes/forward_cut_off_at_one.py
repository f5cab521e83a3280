"""ReLU also cuts off what is above 1."""

CHECKS = {
    "two_layer_numpy": ("test_forward_gives_three_arrays", "test_forward"),
    "two_layer_torch": ("test_forward_gives_three_tensors", "test_forward"),
}
HINT = {
    "en": "Your ReLU cuts off what is above 1, too. It has no upper bound: what should it make of 7?",
    "zh": "你的 ReLU 把大于 1 的部分也截掉了。ReLU 没有上界：输入 7 应该得到什么？",
}


def forward(x, w1, w2):
    h = x @ w1
    h_relu = h.clip(0, 1)
    y_pred = h_relu @ w2
    return h, h_relu, y_pred
