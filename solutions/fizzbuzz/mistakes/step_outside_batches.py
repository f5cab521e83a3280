"""train steps once per epoch, after the loop over the batches."""

import torch
from torch import nn

CHECKS = (
    "test_train_reports_each_epoch",
    "test_train_follows_the_lessons_trajectory",
    "test_train_follows_the_labels",
    "test_accuracy",
)
HINT = {
    "en": "Your model takes one step per epoch instead of one per batch: see which loop the step belongs to.",
    "zh": "你的模型每轮只走一步，而不是每个批次走一步：看看 step 应该放在哪一层循环里。",
}


def train(model, X, Y, epochs=10000, batch_size=128, learning_rate=0.05):
    loss_fn = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
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
    return losses
