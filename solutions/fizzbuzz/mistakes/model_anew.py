"""train builds a model of its own and leaves the one that it was given alone."""

import torch
from torch import nn

CHECKS = (
    "test_train_reports_each_epoch",
    "test_network_plays_fizzbuzz",
    "test_train_follows_the_lessons_trajectory",
    "test_train_follows_the_labels",
    "test_accuracy",
)
HINT = {
    "en": "The model passed to train never changes: you build another one inside and train that. Continue from the weights of the model that is passed.",
    "zh": "传给 train 的模型一直没有变：你在函数里另建了一个，训练的是那一个。应当从传进来的模型当前的权重继续训练。",
}
CODE = {"train": ("build_model(...)", "nn.Sequential(...)", "torch.nn.Sequential(...)")}


def train(model, X, Y, epochs=10000, batch_size=128, learning_rate=0.05):
    model = build_model(X.shape[1])
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
