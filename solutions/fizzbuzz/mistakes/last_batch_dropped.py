"""The last, shorter batch is never trained on."""

import torch
from torch import nn

CHECKS = ("test_train_reports_each_epoch", "test_train_follows_the_lessons_trajectory")
HINT = {
    "en": "Your loop leaves out the rows after the last full batch: the last batch is shorter, but it counts.",
    "zh": "最后不满一批的那些行没有参与训练：最后一批虽然短一些，也要用上。",
}


def train(model, X, Y, epochs=10000, batch_size=128, learning_rate=0.05):
    loss_fn = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    losses = []
    for _ in range(epochs):
        for start in range(0, len(X) - batch_size + 1, batch_size):
            end = start + batch_size
            loss = loss_fn(model(X[start:end]), Y[start:end])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        with torch.no_grad():
            losses.append(loss_fn(model(X), Y).item())
    return losses
