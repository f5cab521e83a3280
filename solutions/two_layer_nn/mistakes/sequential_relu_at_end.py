"""ReLU stands at the end of the Sequential instead of between its layers."""

from torch import nn

CHECKS = ("test_build_sequential", "test_build_sequential_of_other_sizes")
HINT = {
    "en": "The ReLU of your Sequential comes last: layers run in the order in which they are listed, and ReLU belongs between the two linear ones.",
    "zh": "你的 Sequential 里 ReLU 排在了最后：各层按写下的顺序执行，ReLU 应该在两个线性层之间。",
}


def build_sequential(d_in, hidden, d_out):
    return nn.Sequential(
        nn.Linear(d_in, hidden, bias=False),
        nn.Linear(hidden, d_out, bias=False),
        nn.ReLU(),
    )
