"""The loss adds up the errors without squaring them."""

CHECKS = {
    "two_layer_numpy": ("test_squared_error_is_a_sum", "test_squared_error"),
    "two_layer_torch": ("test_squared_error_is_a_sum", "test_squared_error"),
}
HINT = {
    "en": "Your loss adds up the errors themselves, so that those of opposite signs cancel: where are they squared?",
    "zh": "你把误差直接加起来了，正负会互相抵消：平方在哪里？",
}


def squared_error(y_pred, y):
    return float((y_pred - y).sum())
