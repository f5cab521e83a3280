"""backward returns its two gradients in the wrong order."""

CHECKS = {
    "two_layer_numpy": ("test_backward_matches_differences", "test_backward"),
    "two_layer_torch": ("test_backward_matches_differences", "test_backward"),
}
HINT = {
    "en": "Both gradients are right, but their order is not: backward returns the one with respect to w1 first.",
    "zh": "两个梯度都算对了，只是顺序反了：backward 应当先返回对 w1 的梯度。",
}


def backward(x, y, w1, w2):
    h, h_relu, y_pred = forward(x, w1, w2)
    grad_w2, grad_h_relu = output_layer_backward(loss_backward(y_pred, y), h_relu, w2)
    grad_w1 = hidden_layer_backward(relu_backward(grad_h_relu, h), x)
    return grad_w2, grad_w1
