"""The loss does not look at y."""

CHECKS = ("test_loss_is_part_of_the_graph", "test_loss")
HINT = {
    "en": "Your loss depends on the prediction alone, as if every target were 0: where is y used?",
    "zh": "你的损失只和预测值有关，好像所有目标值都是 0：y 用在了哪里？",
}


def loss(x, y, w1, w2):
    y_pred = x.mm(w1).clamp(min=0).mm(w2)
    return y_pred.pow(2).sum()
