"""relu_backward makes its mask in float64, and the result with it."""

CHECKS = ("test_results_stay_where_they_belong",)
NEEDS = r"double|float64"
HINT = {
    "en": "The values are right, but your result is float64 even for float32 inputs: multiplied by a mask of another dtype, the gradient takes the more precise dtype.",
    "zh": "数值是对的，但即使输入是 float32，你的结果也成了 float64：两种 dtype 相乘，结果会变成精度更高的那一种。",
}


def relu_backward(grad_h_relu, h):
    return grad_h_relu * (h > 0).double()
