"""grad_h_relu is computed with grad_w2 instead of w2."""

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
    "en": "Your grad_h_relu is computed with grad_w2. How does y_pred change with h_relu: which matrix is it multiplied by in the forward pass?",
    "zh": "你的 grad_h_relu 是用 grad_w2 算的。y_pred 怎样随 h_relu 变化：前向时 h_relu 乘的是哪个矩阵？",
}


def output_layer_backward(grad_y_pred, h_relu, w2):
    grad_w2 = h_relu.T @ grad_y_pred
    grad_h_relu = grad_y_pred @ grad_w2.T
    return grad_w2, grad_h_relu
