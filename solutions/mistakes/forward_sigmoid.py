"""The sigmoid in ReLU's place."""

CHECKS = {
    "two_layer_numpy": ("test_forward_gives_three_arrays", "test_forward"),
    "two_layer_torch": ("test_forward_gives_three_tensors", "test_forward"),
}
HINT = {
    "en": "Your hidden layer holds only numbers between 0 and 1: that is the sigmoid. Which numbers does ReLU leave as they are? Try one large number by hand.",
    "zh": "你的隐藏层全都在 0 和 1 之间：这是 sigmoid。ReLU 会让哪些数保持不变？拿一个较大的数手算试试。",
}


def forward(x, w1, w2):
    h = x @ w1
    h_relu = 1 / (1 + exp(-h))
    y_pred = h_relu @ w2
    return h, h_relu, y_pred
