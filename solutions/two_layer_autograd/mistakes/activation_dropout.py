"""Dropout after ReLU."""

import torch

CHECKS = ("test_loss_is_part_of_the_graph", "test_loss")
HINT = {
    "en": "There is dropout in your network, which is not part of this one: called twice with the same input, it predicts different things.",
    "zh": "你的网络里有 dropout，而这个网络不包含它：用同样的输入调用两次，预测结果会不同。",
}
CODE = {
    "loss": (
        "torch.dropout(...)",
        "torch.nn.functional.dropout(...)",
        "nn.functional.dropout(...)",
        "F.dropout(...)",
    ),
}


def loss(x, y, w1, w2):
    y_pred = torch.dropout(x.mm(w1).clamp(min=0), 0.5, True).mm(w2)
    return (y_pred - y).pow(2).sum()
