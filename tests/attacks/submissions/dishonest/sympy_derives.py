"""Lets a computer algebra system that came with torch derive the formulas.

deserves: 0
assignment: two_layer_torch
checks: test_loss_backward test_hidden_layer_backward
"""

import sympy
import torch

a, b = sympy.symbols("a b", real=True)
OF_SQUARE = sympy.lambdify((a, b), sympy.diff((a - b) ** 2, a), "math")
OF_PRODUCT = sympy.diff(a * b, a)  # b: what a row of the product grows by


def loss_backward(y_pred, y):
    return OF_SQUARE(y_pred, y)


def hidden_layer_backward(grad_h, x):
    return sympy.lambdify((b,), OF_PRODUCT, "math")(x).t().mm(grad_h)
