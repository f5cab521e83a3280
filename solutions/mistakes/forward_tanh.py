"""tanh in ReLU's place."""

CHECKS = {
    "two_layer_numpy": ("test_forward_gives_three_arrays", "test_forward"),
    "two_layer_torch": ("test_forward_gives_three_tensors", "test_forward"),
}
HINT = {
    "en": "Your hidden layer holds only numbers between -1 and 1: that is tanh. Which numbers does ReLU leave as they are, and what does it do with the others?",
    "zh": "你的隐藏层全都在 -1 和 1 之间：这是 tanh。ReLU 会让哪些数保持不变，对其余的数又做什么？",
}


def forward(x, w1, w2):
    h = x @ w1
    h_relu = tanh(h)
    y_pred = h_relu @ w2
    return h, h_relu, y_pred
