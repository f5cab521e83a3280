"""ReLU after the output layer instead of the hidden one."""

CHECKS = ("test_loss_is_part_of_the_graph", "test_loss")
HINT = {
    "en": "Your ReLU comes after the second matrix product. It belongs to the hidden layer, before w2.",
    "zh": "你的 ReLU 放在了第二次矩阵乘法之后。它应该属于隐藏层，在乘 w2 之前。",
}


def loss(x, y, w1, w2):
    y_pred = x.mm(w1).mm(w2).clamp(min=0)
    return ((y_pred - y) ** 2).sum()
