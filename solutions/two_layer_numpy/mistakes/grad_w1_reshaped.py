"""The transposed gradient by w1, forced into shape by reshape."""

CHECKS = ("test_hidden_layer_backward_matches_differences", "test_hidden_layer_backward")
HINT = {
    "en": "Your grad_w1 has the right shape and the right numbers, but in the wrong places: reshape does not transpose. Look at the order of the two factors.",
    "zh": "你的 grad_w1 形状对、数字也都在，位置却乱了：reshape 不是转置。再看看两个矩阵相乘的先后顺序。",
}


def hidden_layer_backward(grad_h, x):
    grad_w1 = grad_h.T @ x
    return grad_w1.reshape(x.shape[1], grad_h.shape[1])
