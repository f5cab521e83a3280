"""hidden_layer_backward divides grad_w1 by the number of rows."""

CHECKS = {
    "two_layer_numpy": (
        "test_hidden_layer_backward_matches_differences",
        "test_hidden_layer_backward",
    ),
    "two_layer_torch": (
        "test_hidden_layer_backward_matches_differences",
        "test_hidden_layer_backward",
    ),
}
HINT = {
    "en": "Your grad_w1 is divided by N, the number of rows. That belongs to a loss that is a mean; here the loss is a sum: do not divide by N.",
    "zh": "你的 grad_w1 除以了行数 N。损失是平均值时才这样；这里的损失是总和，不用除以 N。",
}


def hidden_layer_backward(grad_h, x):
    return x.T @ grad_h / len(x)
