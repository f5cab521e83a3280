"""ELU in ReLU's place."""

import torch

CHECKS = ("test_loss_is_part_of_the_graph", "test_loss")
HINT = {
    "en": "Your activation is ELU: what is negative becomes a number between -1 and 0. What does ReLU make of it?",
    "zh": "你用的激活函数是 ELU：负数变成了 -1 和 0 之间的数。ReLU 会把负数变成什么？",
}


def loss(x, y, w1, w2):
    y_pred = torch.nn.functional.elu(x.mm(w1)).mm(w2)
    return (y_pred - y).pow(2).sum()
