"""train clears the gradients between backward and step."""

from torch import nn

CHECKS = ("test_train_goes_downhill", "test_train")
HINT = {
    "en": "Your model never changes: in every round there has to be a step, after backward and before the gradients are cleared, by an optimizer of this model's parameters. Look at the order of the three.",
    "zh": "模型一直没有变：每一轮都要走一步，在 backward 之后、梯度清零之前，而且优化器拿到的要是这个模型的参数。检查一下这三句的先后次序。",
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
