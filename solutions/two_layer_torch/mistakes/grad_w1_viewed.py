"""The transposed gradient by w1, forced into shape by view."""

CHECKS = ("test_hidden_layer_backward_matches_differences", "test_hidden_layer_backward")
HINT = {
    "en": "Your grad_w1 has the right shape and the right numbers, but in the wrong places: view and reshape do not transpose. Look at the order of the two factors.",
    "zh": "你的 grad_w1 形状对、数字也都在，位置却乱了：view 和 reshape 都不是转置。再看看两个矩阵相乘的先后顺序。",
}


def hidden_layer_backward(grad_h, x):
    return grad_h.t().mm(x).view(x.shape[1], grad_h.shape[1])
