"""The loss is computed under no_grad, which leaves no graph."""

import torch

CHECKS = ("test_loss_is_part_of_the_graph", "test_loss")
NEEDS = r"no_grad|inference_mode|set_grad_enabled"
HINT = {
    "en": "The value of your loss is right, but no gradient reaches w1 or w2: under no_grad no graph is built. It belongs around the update, not around the loss.",
    "zh": "损失的数值是对的，但梯度传不到 w1，也传不到 w2：在 no_grad 里计算是不会建图的。它应该包住权重的更新，而不是损失的计算。",
}


def loss(x, y, w1, w2):
    with torch.no_grad():
        y_pred = x.mm(w1).clamp(min=0).mm(w2)
        return (y_pred - y).pow(2).sum()
