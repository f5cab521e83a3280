"""hidden_layer_backward returns the transpose of grad_w1."""

CHECKS = ("test_hidden_layer_backward_matches_differences", "test_hidden_layer_backward")
HINT = {
    "en": "Your grad_w1 is the transpose of what it should be: a gradient has the shape of the weights that it belongs to. Look at the order of the two factors.",
    "zh": "你的 grad_w1 是正确结果的转置：梯度的形状应该和它所属的权重一样。再看看两个矩阵相乘的先后顺序。",
}


def hidden_layer_backward(grad_h, x):
    return grad_h.T @ x
