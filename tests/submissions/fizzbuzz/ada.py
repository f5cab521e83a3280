"""FizzBuzz. Ada."""

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

WORDS = {1: "fizz", 2: "buzz", 3: "fizzbuzz"}


def fizz_buzz_encode(i):
    return (i % 3 == 0) + 2 * (i % 5 == 0)


def fizz_buzz_decode(i, prediction):
    return WORDS.get(int(prediction), f"{i}")


def binary_encode(i, num_digits):
    return [(i >> d) % 2 for d in range(num_digits)]


def make_dataset(start, stop, num_digits=10):
    numbers = range(start, stop)
    return (
        torch.tensor([binary_encode(i, num_digits) for i in numbers], dtype=torch.float32),
        torch.tensor([fizz_buzz_encode(i) for i in numbers]),
    )


def build_model(num_digits=10, num_hidden=100):
    return nn.Sequential(nn.Linear(num_digits, num_hidden), nn.ReLU(), nn.Linear(num_hidden, 4))


def train(model, X, Y, epochs=10000, batch_size=128, learning_rate=0.05):
    criterion = nn.CrossEntropyLoss()
    sgd = torch.optim.SGD(model.parameters(), lr=learning_rate)
    loader = DataLoader(TensorDataset(X, Y), batch_size=batch_size)
    history = []
    for epoch in range(epochs):
        for x, y in loader:
            sgd.zero_grad()
            criterion(model(x), y).backward()
            sgd.step()
        with torch.no_grad():
            history.append(criterion(model(X), Y).item())
        if epoch % 1000 == 0:
            print(epoch, history[-1])
    return history


def play(model, start, stop, num_digits=10):
    X, _ = make_dataset(start, stop, num_digits)
    return [fizz_buzz_decode(i, c) for i, c in zip(range(start, stop), model(X).argmax(1))]


model = build_model()
train(model, *make_dataset(101, 1024))
print(play(model, 1, 101))
