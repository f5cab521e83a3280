"""forward cuts off h itself, so that h and h_relu are the same."""

CHECKS = ("test_forward_gives_three_tensors", "test_forward")
HINT = {
    "en": "Your h no longer contains negative numbers: a method whose name ends in an underscore works in place, and h and h_relu became one tensor.",
    "zh": "你返回的 h 里已经没有负数了：名字以下划线结尾的方法是原地操作，h 和 h_relu 成了同一个张量。",
}


def forward(x, w1, w2):
    h = x.mm(w1)
    h_relu = h.clamp_(min=0)
    return h, h_relu, h_relu.mm(w2)
