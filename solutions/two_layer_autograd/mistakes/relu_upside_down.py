"""ReLU cuts off the positive numbers instead of the negative ones."""

CHECKS = ("test_loss_is_part_of_the_graph", "test_loss")
HINT = {
    "en": "Your ReLU is inverted: it keeps the negative numbers, and sets the positive ones to 0.",
    "zh": "你的 ReLU 弄反了：留下来的是负数，正数反而都变成了 0。",
}


def loss(x, y, w1, w2):
    y_pred = x.mm(w1).clamp(max=0).mm(w2)
    return (y_pred - y).pow(2).sum()
