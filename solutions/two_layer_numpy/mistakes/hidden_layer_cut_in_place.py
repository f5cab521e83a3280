"""forward sets the negative elements of h itself to 0."""

CHECKS = ("test_forward_gives_three_arrays", "test_forward")
HINT = {
    "en": "The h that you return contains no negative numbers: it is the same as h_relu. Keep h as it was before ReLU: a second name for an array is not a copy.",
    "zh": "你返回的 h 里没有负数，和 h_relu 一样。要保留 ReLU 之前的 h：给数组换个名字并不等于复制。",
}


def forward(x, w1, w2):
    h = x @ w1
    h_relu = h
    h_relu[h_relu < 0] = 0
    y_pred = h_relu @ w2
    return h, h_relu, y_pred
