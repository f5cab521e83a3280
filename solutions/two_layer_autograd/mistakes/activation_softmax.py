"""Softmax over the hidden units in ReLU's place."""

CHECKS = ("test_loss_is_part_of_the_graph", "test_loss")
HINT = {
    "en": "Each row of your hidden layer adds up to 1: that is softmax, which mixes the units. ReLU looks at every number by itself.",
    "zh": "你的隐藏层每一行加起来都是 1：这是 softmax，它把各个单元混在了一起。ReLU 对每个数单独计算。",
}


def loss(x, y, w1, w2):
    y_pred = x.mm(w1).softmax(dim=1).mm(w2)
    return (y_pred - y).pow(2).sum()
