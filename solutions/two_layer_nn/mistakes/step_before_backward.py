"""train steps between the prediction and backward."""

from torch import nn

CHECKS = ("test_train_goes_downhill", "test_train")
SIGN = "step-early"
HINT = {
    "en": "Your step comes before backward: it changes the weights that backward still needs (that is what the error message means), and it has only the gradients of the previous round.",
    "zh": "你的 step 放在了 backward 之前：backward 还要用的权重先被改掉了，报错就是这个意思；而且 step 用的只是上一轮的梯度。",
}


def train(model, x, y, optimizer_name="adam", learning_rate=1e-4, steps=500):
    loss_fn = nn.MSELoss(reduction="sum")
    optimizer = build_optimizer(model, optimizer_name, learning_rate)
    losses = []
    for _ in range(steps):
        loss = loss_fn(model(x), y)
        losses.append(loss.item())
        optimizer.step()
        optimizer.zero_grad()
        loss.backward()
    return losses
