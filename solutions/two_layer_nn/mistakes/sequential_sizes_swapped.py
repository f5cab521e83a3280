"""Both linear layers of the Sequential have their sizes swapped."""

from torch import nn

CHECKS = ("test_build_sequential", "test_build_sequential_of_other_sizes")
HINT = {
    "en": "The sizes of your linear layers are the wrong way round: nn.Linear is told first how many numbers come in, then how many go out.",
    "zh": "线性层的两个尺寸写反了：nn.Linear 先写输入的个数，再写输出的个数。",
}


def build_sequential(hidden, d_in, d_out):
    return nn.Sequential(
        nn.Linear(hidden, d_in, bias=False),
        nn.ReLU(),
        nn.Linear(d_out, hidden, bias=False),
    )
