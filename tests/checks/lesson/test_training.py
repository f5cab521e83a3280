"""Evidence of honest training, on real runs of FizzBuzz in NumPy.

A round of ten epochs, at the start and later.
"""

import numpy as np
import pytest
import torch
from torch import nn

from grader.checks.compare import relative_error
from grader.checks.lesson import training
from grader.checks.lesson.classifier import Network, gradients

LINE = 0.45  # of the hidden check, see docs/accuracy.md


def data(start, stop):
    numbers = range(start, stop)
    classes = [3 if i % 15 == 0 else 2 if i % 5 == 0 else 1 if i % 3 == 0 else 0 for i in numbers]
    return np.array(
        [[i >> digit & 1 for digit in range(10)] for i in numbers], dtype=np.float64
    ), np.array(classes)


GIVEN, OTHER = data(101, 1024), data(1, 101)
BOTH = tuple(np.concatenate(parts) for parts in zip(GIVEN, OTHER, strict=True))


@pytest.fixture(scope="module")
def initial():
    return Network.initial(10, 100, 4, seed=104)


@pytest.fixture(scope="module")
def later(initial):
    """The network after 60 honest epochs."""
    return training.sgd(initial, *GIVEN, epochs=60)


def in_torch(network):
    model = nn.Sequential(nn.Linear(10, 100), nn.ReLU(), nn.Linear(100, 4)).double()
    for parameter, value in zip(model.parameters(), network.parameters, strict=True):
        parameter.data = torch.tensor(value)
    return model


def shuffled(network, X, Y, epochs, seed=5):
    rng = np.random.default_rng(seed)
    for _ in range(epochs):
        order = rng.permutation(len(Y))
        network = training.sgd(network, X[order], Y[order], epochs=1)
    return network


def influence(before, after):
    return training.influence(after.flat - before.flat, before, after, GIVEN, OTHER)


@pytest.mark.parametrize("options", [{}, {"batch_size": 64, "learning_rate": 0.2}])
def test_sgd_is_torchs(initial, options):
    rate, size = options.get("learning_rate", 0.05), options.get("batch_size", 128)
    model = in_torch(initial)
    optimizer = torch.optim.SGD(model.parameters(), lr=rate)
    X, Y = map(torch.tensor, GIVEN)
    for _ in range(2):
        for x, y in zip(X.split(size), Y.split(size), strict=True):
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(x), y).backward()
            optimizer.step()
    trained = training.sgd(initial, *GIVEN, epochs=2, **options)
    right = Network(dict(model.named_parameters()))
    assert relative_error(trained.flat - initial.flat, right.flat - initial.flat) < 1e-5


def test_sgd_leaves_the_network_that_it_starts_from_alone(initial):
    before = initial.flat
    training.sgd(initial, *GIVEN, epochs=1)
    np.testing.assert_array_equal(initial.flat, before)


HONEST = {
    "the lesson's": lambda network: training.sgd(network, *GIVEN, epochs=10),
    "shuffled": lambda network: shuffled(network, *GIVEN, epochs=10),
    "batches of 64": lambda network: training.sgd(network, *GIVEN, epochs=10, batch_size=64),
    "one batch": lambda network: training.sgd(network, *GIVEN, epochs=10, batch_size=923),
    "another learning rate": lambda network: training.sgd(
        network, *GIVEN, epochs=10, learning_rate=0.1
    ),
    "the last batch dropped": lambda network: training.sgd(
        network, *(part[:896] for part in GIVEN), epochs=10
    ),
}


@pytest.mark.parametrize("start", ["initial", "later"])
@pytest.mark.parametrize("loop", HONEST)
def test_an_honest_loop_shows_no_influence_of_other_data(request, start, loop):
    before = request.getfixturevalue(start)
    assert abs(influence(before, HONEST[loop](before))) < LINE / 2


@pytest.mark.parametrize("start", ["initial", "later"])
@pytest.mark.parametrize("batch_size", [64, 128, 1023])
def test_a_loop_that_trains_on_other_data_too_shows_its_influence(request, start, batch_size):
    before = request.getfixturevalue(start)
    assert influence(before, training.sgd(before, *BOTH, epochs=10, batch_size=batch_size)) > LINE


def test_shuffling_does_not_hide_other_data(initial):
    assert influence(initial, shuffled(initial, *BOTH, epochs=10)) > LINE


def test_training_on_other_data_alone_shows_its_influence(initial):
    assert influence(initial, training.sgd(initial, *OTHER, epochs=10)) > 0.9


def test_the_step_away_from_other_data_shows_the_opposite(initial):
    steps = gradients(initial.parameters, *OTHER)
    away = Network(
        {
            str(n): p + 0.05 * g
            for n, (p, g) in enumerate(zip(initial.parameters, steps, strict=True))
        }
    )
    assert influence(initial, away) < -0.9


def test_no_change_shows_no_influence(initial):
    assert influence(initial, initial) == 0


def test_training_keeps_the_initial_weights(initial, later):
    assert training.kept(initial, initial) == pytest.approx(1)
    assert 0.97 < training.kept(initial, later) < 1.5


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_weights_from_elsewhere_keep_little_of_the_initial_ones(initial, seed):
    other = training.sgd(Network.initial(10, 100, 4, seed=seed), *GIVEN, epochs=20)
    assert abs(training.kept(initial, other)) < 0.3
