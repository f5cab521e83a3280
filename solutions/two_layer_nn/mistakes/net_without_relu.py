"""TwoLayerNet has no ReLU."""

from torch import nn

CHECKS = ("test_two_layer_net", "test_two_layer_net_of_other_sizes")
HINT = {
    "en": "Your TwoLayerNet applies both layers without ReLU between them: they are then equivalent to a single linear layer.",
    "zh": "你的 TwoLayerNet 两层之间没有 ReLU：这样两层和一层线性层没有区别。",
}


class TwoLayerNet(nn.Module):
    def __init__(self, d_in, hidden, d_out):
        super().__init__()
        self.linear1 = nn.Linear(d_in, hidden, bias=False)
        self.linear2 = nn.Linear(hidden, d_out, bias=False)

    def forward(self, x):
        return self.linear2(self.linear1(x))
