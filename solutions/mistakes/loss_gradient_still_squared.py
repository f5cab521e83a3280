"""The derivative of the square keeps its exponent."""

CHECKS = {
    "two_layer_numpy": ("test_loss_backward_matches_differences", "test_loss_backward"),
    "two_layer_torch": ("test_loss_backward_matches_differences", "test_loss_backward"),
}
HINT = {
    "en": "The factor is there, but the square is still there, too: what becomes of the exponent when a square is differentiated?",
    "zh": "系数有了，但平方还留着：对平方求导之后，指数会变成多少？",
}


def loss_backward(y_pred, y):
    return 2.0 * (y_pred - y) ** 2
