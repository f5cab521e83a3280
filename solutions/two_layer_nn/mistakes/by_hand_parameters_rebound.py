"""train_by_hand gives a name to the new values instead of changing the parameters."""

import torch
from torch import nn

CHECKS = ("test_train_by_hand_goes_downhill", "test_train_by_hand")
SIGN = "parameter-renamed"
HINT = {
    "en": "Your model never changes. An assignment with = only binds the loop's variable to a new tensor: the parameter itself must be changed in place, before its gradient is zeroed.",
    "zh": "模型一直没有变。用 = 赋值只是让循环变量指向一个新张量：要原地修改参数本身，而且要在梯度清零之前。",
}


def train_by_hand(model, x, y, learning_rate=1e-4, steps=500):
    loss_fn = nn.MSELoss(reduction="sum")
    losses = []
    for _ in range(steps):
        loss = loss_fn(model(x), y)
        losses.append(loss.item())
        model.zero_grad()
        loss.backward()
        with torch.no_grad():
            for parameter in model.parameters():
                parameter = parameter - learning_rate * parameter.grad
    return losses
