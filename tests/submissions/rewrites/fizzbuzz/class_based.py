"""Classes for the data set, the game and the training."""
from dataclasses import dataclass

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


# %%
class FizzBuzzDataset(Dataset):
    """Numbers with their classes."""

    def __init__(self, start, stop, num_digits):
        self.numbers = range(start, stop)
        self.num_digits = num_digits

    def __len__(self):
        return len(self.numbers)

    def __getitem__(self, index):
        i = self.numbers[index]
        return torch.tensor(binary_encode(i, self.num_digits)).float(), fizz_buzz_encode(i)

    def tensors(self):
        rows, labels = zip(*(self[index] for index in range(len(self))))
        return torch.stack(rows), torch.tensor(labels, dtype=torch.int64)


@dataclass
class Game:
    words: tuple = ("fizz", "buzz", "fizzbuzz")

    def encode(self, i):
        for code, divisor in ((3, 15), (2, 5), (1, 3)):
            if i % divisor == 0:
                return code
        return 0

    def decode(self, i, code):
        return self.words[code - 1] if code else str(i)


GAME = Game()


# %%
def fizz_buzz_encode(i):
    return GAME.encode(i)


def fizz_buzz_decode(i, prediction):
    return GAME.decode(i, int(prediction))


def binary_encode(i, num_digits):
    return [i // 2**d % 2 for d in range(num_digits)]


def make_dataset(start, stop, num_digits=10):
    return FizzBuzzDataset(start, stop, num_digits).tensors()


def build_model(num_digits=10, num_hidden=100):
    return nn.Sequential(nn.Linear(num_digits, num_hidden), nn.ReLU(), nn.Linear(num_hidden, 4))


# %%
class Pairs(Dataset):
    def __init__(self, X, Y):
        assert len(X) == len(Y)
        self.X, self.Y = X, Y

    def __len__(self):
        return self.X.size(0)

    def __getitem__(self, i):
        return self.X[i], self.Y[i]


class Trainer:
    def __init__(self, model, learning_rate):
        self.model = model
        self.loss_fn = nn.CrossEntropyLoss()
        self.optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)

    def run_epoch(self, loader):
        self.model.train()
        for X, Y in loader:
            loss = self.loss_fn(self.model(X), Y)
            self.optimizer.zero_grad()
            loss.backward()
            self.optimizer.step()

    @torch.no_grad()
    def evaluate(self, X, Y):
        self.model.eval()
        return self.loss_fn(self.model(X), Y).item()


def train(model, X, Y, epochs=10000, batch_size=128, learning_rate=0.05):
    trainer = Trainer(model, learning_rate)
    loader = DataLoader(Pairs(X, Y), batch_size, shuffle=False)
    losses = []
    for _ in range(epochs):
        trainer.run_epoch(loader)
        losses.append(trainer.evaluate(X, Y))
    return losses


def play(model, start, stop, num_digits=10):
    data = FizzBuzzDataset(start, stop, num_digits)
    logits = model(data.tensors()[0])
    return [fizz_buzz_decode(i, c) for i, c in zip(data.numbers, logits.argmax(-1).tolist())]


# %%
if __name__ == "__main__":
    model = build_model()
    train(model, *make_dataset(101, 1024), epochs=100)
    print(play(model, 1, 101))
