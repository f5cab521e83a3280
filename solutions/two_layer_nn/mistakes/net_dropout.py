"""TwoLayerNet has dropout after ReLU."""

from torch import nn

CHECKS = ("test_two_layer_net", "test_two_layer_net_of_other_sizes")
HINT = {
    "en": "TwoLayerNet: there is dropout in your network, which is not part of this one: called twice with the same input, it predicts different things.",
    "zh": "TwoLayerNet：你的网络里有 dropout，而这个网络不包含它：用同样的输入调用两次，预测结果会不同。",
}
CODE = {
    "__init__": (
        "nn.Dropout(...)",
        "torch.nn.Dropout(...)",
    ),
    "forward": (
        "nn.Dropout(...)",
        "torch.nn.Dropout(...)",
        "torch.dropout(...)",
        "torch.nn.functional.dropout(...)",
        "nn.functional.dropout(...)",
        "F.dropout(...)",
    ),
}


class TwoLayerNet(nn.Module):
    def __init__(self, d_in, hidden, d_out):
        super().__init__()
        self.linear1 = nn.Linear(d_in, hidden, bias=False)
        self.linear2 = nn.Linear(hidden, d_out, bias=False)
        self.dropout = nn.Dropout()

    def forward(self, x):
        h = self.dropout(self.linear1(x).clamp(min=0))
        return self.linear2(h)
