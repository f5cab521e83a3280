"""The Sequential has dropout after ReLU."""

from torch import nn

CHECKS = ("test_build_sequential", "test_build_sequential_of_other_sizes")
HINT = {
    "en": "build_sequential: there is dropout in your network, which is not part of this one: called twice with the same input, it predicts different things.",
    "zh": "build_sequential：你的网络里有 dropout，而这个网络不包含它：用同样的输入调用两次，预测结果会不同。",
}
CODE = {
    "build_sequential": (
        "nn.Dropout(...)",
        "torch.nn.Dropout(...)",
    ),
}


def build_sequential(d_in, hidden, d_out):
    first = nn.Linear(d_in, hidden, bias=False)
    second = nn.Linear(hidden, d_out, bias=False)
    return nn.Sequential(first, nn.ReLU(), nn.Dropout(), second)
