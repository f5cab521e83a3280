"""forward multiplies w2 by h instead of h_relu."""

import numpy as np

CHECKS = ("test_forward_gives_three_arrays", "test_forward")
HINT = {
    "en": "Your y_pred is computed from h, the hidden layer before ReLU: h_relu is computed, but not used.",
    "zh": "你的 y_pred 是用 ReLU 之前的 h 算出来的：h_relu 虽然算了，却没有用上。",
}


def forward(x, w1, w2):
    h = x @ w1
    h_relu = np.maximum(h, 0)
    y_pred = h @ w2
    return h, h_relu, y_pred
