"""train makes a model of its own and leaves the one that it was given alone."""

from torch import nn

CHECKS = ("test_train_goes_downhill", "test_train")
HINT = {
    "en": "The model passed to train never changes: you create another one inside and train that.",
    "zh": "传给 train 的模型一直没有变：你在函数里另建了一个模型，训练的是那一个。",
}
CODE = {
    "train": (
        "TwoLayerNet(...)",
        "build_sequential(...)",
        "nn.Sequential(...)",
        "torch.nn.Sequential(...)",
    )
}


def train(model, x, y, optimizer_name="adam", learning_rate=1e-4, steps=500):
    model = TwoLayerNet(x.shape[1], 100, y.shape[1])
    loss_fn = nn.MSELoss(reduction="sum")
    optimizer = build_optimizer(model, optimizer_name, learning_rate)
    losses = []
    for _ in range(steps):
        loss = loss_fn(model(x), y)
        losses.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return losses
