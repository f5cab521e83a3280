"""The factor 2 reaches y_pred, but not y."""

CHECKS = ("test_loss_backward_matches_differences", "test_loss_backward")
HINT = {
    "en": "In your grad_y_pred the factor 2 reaches y_pred, but not y: to which expression does it apply in the derivative of the square?",
    "zh": "你的系数 2 只乘到了 y_pred，没有乘到 y：想一想，对平方求导之后，2 应该乘在哪一个整体上？",
}


def loss_backward(y_pred, y):
    return 2.0 * y_pred - y
