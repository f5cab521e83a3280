"""output_layer_backward divides grad_w2 by the number of rows."""

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
    "en": "Your grad_w2 is divided by N, the number of rows. That belongs to a loss that is a mean; here the loss is a sum: do not divide by N.",
    "zh": "你的 grad_w2 除以了行数 N。损失是平均值时才这样；这里的损失是总和，不用除以 N。",
}


def output_layer_backward(grad_y_pred, h_relu, w2):
    grad_w2 = h_relu.T @ grad_y_pred / len(h_relu)
    grad_h_relu = grad_y_pred @ w2.T
    return grad_w2, grad_h_relu
