"""The loss adds up the absolute errors instead of their squares."""

CHECKS = ("test_loss_is_part_of_the_graph", "test_loss")
HINT = {
    "en": "You sum the absolute values of the errors, not their squares: look again at the formula of the loss.",
    "zh": "你加起来的是误差的绝对值，不是误差的平方：再对照一下损失的公式。",
}


def loss(x, y, w1, w2):
    y_pred = x.mm(w1).clamp(min=0).mm(w2)
    return (y_pred - y).abs().sum()
