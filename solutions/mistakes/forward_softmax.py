"""Softmax over the hidden units in ReLU's place."""

CHECKS = {
    "two_layer_numpy": ("test_forward_gives_three_arrays", "test_forward"),
    "two_layer_torch": ("test_forward_gives_three_tensors", "test_forward"),
}
HINT = {
    "en": "Each row of your hidden layer adds up to 1: that is softmax, which mixes the units. ReLU looks at every number by itself.",
    "zh": "你的隐藏层每一行加起来都是 1：这是 softmax，它把各个单元混在了一起。ReLU 对每个数单独计算。",
}


def forward(x, w1, w2):
    h = x @ w1
    powers = exp(h)
    h_relu = powers / powers.sum(axis=1)[:, None]
    y_pred = h_relu @ w2
    return h, h_relu, y_pred
