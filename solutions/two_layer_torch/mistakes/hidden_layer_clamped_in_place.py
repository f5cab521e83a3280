"""forward cuts off h itself, so that h and h_relu are the same."""

CHECKS = ("test_forward_gives_three_tensors", "test_forward")
HINT = {
    "en": "The h that you return contains no negative numbers: it is the same as h_relu. Keep h as it was before ReLU: a second name is no copy, and methods whose names end in an underscore and inplace=True change the tensor itself.",
    "zh": "你返回的 h 里没有负数，和 h_relu 一样。要保留 ReLU 之前的 h：换个名字并不等于复制，名字以下划线结尾的方法和 inplace=True 都会原地修改张量。",
}


def forward(x, w1, w2):
    h = x.mm(w1)
    h_relu = h.clamp_(min=0)
    return h, h_relu, h_relu.mm(w2)
