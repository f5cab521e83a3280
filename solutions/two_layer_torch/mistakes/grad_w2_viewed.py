"""The transposed gradient by w2, forced into shape by view."""

CHECKS = ("test_output_layer_backward_matches_differences", "test_output_layer_backward")
HINT = {
    "en": "Your grad_w2 has the right shape and the right numbers, but in the wrong places: view and reshape do not transpose. Look at the order of the two factors.",
    "zh": "你的 grad_w2 形状对、数字也都在，位置却乱了：view 和 reshape 都不是转置。再看看两个矩阵相乘的先后顺序。",
}


def output_layer_backward(grad_y_pred, h_relu, w2):
    grad_w2 = grad_y_pred.t().mm(h_relu).view(w2.shape)
    return grad_w2, grad_y_pred.mm(w2.t())
