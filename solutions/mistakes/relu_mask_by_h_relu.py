"""backward goes back through ReLU by the signs of h_relu."""

CHECKS = {
    "two_layer_numpy": ("test_backward_matches_differences", "test_backward"),
    "two_layer_torch": ("test_backward_matches_differences", "test_backward"),
}
NEEDS = r"relu_backward\(\w+, \w*relu\w*\)"
HINT = {
    "en": "Your ReLU mask looks at h_relu, where nothing is negative any more, so that all of the gradient passes. What still shows where h is negative?",
    "zh": "你的 ReLU 掩码看的是 h_relu，那里已经没有负数了，所以梯度全都通过了。从哪个量还能看出 h 在哪里为负？",
}


def backward(x, y, w1, w2):
    _, h_relu, y_pred = forward(x, w1, w2)
    grad_y_pred = loss_backward(y_pred, y)
    grad_w2, grad_h_relu = output_layer_backward(grad_y_pred, h_relu, w2)
    grad_h = relu_backward(grad_h_relu, h_relu)
    return hidden_layer_backward(grad_h, x), grad_w2
