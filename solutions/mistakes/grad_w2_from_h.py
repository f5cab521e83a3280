"""backward computes grad_w2 from h instead of h_relu."""

CHECKS = {
    "two_layer_numpy": ("test_backward_matches_differences", "test_backward"),
    "two_layer_torch": ("test_backward_matches_differences", "test_backward"),
}
HINT = {
    "en": "Your grad_w2 is computed from h, the hidden layer before ReLU. What is multiplied by w2 in the forward pass?",
    "zh": "你的 grad_w2 用的是 ReLU 之前的 h。想一想：前向时和 w2 相乘的是哪一个？",
}


def backward(x, y, w1, w2):
    h, _, y_pred = forward(x, w1, w2)
    grad_y_pred = loss_backward(y_pred, y)
    grad_w2, grad_h_relu = output_layer_backward(grad_y_pred, h, w2)
    grad_h = relu_backward(grad_h_relu, h)
    return hidden_layer_backward(grad_h, x), grad_w2
