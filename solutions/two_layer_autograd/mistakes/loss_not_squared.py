"""The loss adds up the errors without squaring them."""

CHECKS = ("test_loss_is_part_of_the_graph", "test_loss")
HINT = {
    "en": "Your loss adds up the errors themselves, so that those of opposite signs cancel: where are they squared?",
    "zh": "你把误差直接加起来了，正负会互相抵消：平方在哪里？",
}


def loss(x, y, w1, w2):
    y_pred = x.mm(w1).clamp(min=0).mm(w2)
    return (y_pred - y).sum()
