"""The loss is the root of the mean of the squared errors."""

CHECKS = ("test_loss_is_part_of_the_graph", "test_loss")
HINT = {
    "en": "Your loss is the root of the mean of the squares (RMSE): here it is the sum, without a root.",
    "zh": "你的损失是均方根误差（RMSE）：这里要的是总和，也不开根号。",
}


def loss(x, y, w1, w2):
    y_pred = x.mm(w1).clamp(min=0).mm(w2)
    return (y_pred - y).pow(2).mean().sqrt()
