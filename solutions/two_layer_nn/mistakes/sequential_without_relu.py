"""No ReLU between the two layers of the Sequential."""

from torch import nn

CHECKS = ("test_build_sequential", "test_build_sequential_of_other_sizes")
HINT = {
    "en": "There is no ReLU between your two linear layers: without it they are equivalent to a single linear layer.",
    "zh": "两个线性层之间没有 ReLU：少了它，两层和一层线性层没有区别。",
}


def build_sequential(d_in, hidden, d_out):
    return nn.Sequential(
        nn.Linear(d_in, hidden, bias=False),
        nn.Linear(hidden, d_out, bias=False),
    )
