"""backward goes from h_relu to w1 without ReLU's backward pass."""

CHECKS = ("test_backward_matches_differences", "test_backward")
HINT = {
    "en": "On the way back you walk past ReLU: the gradient by h_relu goes on to w1 as if it were the gradient by h.",
    "zh": "往回走的时候你跳过了 ReLU：对 h_relu 的梯度被直接当成对 h 的梯度，传给了 w1。",
}


def backward(x, y, w1, w2):
    _, h_relu, y_pred = forward(x, w1, w2)
    grad_y_pred = loss_backward(y_pred, y)
    grad_w2, grad_h_relu = output_layer_backward(grad_y_pred, h_relu, w2)
    grad_w1 = hidden_layer_backward(grad_h_relu, x)
    return grad_w1, grad_w2
