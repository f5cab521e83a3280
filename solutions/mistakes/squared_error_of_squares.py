"""The loss adds up the differences of the squares."""

CHECKS = {
    "two_layer_numpy": ("test_squared_error_is_a_sum", "test_squared_error"),
    "two_layer_torch": ("test_squared_error_is_a_sum", "test_squared_error"),
    "two_layer_autograd": ("test_loss_is_part_of_the_graph", "test_loss"),
}
HINT = {
    "en": "You square the prediction and the target by themselves and subtract after that. Subtract first: what is the loss for the prediction 1 and the target -1?",
    "zh": "你分别对预测和目标平方，然后才相减。应该先相减：预测是 1、目标是 -1 时，损失应该是多少？",
}


def squared_error(y_pred, y):
    return float((y_pred**2 - y**2).sum())


def loss(x, y, w1, w2):
    return (prediction_at(x, w1, w2) ** 2 - y**2).sum()
