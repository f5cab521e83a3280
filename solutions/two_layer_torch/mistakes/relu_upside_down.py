"""ReLU cuts off the positive numbers instead of the negative ones."""

CHECKS = ("test_forward_gives_three_tensors", "test_forward")
HINT = {
    "en": "Your ReLU is inverted: it keeps the negative numbers, and sets the positive ones to 0.",
    "zh": "你的 ReLU 弄反了：留下来的是负数，正数反而都变成了 0。",
}


def forward(x, w1, w2):
    h = x.mm(w1)
    h_relu = h.clamp(max=0)
    y_pred = h_relu.mm(w2)
    return h, h_relu, y_pred
