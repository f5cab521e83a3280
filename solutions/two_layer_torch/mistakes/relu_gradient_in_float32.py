"""relu_backward makes a new tensor without asking for the dtype and device of its inputs."""

import torch

CHECKS = ("test_relu_backward_matches_differences", "test_results_stay_where_they_belong")
HINT = {
    "en": "The values are right, but your result is float32 on the CPU whatever the inputs are: a tensor created from a shape alone does not have the dtype and device of your inputs.",
    "zh": "数值是对的，但无论输入是什么，结果总是 CPU 上的 float32：只按形状新建的张量，并不知道输入的 dtype 和设备。",
}


def relu_backward(grad_h_relu, h):
    grad_h = torch.zeros(h.shape)
    grad_h[h > 0] = grad_h_relu[h > 0].to("cpu", torch.float32)
    return grad_h
