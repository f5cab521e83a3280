"""backward starts from the error instead of the loss's derivative by it."""

CHECKS = ("test_backward_matches_differences", "test_backward")
HINT = {
    "en": "Both gradients are half of what they should be: your backward starts from the bare error. Which of your functions says what the way back starts with?",
    "zh": "两个梯度都正好是正确值的一半：你的 backward 直接拿误差往回传。反向传播该从什么开始，你已经写过一个函数来算它了。",
}


def backward(x, y, w1, w2):
    h, h_relu, y_pred = forward(x, w1, w2)
    grad_w2, grad_h_relu = output_layer_backward(y_pred - y, h_relu, w2)
    grad_h = relu_backward(grad_h_relu, h)
    grad_w1 = hidden_layer_backward(grad_h, x)
    return grad_w1, grad_w2
