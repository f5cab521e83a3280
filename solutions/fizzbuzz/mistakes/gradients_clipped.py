"""train clips the norm of its gradients to 0.1."""

import torch
from torch import nn

CHECKS = (
    "test_train_reports_each_epoch",
    "test_network_plays_fizzbuzz",
    "test_train_follows_the_lessons_trajectory",
    "test_accuracy",
)
HINT = {
    "en": "Your gradients are clipped, so that large ones become too small. Here a step uses the gradient as it is.",
    "zh": "你把梯度裁剪了，大的梯度就变小了。这里每一步都直接使用梯度本身。",
}
CODE = {
    "train": (
        "nn.utils.clip_grad_norm_(...)",
        "torch.nn.utils.clip_grad_norm_(...)",
        "clip_grad_norm_(...)",
        "nn.utils.clip_grad_value_(...)",
        "torch.nn.utils.clip_grad_value_(...)",
        "clip_grad_value_(...)",
    ),
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
            nn.utils.clip_grad_norm_(model.parameters(), 0.1)
            optimizer.step()
        with torch.no_grad():
            losses.append(loss_fn(model(X), Y).item())
    return losses
