"""The loss is the mean of the squared errors, not their sum."""

import torch

CHECKS = ("test_loss_is_part_of_the_graph", "test_loss")
HINT = {
    "en": "Your loss is the mean of the squared errors; this lesson's loss is their sum, so yours is too small by a factor of the number of elements.",
    "zh": "你返回的是误差平方的平均值，也就是总和又除以了元素个数；这里的损失要的是总和。",
}


def loss(x, y, w1, w2):
    y_pred = x.mm(w1).clamp(min=0).mm(w2)
    return torch.nn.functional.mse_loss(y_pred, y)
