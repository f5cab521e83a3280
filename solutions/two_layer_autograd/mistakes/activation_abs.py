"""The absolute value in ReLU's place."""

CHECKS = ("test_loss_is_part_of_the_graph", "test_loss")
HINT = {
    "en": "Your activation takes the absolute value: -3 becomes 3. What should ReLU make of -3?",
    "zh": "你的激活函数取了绝对值：-3 变成了 3。ReLU 应该把 -3 变成什么？",
}


def loss(x, y, w1, w2):
    y_pred = x.mm(w1).abs().mm(w2)
    return (y_pred - y).pow(2).sum()
