"""tanh in ReLU's place."""

CHECKS = ("test_loss_is_part_of_the_graph", "test_loss")
HINT = {
    "en": "Your hidden layer holds only numbers between -1 and 1: that is tanh. Which numbers does ReLU leave as they are, and what does it do with the others?",
    "zh": "你的隐藏层全都在 -1 和 1 之间：这是 tanh。ReLU 会让哪些数保持不变，对其余的数又做什么？",
}


def loss(x, y, w1, w2):
    y_pred = x.mm(w1).tanh().mm(w2)
    return (y_pred - y).pow(2).sum()
