"""output_layer_backward goes back through ReLU as well."""

CHECKS = {
    "two_layer_numpy": ("test_output_layer_backward",),
    "two_layer_torch": ("test_output_layer_backward",),
}
HINT = {
    "en": "Your grad_h_relu is 0 where h_relu is 0: you have gone back through ReLU already, which is the next function's task.",
    "zh": "在 h_relu 为 0 的位置，你的 grad_h_relu 也是 0：你已经顺便做了 ReLU 的反向传播，那是下一个函数的事。",
}


def output_layer_backward(grad_y_pred, h_relu, w2):
    grad_w2 = h_relu.T @ grad_y_pred
    grad_h_relu = grad_y_pred @ w2.T * (h_relu > 0)
    return grad_w2, grad_h_relu
