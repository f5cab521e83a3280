"""The loss is half the sum of the squared errors."""

CHECKS = ("test_loss_is_part_of_the_graph", "test_loss")
HINT = {
    "en": "Your loss is exactly half of what it should be. Some textbooks put a factor ½ before the sum to simplify the derivative; this lesson's loss has none.",
    "zh": "你的损失正好是正确值的一半。有些教材会在求和前面加上 ½，好让求导更整齐；这里的损失没有这个 ½。",
}


def loss(x, y, w1, w2):
    y_pred = x.mm(w1).clamp(min=0).mm(w2)
    return 0.5 * (y_pred - y).pow(2).sum()
