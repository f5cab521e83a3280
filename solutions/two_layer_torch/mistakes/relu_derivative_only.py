"""relu_backward returns ReLU's derivative, and forgets the gradient that arrives."""

CHECKS = ("test_relu_backward_matches_differences", "test_relu_backward")
HINT = {
    "en": "You return ReLU's derivative alone. By the chain rule it is multiplied by the gradient that arrives.",
    "zh": "你只返回了 ReLU 的导数。按链式法则，还要乘上传进来的梯度。",
}


def relu_backward(grad_h_relu, h):
    return (h > 0).to(h.dtype)
