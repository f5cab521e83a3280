"""ReLU also after the output layer."""

CHECKS = ("test_forward_gives_three_tensors", "test_forward")
HINT = {
    "en": "Your y_pred is never negative: there is a ReLU after the output layer as well. Only the hidden layer has one.",
    "zh": "你的 y_pred 没有负数：输出层后面也加了 ReLU。ReLU 只应该出现在隐藏层之后。",
}


def forward(x, w1, w2):
    h = x.mm(w1)
    h_relu = h.clamp(min=0)
    y_pred = h_relu.mm(w2).clamp(min=0)
    return h, h_relu, y_pred
