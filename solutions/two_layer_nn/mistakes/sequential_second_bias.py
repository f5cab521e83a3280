"""The second layer of the Sequential has a bias."""

from torch import nn

CHECKS = ("test_build_sequential", "test_build_sequential_of_other_sizes")
HINT = {
    "en": "One of your two linear layers still has a bias: each of them must be created without.",
    "zh": "你的两个线性层中还有一个带着偏置：每一层都要分别写明不加偏置。",
}


def build_sequential(d_in, hidden, d_out):
    return nn.Sequential(
        nn.Linear(d_in, hidden, bias=False),
        nn.ReLU(),
        nn.Linear(hidden, d_out),
    )
