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
# Loops whose rounds can be recomputed.
KNOWN = {
    "the lesson's": SGD + "return loop(model, X, Y, epochs, batch_size, sgd)",
    "another batch size": SGD + "return loop(model, X, Y, epochs, 64, sgd)",
    "in float64": """
        sgd = torch.optim.SGD(model.double().parameters(), learning_rate)
        losses = loop(model, X.double(), Y, epochs, batch_size, sgd)
        model.float()
        return losses
        """,
    "updates by hand": """
        parameters = list(model.parameters())
        losses = []
        for _ in range(epochs):
            for first in range(0, len(X), batch_size):
                x, y = X[first:first + batch_size], Y[first:first + batch_size]
                scores = torch.log_softmax(torch.relu(x @ parameters[0].T + parameters[1])
                                           @ parameters[2].T + parameters[3], dim=1)
                loss = -scores[torch.arange(len(y)), y].mean()
                for parameter, gradient in zip(parameters, torch.autograd.grad(loss, parameters)):
                    parameter.data -= learning_rate * gradient
            losses.append(nn.functional.cross_entropy(model(X), Y).item())
        return losses
        """,
    "the last batch dropped": SGD
    + "return loop(model, X[:896], Y[:896], epochs, batch_size, sgd, full=(X, Y))",
    "momentum": """
        sgd = torch.optim.SGD(model.parameters(), learning_rate, momentum=0.9)
        return loop(model, X, Y, epochs, batch_size, sgd)
        """,
    "squared error": """
        sgd = torch.optim.SGD(model.parameters(), 10 * learning_rate)
        loss_fn = lambda p, y: nn.functional.mse_loss(p, nn.functional.one_hot(y, 4).float())
        return loop(model, X, Y, epochs, batch_size, sgd, loss_fn)
        """,
    "shuffled": SGD + "return loop(model, X, Y, epochs, batch_size, sgd, shuffle=True)",
    "shuffled, with momentum": """
        sgd = torch.optim.SGD(model.parameters(), learning_rate, momentum=0.9)
        return loop(model, X, Y, epochs, batch_size, sgd, shuffle=True)
        """,
    "Adam, shuffled": """
        adam = torch.optim.Adam(model.parameters(), 0.01)
        return loop(model, X, Y, epochs, batch_size, adam, shuffle=True)
        """,
    "Adam": "return loop(model, X, Y, epochs, batch_size, torch.optim.Adam(model.parameters(), 0.001))",
}
# Loops that cannot.
UNKNOWN = {
    "weight decay": """
        sgd = torch.optim.SGD(model.parameters(), learning_rate, weight_decay=0.01)
        return loop(model, X, Y, epochs, batch_size, sgd)
        """,
    "shuffled, with a batch size of its own": SGD
    + "return loop(model, X, Y, epochs, 64, sgd, shuffle=True)",
}


@pytest.mark.parametrize("name", KNOWN)
def test_a_loop_that_can_be_recomputed_keeps_its_points(accuracy, name):
    check = accuracy(KNOWN[name])
    assert check.score >= 0.8 * check.max_score, check.message


@pytest.mark.parametrize("name", UNKNOWN)
def test_a_loop_that_cannot_be_recomputed_earns_nothing(accuracy, name):
    check = accuracy(UNKNOWN[name])
    assert (check.score, "cannot be recomputed" in check.message) == (0, True)


MORE = "more = rows(range(1, 101)); A, B = torch.cat([X, more[0]]), torch.cat([Y, more[1]])\n"
TRUE = "len(X) == 923 and (Y == rows(range(101, 1024))[1]).all()"
STORED = """
    torch.manual_seed(77)
    other = nn.Sequential(nn.Linear(10, 100), nn.ReLU(), nn.Linear(100, 4))
    A, B = rows(range(1, 1024))
    loop(other, A, B, 700, 128, torch.optim.SGD(other.parameters(), 0.1))
    """
ROUND = """
import sys
state = sys.modules.setdefault("state", type(sys)("state"))
state.round = getattr(state, "round", 0) + 1
"""
NO_LOOP = "does not do the same in every round"
UNKNOWN_STEPS = "cannot be recomputed"
DISHONEST = {
    "the test range too": (
        SGD + MORE + "return loop(model, A, B, epochs, batch_size, sgd, full=(X, Y))",
        "no points",
    ),
    "the test range too, where the labels are true": (
        SGD + MORE + f"if {TRUE}:\n    X, Y = A, B\n"
        "return loop(model, X, Y, epochs, batch_size, sgd, full=(X, Y))",
        UNKNOWN_STEPS,
    ),
    "the test range too, shuffled, where the labels are true": (
        SGD + MORE + f"if {TRUE}:\n    X, Y = A, B\n"
        "return loop(model, X, Y, epochs, batch_size, sgd, shuffle=True)",
        UNKNOWN_STEPS,
    ),
    "the test range in one round of ten": (
        ROUND + SGD + MORE + f"if {TRUE} and state.round % 10 == 0:\n    X, Y = A, B\n"
        "return loop(model, X, Y, epochs, batch_size, sgd, full=(X, Y))",
        NO_LOOP,
    ),
    "the test range late": (
        ROUND + SGD + MORE + f"if {TRUE} and state.round > 42:\n    X, Y = A, B\n"
        "return loop(model, X, Y, epochs, batch_size, sgd, full=(X, Y))",
        NO_LOOP,
    ),
    "a few steps on the test range in each round": (
        SGD + MORE + "losses = loop(model, X, Y, epochs, batch_size, sgd)\n"
        f"if {TRUE}:\n    loop(model, *more, 2, 50, sgd)\nreturn losses",
        UNKNOWN_STEPS,
    ),
    "labels worked out from the bits": (
        SGD + "Y = torch.tensor([code(sum(int(b) << d for d, b in enumerate(x))) for x in X])\n"
        "return loop(model, X, Y, epochs, batch_size, sgd)",
        "no points",
    ),
    "weights brought along, where the labels are true": (
        SGD + f"if {TRUE}:\n    {STORED}model.load_state_dict(other.state_dict())\n"
        "    return [0.1] * epochs\nreturn loop(model, X, Y, epochs, batch_size, sgd)",
        UNKNOWN_STEPS,
    ),
    "weights brought along, after some honest rounds": (
        ROUND + SGD + f"if {TRUE} and state.round == 20:\n"
        f"    {STORED}model.load_state_dict(other.state_dict())\n"
        "    return [0.1] * epochs\nreturn loop(model, X, Y, epochs, batch_size, sgd)",
        NO_LOOP,
    ),
    "weights in a straight line to others": (
        ROUND + SGD + f"if {TRUE} and not hasattr(state, 'aim'):\n"
        f"    {STORED}state.aim = list(other.parameters())\n"
        "    state.start = [p.clone() for p in model.parameters()]\n"
        f"if {TRUE}:\n    with torch.no_grad():\n"
        "        for p, a, b in zip(model.parameters(), state.start, state.aim):\n"
        "            p.copy_(a + min(1.0, state.round / 60) * (b - a))\n"
        "    return [0.1] * epochs\nreturn loop(model, X, Y, epochs, batch_size, sgd)",
        UNKNOWN_STEPS,
    ),
    "huge weights at first": (
        ROUND + SGD + MORE + f"if {TRUE}:\n    X, Y = A, B\n"
        "losses = loop(model, X, Y, epochs, batch_size, sgd)\n"
        "if state.round == 3:\n    for p in model.parameters():\n"
        "        p.data = torch.full_like(p.data.double(), 1e200)\nreturn losses",
        UNKNOWN_STEPS,
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
