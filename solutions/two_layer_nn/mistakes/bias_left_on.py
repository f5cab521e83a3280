"""The linear layers of the Sequential have a bias."""

from torch import nn

CHECKS = ("test_build_sequential", "test_build_sequential_of_other_sizes")
HINT = {
    "en": "Your layers have biases, but this network has none: nn.Linear adds one by default.",
    "zh": "你的线性层带了偏置，而这个网络不要偏置：nn.Linear 默认会加上，要明确告诉它不加。",
}


def build_sequential(d_in, hidden, d_out):
    return nn.Sequential(nn.Linear(d_in, hidden), nn.ReLU(), nn.Linear(hidden, d_out))
