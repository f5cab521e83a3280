"""The derivatives are added up to one number."""

CHECKS = {
    "two_layer_numpy": ("test_loss_backward_matches_differences", "test_loss_backward"),
    "two_layer_torch": ("test_loss_backward_matches_differences", "test_loss_backward"),
}
HINT = {
    "en": "Your grad_y_pred is a single number: the derivatives are added up. Each element of y_pred has its own; what is the shape of y_pred?",
    "zh": "你的 grad_y_pred 只是一个数：导数被加起来了。y_pred 的每个元素都有自己的导数；y_pred 是什么形状？",
}


def loss_backward(y_pred, y):
    return (2.0 * (y_pred - y)).sum()
