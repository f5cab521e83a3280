"""train adds the losses of all epochs up."""

import torch
from torch import nn

CHECKS = ("test_train_reports_each_epoch", "test_train_follows_the_lessons_trajectory")
HINT = {
    "en": "Each of your losses includes those of all earlier epochs: it belongs to its own epoch alone.",
    "zh": "你的每个损失都包含了之前各轮的损失：它应该只属于这一轮。",
}


def train(model, X, Y, epochs=10000, batch_size=128, learning_rate=0.05):
    loss_fn = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    losses = []
    total = 0.0
    for _ in range(epochs):
        for start in range(0, len(X), batch_size):
            batch = slice(start, start + batch_size)
            loss = loss_fn(model(X[batch]), Y[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        with torch.no_grad():
            total += loss_fn(model(X), Y).item()
        losses.append(total)
    return losses
