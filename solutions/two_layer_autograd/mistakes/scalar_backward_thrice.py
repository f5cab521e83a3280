"""backward is called once for each of the three derivatives."""

import torch

CHECKS = ("test_scalar_gradients", "test_scalar_gradients_of_other_numbers")
HINT = {
    "en": "You call backward three times, once for each number, and the results accumulate in .grad: a single call fills all three.",
    "zh": "你对三个数各调用了一次 backward，结果在 .grad 里累加起来了：其实调用一次，三个 .grad 就都有了。",
}


def scalar_gradients(x, w, b):
    leaves = [torch.tensor(float(value), requires_grad=True) for value in (x, w, b)]
    y = leaves[1] * leaves[0] + leaves[2]
    gradients = []
    for leaf in leaves:
        y.backward(retain_graph=True)
        gradients.append(leaf.grad.item())
    return tuple(gradients)
