"""The loss is returned as a number, which has no graph behind it."""

CHECKS = ("test_loss_is_part_of_the_graph", "test_loss")
HINT = {
    "en": "Your loss is a plain number, which has no graph for backward: here it must remain a tensor.",
    "zh": "你返回的损失是一个普通的数，普通的数后面没有计算图，没法反向传播：这里要让它保持为张量。",
}


def loss(x, y, w1, w2):
    y_pred = x.mm(w1).clamp(min=0).mm(w2)
    return (y_pred - y).pow(2).sum().item()
