"""nn.Sequential is handed its layers in a list."""

from torch import nn

CHECKS = ("test_build_sequential", "test_build_sequential_of_other_sizes")
NEEDS = r"Sequential\(\["
HINT = {
    "en": "nn.Sequential takes the layers one by one as its arguments; you pass a list, which is not a layer.",
    "zh": "nn.Sequential 要把各层作为参数一个一个地传进去；你传的是一个列表，而列表不是层。",
}


def build_sequential(d_in, hidden, d_out):
    return nn.Sequential(
        [
            nn.Linear(d_in, hidden, bias=False),
            nn.ReLU(),
            nn.Linear(hidden, d_out, bias=False),
        ]
    )
