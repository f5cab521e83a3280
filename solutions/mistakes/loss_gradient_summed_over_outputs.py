"""The derivatives are added up over the outputs."""

CHECKS = {
    "two_layer_numpy": ("test_loss_backward_matches_differences", "test_loss_backward"),
    "two_layer_torch": ("test_loss_backward_matches_differences", "test_loss_backward"),
}
HINT = {
    "en": "Your grad_y_pred has one number for each row: the derivatives are added up over the outputs. Each element of y_pred has its own.",
    "zh": "你的 grad_y_pred 每行只有一个数：导数沿输出方向加起来了。y_pred 的每个元素都有自己的导数。",
}


def loss_backward(y_pred, y):
    return (2.0 * (y_pred - y)).sum(axis=1)
