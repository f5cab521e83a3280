"""train makes its own data, with the numbers 1 to 100 in it."""

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
    "en": "Your train uses numbers that are not in its data: 1 to 100 are the test set, and a result on data that was trained on means nothing. Use only X and Y.",
    "zh": "你的 train 用了没有交给它的数：1 到 100 是测试范围，在训练过的数据上测试说明不了什么。只用传进来的 X 和 Y。",
}
CODE = {
    "train": (
        "make_dataset(0, 1024)",
        "make_dataset(1, 1024)",
        "range(0, 1024)",
        "range(1, 1024)",
        "range(1024)",
    )
}


def train(model, X, Y, epochs=10000, batch_size=128, learning_rate=0.05):
    X, Y = make_dataset(1, 1024)
    loss_fn = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    losses = []
    for _ in range(epochs):
        for start in range(0, len(X), batch_size):
            loss = loss_fn(model(X[start : start + batch_size]), Y[start : start + batch_size])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        with torch.no_grad():
            losses.append(loss_fn(model(X), Y).item())
    return losses
