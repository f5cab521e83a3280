"""The sigmoid in ReLU's place."""

CHECKS = ("test_loss_is_part_of_the_graph", "test_loss")
HINT = {
    "en": "Your hidden layer holds only numbers between 0 and 1: that is the sigmoid. Which numbers does ReLU leave as they are? Try one large number by hand.",
    "zh": "你的隐藏层全都在 0 和 1 之间：这是 sigmoid。ReLU 会让哪些数保持不变？拿一个较大的数手算试试。",
}


def loss(x, y, w1, w2):
    y_pred = x.mm(w1).sigmoid().mm(w2)
    return (y_pred - y).pow(2).sum()
