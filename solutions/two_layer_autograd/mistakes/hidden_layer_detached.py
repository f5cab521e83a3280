"""The hidden layer is cut off the graph, so that no gradient reaches w1."""

CHECKS = ("test_loss_is_part_of_the_graph", "test_loss")
SIGN = "graph-cut"
HINT = {
    "en": "The value of your loss is right, but no gradient reaches w1: detach (like .data and item) cuts the graph at the hidden layer.",
    "zh": "损失的数值是对的，但梯度传不到 w1：detach（以及 .data、item）在隐藏层把计算图切断了。",
}


def loss(x, y, w1, w2):
    h_relu = x.mm(w1).clamp(min=0).detach()
    return (h_relu.mm(w2) - y).pow(2).sum()
