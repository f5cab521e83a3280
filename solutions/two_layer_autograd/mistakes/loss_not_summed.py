"""The squared errors are returned one by one, not added up."""

CHECKS = ("test_loss_is_part_of_the_graph", "test_loss")
HINT = {
    "en": "Your loss is a whole matrix of squared errors. It should be one number for all of them together: backward starts from a 0-dimensional tensor.",
    "zh": "你返回的是整个矩阵，里面是每个元素各自的平方误差。损失应该把它们合成一个数：backward 要从一个 0 维张量开始。",
}


def loss(x, y, w1, w2):
    y_pred = x.mm(w1).clamp(min=0).mm(w2)
    return (y_pred - y).pow(2)
