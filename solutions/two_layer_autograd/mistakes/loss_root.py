"""The loss is the norm of the errors."""

CHECKS = ("test_loss_is_part_of_the_graph", "test_loss")
HINT = {
    "en": "Your loss is the norm of the errors, the root of what it should be: this lesson's loss has no root.",
    "zh": "你的损失是误差的范数，是正确值的平方根：这里的损失不开根号。",
}


def loss(x, y, w1, w2):
    y_pred = x.mm(w1).clamp(min=0).mm(w2)
    return (y_pred - y).norm()
