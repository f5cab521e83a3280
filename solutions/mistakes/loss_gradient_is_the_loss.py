"""loss_backward returns the squared errors."""

CHECKS = {
    "two_layer_numpy": ("test_loss_backward_matches_differences", "test_loss_backward"),
    "two_layer_torch": ("test_loss_backward_matches_differences", "test_loss_backward"),
}
HINT = {
    "en": "You return the squared errors, which are the loss itself. How fast does a square grow where the error is 3?",
    "zh": "你返回的是误差的平方，那是损失本身。误差为 3 时，它的平方增长得有多快？",
}


def loss_backward(y_pred, y):
    return (y_pred - y) ** 2
