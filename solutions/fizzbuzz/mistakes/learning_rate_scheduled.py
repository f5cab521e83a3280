"""train lowers the learning rate from epoch to epoch."""

import torch
from torch import nn

CHECKS = (
    "test_train_reports_each_epoch",
    "test_network_plays_fizzbuzz",
    "test_train_follows_the_lessons_trajectory",
    "test_accuracy",
)
HINT = {
    "en": "Your learning rate changes from epoch to epoch: here it stays the one that was passed.",
    "zh": "你的学习率每轮都在变：这里要一直用传进来的学习率。",
}
CODE = {
    "train": (
        "torch.optim.lr_scheduler.StepLR(...)",
        "optim.lr_scheduler.StepLR(...)",
        "lr_scheduler.StepLR(...)",
        "StepLR(...)",
        "torch.optim.lr_scheduler.MultiStepLR(...)",
        "optim.lr_scheduler.MultiStepLR(...)",
        "lr_scheduler.MultiStepLR(...)",
        "MultiStepLR(...)",
        "torch.optim.lr_scheduler.ExponentialLR(...)",
        "optim.lr_scheduler.ExponentialLR(...)",
        "lr_scheduler.ExponentialLR(...)",
        "ExponentialLR(...)",
        "torch.optim.lr_scheduler.CosineAnnealingLR(...)",
        "optim.lr_scheduler.CosineAnnealingLR(...)",
        "lr_scheduler.CosineAnnealingLR(...)",
        "CosineAnnealingLR(...)",
        "torch.optim.lr_scheduler.ReduceLROnPlateau(...)",
        "optim.lr_scheduler.ReduceLROnPlateau(...)",
        "lr_scheduler.ReduceLROnPlateau(...)",
        "ReduceLROnPlateau(...)",
        "torch.optim.lr_scheduler.LambdaLR(...)",
        "optim.lr_scheduler.LambdaLR(...)",
        "lr_scheduler.LambdaLR(...)",
        "LambdaLR(...)",
        "torch.optim.lr_scheduler.LinearLR(...)",
        "optim.lr_scheduler.LinearLR(...)",
        "lr_scheduler.LinearLR(...)",
        "LinearLR(...)",
        "torch.optim.lr_scheduler.OneCycleLR(...)",
        "optim.lr_scheduler.OneCycleLR(...)",
        "lr_scheduler.OneCycleLR(...)",
        "OneCycleLR(...)",
    ),
}


def train(model, X, Y, epochs=10000, batch_size=128, learning_rate=0.05):
    loss_fn = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    scheduler = torch.optim.lr_scheduler.ExponentialLR(optimizer, 0.9)
    losses = []
    for _ in range(epochs):
        for start in range(0, len(X), batch_size):
            batch = slice(start, start + batch_size)
            loss = loss_fn(model(X[batch]), Y[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        with torch.no_grad():
            losses.append(loss_fn(model(X), Y).item())
        scheduler.step()
    return losses
