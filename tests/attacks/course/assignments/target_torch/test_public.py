"""A layer is judged by the weights that it has."""

import pytest
import torch


@pytest.mark.points(40)
def test_build(student, expect):
    """build makes a layer of these weights"""
    w = torch.ones(2, 2)
    expect.arrays(expect.model(student.build(w)).weights()["weight"], weight=w)
