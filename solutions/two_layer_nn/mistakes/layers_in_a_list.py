"""TwoLayerNet keeps its layers in a plain list, where its parameters are not found."""

import torch
from torch import nn

CHECKS = ("test_two_layer_net", "test_two_layer_net_of_other_sizes")
HINT = {
    "en": "Your model has no parameters: layers in a plain Python list or dictionary are not registered. Make each an attribute of its own, with the required name.",
    "zh": "你的模型没有任何参数：放在普通 Python 列表或字典里的层不会被注册。请让每一层各自成为属性，并使用要求的名字。",
}


class TwoLayerNet(nn.Module):
    def __init__(self, d_in, hidden, d_out):
        super().__init__()
        self.layers = [nn.Linear(d_in, hidden, bias=False), nn.Linear(hidden, d_out, bias=False)]

    def forward(self, x):
        return self.layers[1](torch.relu(self.layers[0](x)))
