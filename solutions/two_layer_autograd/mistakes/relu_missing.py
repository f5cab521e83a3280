"""No ReLU between the two matrix products."""

CHECKS = ("test_loss_is_part_of_the_graph", "test_loss")
HINT = {
    "en": "There is no ReLU in your network: without it, two matrix products in a row are equivalent to a single one.",
    "zh": "你的网络里没有 ReLU：两次矩阵乘法直接连在一起，其实和一次乘法没有区别。",
}


def loss(x, y, w1, w2):
    y_pred = x.mm(w1).mm(w2)
    return ((y_pred - y) ** 2).sum()
