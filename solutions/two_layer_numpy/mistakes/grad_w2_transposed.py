"""output_layer_backward returns the transpose of grad_w2."""

CHECKS = ("test_output_layer_backward_matches_differences", "test_output_layer_backward")
HINT = {
    "en": "Your grad_w2 is the transpose of what it should be: a gradient has the shape of the weights that it belongs to. Look at the order of the two factors.",
    "zh": "你的 grad_w2 是正确结果的转置：梯度的形状应该和它所属的权重一样。再看看两个矩阵相乘的先后顺序。",
}


def output_layer_backward(grad_y_pred, h_relu, w2):
    grad_w2 = grad_y_pred.T @ h_relu
    grad_h_relu = grad_y_pred @ w2.T
    return grad_w2, grad_h_relu
