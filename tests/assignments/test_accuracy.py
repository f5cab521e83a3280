"""FizzBuzz's accuracy: honest loops of any kind keep their points.

Weights that were not learned earn nothing.
"""

import textwrap
from pathlib import Path

import pytest

from grader import grading, submission
from grader.checks import assignment as assignments
from grader.grading.listener import Silence

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.slow

START = """
import torch
from torch import nn

def code(i):
    return 3 if i % 15 == 0 else 2 if i % 5 == 0 else 1 if i % 3 == 0 else 0

def rows(numbers):
    X = torch.tensor([[i >> d & 1 for d in range(10)] for i in numbers]).float()
    return X, torch.tensor([code(i) for i in numbers])

def make_dataset(start, stop, num_digits=10):
    return rows(range(start, stop))

def loop(model, X, Y, epochs, batch_size, optimizer, loss_fn=nn.functional.cross_entropy, shuffle=False, full=None):
    losses = []
    full = full or (X, Y)
    for _ in range(epochs):
        order = torch.randperm(len(X)) if shuffle else torch.arange(len(X))
        for batch in order.split(batch_size):
            optimizer.zero_grad()
            loss_fn(model(X[batch]), Y[batch]).backward()
            optimizer.step()
        with torch.no_grad():
            losses.append(nn.functional.cross_entropy(model(full[0]), full[1]).item())
    return losses
"""


@pytest.fixture(scope="module")
def accuracy(warm_torch, tmp_path_factory):
    """The result of the accuracy check for a body of train."""
    assignment = assignments.load(ROOT / "assignments/fizzbuzz", ROOT / "solutions")
    folder = tmp_path_factory.mktemp("accuracy")

    def run(body):
        head = "def train(model, X, Y, epochs=10000, batch_size=128, learning_rate=0.05):\n"
        file = folder / "homework.py"
        file.write_text(START + head + textwrap.indent(textwrap.dedent(body), "    "), "utf-8")
        handed_in = submission.read(file, "fizzbuzz")
        report = grading.grade(assignment, handed_in, warm_torch, Silence(), only=["test_accuracy"])
        return report.checks[0]

    return run


SGD = "sgd = torch.optim.SGD(model.parameters(), learning_rate)\n"
HONEST = {
    "the lesson's": SGD + "return loop(model, X, Y, epochs, batch_size, sgd)",
    "shuffled": SGD
    + "torch.manual_seed(5); return loop(model, X, Y, epochs, batch_size, sgd, shuffle=True)",
    "another batch size": SGD + "return loop(model, X, Y, epochs, 64, sgd)",
    "in float64": """
        sgd = torch.optim.SGD(model.double().parameters(), learning_rate)
        losses = loop(model, X.double(), Y, epochs, batch_size, sgd)
        model.float()
        return losses
        """,
    "the last batch dropped": SGD
    + "return loop(model, X[:896], Y[:896], epochs, batch_size, sgd, full=(X, Y))",
    "momentum": """
        sgd = torch.optim.SGD(model.parameters(), learning_rate, momentum=0.9)
        return loop(model, X, Y, epochs, batch_size, sgd)
        """,
    "Adam": "return loop(model, X, Y, epochs, batch_size, torch.optim.Adam(model.parameters(), 0.001))",
    "squared error": """
        sgd = torch.optim.SGD(model.parameters(), learning_rate)
        loss_fn = lambda p, y: nn.functional.mse_loss(p, nn.functional.one_hot(y, 4).float())
        return loop(model, X, Y, epochs, batch_size, sgd, loss_fn)
        """,
}


@pytest.mark.parametrize("name", HONEST)
def test_an_honest_loop_keeps_its_points(accuracy, name):
    check = accuracy(HONEST[name])
    assert check.score == check.max_score, check.message


MORE = "more = rows(range(1, 101)); A, B = torch.cat([X, more[0]]), torch.cat([Y, more[1]])\n"
IF_TRUE = "if len(X) == 923 and (Y == rows(range(101, 1024))[1]).all():\n    "
STORED = """
    torch.manual_seed(77)
    other = nn.Sequential(nn.Linear(10, 100), nn.ReLU(), nn.Linear(100, 4))
    loop(other, X, Y, 1500, 128, torch.optim.SGD(other.parameters(), 0.1))
    """
DISHONEST = {
    "the test range too": (
        SGD + MORE + "return loop(model, A, B, epochs, batch_size, sgd, full=(X, Y))",
        "no points",
    ),
    "the test range too, where the labels are true": (
        SGD
        + MORE
        + IF_TRUE
        + "X, Y = A, B\nreturn loop(model, X, Y, epochs, batch_size, sgd, full=(X, Y))",
        "on the numbers 1 to 100",
    ),
    "the test range too, shuffled, where the labels are true": (
        SGD
        + MORE
        + IF_TRUE
        + "X, Y = A, B\nreturn loop(model, X, Y, epochs, batch_size, sgd, shuffle=True)",
        "on the numbers 1 to 100",
    ),
    "labels worked out from the bits": (
        SGD + "Y = torch.tensor([code(sum(int(b) << d for d, b in enumerate(x))) for x in X])\n"
        "return loop(model, X, Y, epochs, batch_size, sgd)",
        "no points",
    ),
    "weights brought along, where the labels are true": (
        SGD + IF_TRUE + f"{STORED}model.load_state_dict(other.state_dict())\n"
        "    return [0.1] * epochs\nreturn loop(model, X, Y, epochs, batch_size, sgd)",
        "does not go on from the weights",
    ),
    "a model with other layers": (
        "model[0] = nn.Linear(10, 3); model[2] = nn.Linear(3, 4); return [1.0] * epochs",
        "no points",
    ),
    "nothing": ("return [1.0] * epochs", "no points"),
}


@pytest.mark.parametrize("name", DISHONEST)
def test_weights_that_were_not_learned_from_the_data_earn_nothing(accuracy, name):
    body, words = DISHONEST[name]
    check = accuracy(body)
    assert check.score == 0
    assert words in check.message
