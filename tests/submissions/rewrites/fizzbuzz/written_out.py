"""No optimizer and no loss module: softmax, its gradient by autograd, and updates by hand."""
from __future__ import annotations

import torch
from torch import Tensor, nn


# %%
def fizz_buzz_encode(i: int) -> int:
    code = 0
    if not i % 3: code += 1
    if not i % 5: code += 2
    return code


def fizz_buzz_decode(i: int, prediction: int | Tensor) -> str:
    words: tuple[str, ...] = (f"{i}", "fizz", "buzz", "fizzbuzz")
    return words[int(prediction)]


def binary_encode(i: int, num_digits: int) -> Tensor:
    powers = torch.tensor([2**d for d in range(num_digits)])
    return torch.remainder(torch.div(i, powers, rounding_mode="floor"), 2).int()


def make_dataset(start: int, stop: int, num_digits: int = 10) -> tuple[Tensor, Tensor]:
    X = torch.empty(stop - start, num_digits)
    Y = torch.empty(stop - start, dtype=torch.int64)
    for row, i in enumerate(range(start, stop)):
        X[row] = binary_encode(i, num_digits)
        Y[row] = fizz_buzz_encode(i)
    return X, Y


def build_model(num_digits: int = 10, num_hidden: int = 100) -> nn.Sequential:
    hidden, output = nn.Linear(num_digits, num_hidden), nn.Linear(num_hidden, 4)
    return nn.Sequential(hidden, nn.ReLU(), output)


# %%
def cross_entropy(logits: Tensor, labels: Tensor) -> Tensor:
    log_probabilities = torch.log_softmax(logits, dim=-1)
    one_hot = nn.functional.one_hot(labels, num_classes=logits.shape[-1])
    return -(log_probabilities * one_hot).sum(dim=-1).mean()


def train(
    model: nn.Module,
    X: Tensor,
    Y: Tensor,
    epochs: int = 10000,
    batch_size: int = 128,
    learning_rate: float = 0.05,
) -> list[float]:
    losses: list[float] = []
    for _ in range(epochs):
        position = 0
        while position < len(X):
            rows = slice(position, position + batch_size)
            loss = cross_entropy(model(X[rows]), Y[rows])
            for parameter in model.parameters():
                parameter.grad = None
            loss.backward()
            with torch.no_grad():
                for parameter in model.parameters():
                    parameter.copy_(parameter - learning_rate * parameter.grad)
            position += batch_size
        with torch.no_grad():
            losses.append(cross_entropy(model(X), Y).item())
    return losses


@torch.inference_mode()
def play(model: nn.Module, start: int, stop: int, num_digits: int = 10) -> list[str]:
    result: list[str] = []
    for i in range(start, stop):
        logits: Tensor = model(binary_encode(i, num_digits).float()[None])
        result.append(fizz_buzz_decode(i, logits.squeeze().argmax()))
    return result
