"""A leaky ReLU in ReLU's place."""

import torch

CHECKS = ("test_loss_is_part_of_the_graph", "test_loss")
HINT = {
    "en": "Your ReLU lets a small part of the negative numbers through: that is a leaky ReLU. What does plain ReLU make of a negative number?",
    "zh": "你的 ReLU 让负数也通过了一小部分：这是 leaky ReLU。普通的 ReLU 会把负数变成什么？",
}


def loss(x, y, w1, w2):
    y_pred = torch.nn.functional.leaky_relu(x.mm(w1)).mm(w2)
    return (y_pred - y).pow(2).sum()
