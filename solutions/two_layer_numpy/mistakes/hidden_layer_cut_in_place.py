"""forward sets the negative elements of h itself to 0."""

CHECKS = ("test_forward_gives_three_arrays", "test_forward")
HINT = {
    "en": "Your h no longer contains negative numbers: h_relu is only a second name for it, so a change of one changes the other.",
    "zh": "你返回的 h 里已经没有负数了：h_relu 只是 h 的另一个名字，截断其中一个，另一个也跟着变了。",
}


def forward(x, w1, w2):
    h = x @ w1
    h_relu = h
    h_relu[h_relu < 0] = 0
    y_pred = h_relu @ w2
    return h, h_relu, y_pred
