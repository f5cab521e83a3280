"""Both linear layers of the Sequential have their sizes swapped."""

from torch import nn

CHECKS = ("test_build_sequential", "test_build_sequential_of_other_sizes")
HINT = {
    "en": "The sizes of your linear layers are swapped: nn.Linear takes the number of inputs first, then the number of outputs.",
    "zh": "线性层的两个尺寸写反了：nn.Linear 先写输入的个数，再写输出的个数。",
}


def build_sequential(d_in, hidden, d_out):
    return nn.Sequential(
        nn.Linear(hidden, d_in, bias=False),
        nn.ReLU(),
        nn.Linear(d_out, hidden, bias=False),
    )
