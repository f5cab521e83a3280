"""output_layer_backward returns its two gradients in the wrong order."""

CHECKS = {
    "two_layer_numpy": (
        "test_output_layer_backward_matches_differences",
        "test_output_layer_backward",
    ),
    "two_layer_torch": (
        "test_output_layer_backward_matches_differences",
        "test_output_layer_backward",
    ),
}
HINT = {
    "en": "Both gradients are right, but their order is not: see in which order output_layer_backward should return them.",
    "zh": "两个梯度都算对了，只是返回的顺序反了：看看说明里 output_layer_backward 应该先返回哪一个。",
}


def output_layer_backward(grad_y_pred, h_relu, w2):
    grad_h_relu = grad_y_pred @ w2.T
    grad_w2 = h_relu.T @ grad_y_pred
    return grad_h_relu, grad_w2
