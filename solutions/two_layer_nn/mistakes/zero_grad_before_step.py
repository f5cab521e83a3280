"""train clears the gradients between backward and step."""

from torch import nn

CHECKS = ("test_train_goes_downhill", "test_train")
SIGN = "cleared-early"
HINT = {
    "en": "Your model never changes: every round needs a step, after backward and before the gradients are zeroed, by an optimizer of this model's parameters. Check the order of the three.",
    "zh": "模型一直没有变：每一轮都要走一步，在 backward 之后、梯度清零之前，而且优化器要用这个模型的参数来创建。检查这三步的先后顺序。",
}


def train(model, x, y, optimizer_name="adam", learning_rate=1e-4, steps=500):
    loss_fn = nn.MSELoss(reduction="sum")
    optimizer = build_optimizer(model, optimizer_name, learning_rate)
    losses = []
    for _ in range(steps):
        loss = loss_fn(model(x), y)
        losses.append(loss.item())
        loss.backward()
        optimizer.zero_grad()
        optimizer.step()
    return losses
