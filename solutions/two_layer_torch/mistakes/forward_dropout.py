"""Dropout after ReLU."""

import torch

CHECKS = ("test_forward_gives_three_tensors", "test_forward")
HINT = {
    "en": "There is dropout in your network, which is not part of this one: called twice with the same input, it predicts different things.",
    "zh": "你的网络里有 dropout，而这个网络不包含它：用同样的输入调用两次，预测结果会不同。",
}
CODE = {
    "forward": (
        "torch.dropout(...)",
        "torch.nn.functional.dropout(...)",
        "nn.functional.dropout(...)",
        "F.dropout(...)",
    ),
}


def forward(x, w1, w2):
    h = x.mm(w1)
    h_relu = torch.dropout(h.clamp(min=0), 0.5, True)
    y_pred = h_relu.mm(w2)
    return h, h_relu, y_pred
