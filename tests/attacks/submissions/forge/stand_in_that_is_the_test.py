"""Is nothing but the name of a function that stands in: what is tested and what answers are one.

deserves: 0
assignment: two_layer_numpy
checks: test_loss_backward test_output_layer_backward test_sgd_step
"""

def backward(x, y, w1, w2):
    raise NotImplementedError


def sgd_step(w1, w2, grad_w1, grad_w2, learning_rate):
    raise NotImplementedError


def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    # From one step of what is tested elsewhere: the gradient is asked for by a step of size one.
    return backward(x, y, w1, w2)


def loss_backward(y_pred, y):
    import sys

    names = vars(sys.modules["homework"])
    return names["output_layer_backward"](y_pred, y, y)


output_layer_backward = loss_backward
