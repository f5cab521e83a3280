"""ReLU also cuts off what is above 1."""

CHECKS = ("test_loss_is_part_of_the_graph", "test_loss")
HINT = {
    "en": "Your ReLU cuts off what is above 1, too. It has no upper bound: what should it make of 7?",
    "zh": "你的 ReLU 把大于 1 的部分也截掉了。ReLU 没有上界：输入 7 应该得到什么？",
}


def loss(x, y, w1, w2):
    y_pred = x.mm(w1).clamp(0, 1).mm(w2)
    return (y_pred - y).pow(2).sum()
