"""The hidden half: other weights. @SECRET@"""

import pytest
import torch


@pytest.mark.points(60)
def test_build_of_other_weights(student, reference, expect):
    """build makes a layer of other weights"""
    w = torch.tensor([[0.25, -3.0], [7.5, 1.5]])
    weights = expect.model(student.build(w)).weights()
    expect.arrays(weights.get("weight"), weight=reference.build(w).weight.detach())
    expect.arrays(list(weights.values())[-1], last=w)
