"""The loss is half the sum of the squared errors."""

CHECKS = {
    "two_layer_numpy": ("test_squared_error_is_a_sum", "test_squared_error"),
    "two_layer_torch": ("test_squared_error_is_a_sum", "test_squared_error"),
}
HINT = {
    "en": "Your loss is exactly half of what it should be. Some textbooks put a factor ½ before the sum to simplify the derivative; this lesson's loss has none.",
    "zh": "你的损失正好是正确值的一半。有些教材会在求和前面加上 ½，好让求导更整齐；这里的损失没有这个 ½。",
}


def squared_error(y_pred, y):
    return float(0.5 * ((y_pred - y) ** 2).sum())
