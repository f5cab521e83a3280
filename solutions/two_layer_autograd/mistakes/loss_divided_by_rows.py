"""The loss is the mean over the rows of each row's sum."""

CHECKS = ("test_loss_is_part_of_the_graph", "test_loss")
HINT = {
    "en": "Your loss is divided by N, the number of rows. Here it is the sum over all elements: try two rows whose errors are all 1.",
    "zh": "你的损失除以了行数 N。这里要的是所有元素的总和：用误差全是 1 的两行数据试试。",
}


def loss(x, y, w1, w2):
    y_pred = x.mm(w1).clamp(min=0).mm(w2)
    return (y_pred - y).pow(2).sum() / len(y)
