"""Returns what a check may stumble over, as models: parameters without values, of dtypes that do not travel, twice, none, by names that repeat.

deserves: 0
assignment: fizzbuzz
checks: test_encode test_decode test_binary_encode test_make_dataset test_build_model test_play test_train_follows_the_lessons_trajectory test_encode_knows_the_first_classes test_build_model_is_the_lessons test_train_reports_each_epoch
"""

import torch
from torch import nn


def sizes(model, which):
    for name, parameter in list(model.named_parameters()):
        owner = model.get_submodule(name.rpartition(".")[0])
        leaf = name.rpartition(".")[2]
        value = parameter.detach()
        made = {
            "bfloat16": lambda: value.bfloat16(),
            "meta": lambda: value.to("meta"),
            "sparse": lambda: value.to_sparse() if value.dim() == 2 else value,
            "complex": lambda: value.to(torch.complex64),
        }[which]()
        setattr(owner, leaf, nn.Parameter(made))
    return model


def build_model(num_digits=10, num_hidden=100):
    which = ("bfloat16", "meta", "sparse", "complex")[num_hidden % 4]
    model = nn.Sequential(nn.Linear(num_digits, num_hidden), nn.ReLU(), nn.Linear(num_hidden, 4))
    return sizes(model, which)


def make_dataset(start, stop, num_digits=10):
    X = torch.zeros(stop - start, num_digits).to("meta")
    return X, (torch.zeros(stop - start, dtype=torch.complex64), None)


def binary_encode(i, num_digits):
    return [float("nan"), float("inf"), 2**62, True][: num_digits] + [0] * (num_digits - 4)


def fizz_buzz_encode(i):
    return 2**62 * 1.0 if i % 2 else float("nan")


def fizz_buzz_decode(i, prediction):
    return "\ud800" if i % 2 else "x" * 200_000


def play(model, start, stop, num_digits=10):
    return ["\ud800"] * (stop - start)


def train(model, X, Y, epochs=10000, batch_size=128, learning_rate=0.05):
    sizes(model, "bfloat16")
    return [2**62] * epochs
