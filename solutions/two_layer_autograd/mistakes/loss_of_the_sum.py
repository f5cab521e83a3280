"""The loss is the square of the sum of the errors."""

CHECKS = ("test_loss_is_part_of_the_graph", "test_loss")
HINT = {
    "en": "You add up first and square afterwards, so that errors of opposite signs cancel. What is the loss for the errors 1 and -1?",
    "zh": "你先求和再平方，正负误差就互相抵消了。误差是 1 和 -1 时，损失应该是多少？",
}


def loss(x, y, w1, w2):
    y_pred = x.mm(w1).clamp(min=0).mm(w2)
    return (y_pred - y).sum().pow(2)
