# fizzbuzz by bob
import numpy as np
import torch


def fizz_buzz_encode(i):
    if i % 3 == 0:
        return 1
    if i % 5 == 0:
        return 2
    if i % 15 == 0:
        return 3
    return 0


def fizz_buzz_decode(i, prediction):
    return [str(i), "fizz", "buzz", "fizzbuzz"][prediction]


def binary_encode(i, num_digits):
    return np.array([i >> d & 1 for d in range(num_digits)][::-1])


def make_dataset(start, stop, num_digits=10):
    X = torch.Tensor(np.array([binary_encode(i, num_digits) for i in range(start, stop)]))
    Y = torch.LongTensor([fizz_buzz_encode(i) for i in range(start, stop)])
    return X, Y


def build_model(num_digits=10, num_hidden=100):
    return torch.nn.Sequential(
        torch.nn.Linear(num_digits, num_hidden),
        torch.nn.ReLU(),
        torch.nn.Linear(num_hidden, 4),
        torch.nn.Softmax(dim=1),
    )


def train(model, X, Y, epochs=10000, batch_size=128, learning_rate=0.05):
    loss_fn = torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    losses = []
    for epoch in range(epochs):
        for start in range(0, len(X), batch_size):
            loss = loss_fn(model(X[start : start + batch_size]), Y[start : start + batch_size])
            loss.backward()
            optimizer.step()
        losses.append(loss.item())
    return losses


def play(model, start, stop, num_digits=10):
    X, Y = make_dataset(start, stop, num_digits)
    return [fizz_buzz_decode(i, p) for i, p in zip(range(start, stop), model(X).argmax(1).tolist())]


net = build_model()
train(net, *make_dataset(101, 1024))
