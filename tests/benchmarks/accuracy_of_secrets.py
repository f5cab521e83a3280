"""Over many secrets: how many honest loops are suspected, and how many cheats are caught?

Each loop of ``tests/assignments/test_accuracy.py`` trains in this process, from the initial weights
and in the rounds that each secret gives, as the hidden check does. Labels that are worked out from the
bits are not caught here, but by the check that this one depends on, which gives other labels.

    python tests/benchmarks/accuracy_of_secrets.py            50 secrets: an hour
    python tests/benchmarks/accuracy_of_secrets.py 5 Adam     5 secrets, loops with "Adam" in their names
"""

import sys
import textwrap
import time
from collections import Counter
from pathlib import Path

import numpy as np
import tomllib
import torch

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from assignments import test_accuracy as loops
from grader.checks.expect import Expect
from grader.checks.lesson import training
from grader.checks.secret import Secret
from grader.checks.student import Round
from grader.errors import WrongValueError
from grader.grading.threads import OneThread


class Here:
    """A submission in this process, as far as the training needs one."""

    def __init__(self, body):
        self.namespace = {}
        head = "def train(model, X, Y, epochs=10000, batch_size=128, learning_rate=0.05):\n"
        text = loops.START + head + textwrap.indent(textwrap.dedent(body), "    ")
        exec(text, self.namespace)
        sys.modules.pop("state", None)
        torch.manual_seed(0)
        self.train = self
        self.spent_s = 0.0

    def sequential(self, first, _relu, second):
        (_, W1, b1), (_, W2, b2) = first, second
        model = torch.nn.Sequential(
            torch.nn.Linear(*W1.T.shape), torch.nn.ReLU(), torch.nn.Linear(*W2.T.shape)
        )
        for parameter, value in zip(model.parameters(), (W1, b1, W2, b2), strict=True):
            parameter.data = torch.tensor(value)
        return Model(model)

    def rounds(self, times, model, X, Y, **options):
        for _ in range(times):
            before = time.process_time()
            value = self.namespace["train"](model.module, X, Y, **options)
            self.spent_s += time.process_time() - before
            yield Round(value, model.weights())


class Model:
    def __init__(self, module):
        self.module = module

    def weights(self):
        return {name: weight.detach() for name, weight in self.module.named_parameters()}


def grade(body, secret, settings):
    """The share of the points, what was said, and CPU seconds: of all, and of the loop."""
    student, expect = Here(body), Expect()
    seed = secret.seed("fizzbuzz", "test_accuracy")
    start = training.quick_start(seed, secret.kept)
    before = time.process_time()
    try:
        result = training.played(
            student, start, settings, np.random.default_rng([seed, 1]), lambda **_: None
        )
    except WrongValueError as error:
        return 0.0, str(error), time.process_time() - before, student.spent_s
    training.expect_accuracy(expect, result, settings)
    return expect.share, str(result.loop), time.process_time() - before, student.spent_s


def main():
    OneThread().extend()  # as where grading happens
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    word = sys.argv[2] if len(sys.argv) > 2 else ""
    file = ROOT / "assignments/fizzbuzz/assignment.toml"
    settings = tomllib.loads(file.read_text("utf-8"))["settings"]["accuracy"]
    bodies = {
        **{f"honest: {name}": body for name, body in loops.KNOWN.items()},
        **{f"honest, unknown: {name}": body for name, body in loops.UNKNOWN.items()},
        **{f"cheat: {name}": body for name, (body, _) in loops.DISHONEST.items()},
    }
    for name, body in bodies.items():
        if word not in name:
            continue
        shares, said, costs = [], Counter(), []
        for key in range(number):
            secret = Secret(key.to_bytes(32, "big"), FOLDER / str(key))
            share, how, all_s, loop_s = grade(body, secret, settings)
            shares.append(share)
            said[how[:45]] += 1
            costs.append(all_s / loop_s - 1 if loop_s else 0.0)
        print(
            f"{name:62} no points {sum(share == 0 for share in shares):2} of {number}, share"
            f" {min(shares):.1f} to {max(shares):.1f}, mean {np.mean(shares):.2f}, examiner's work"
            f" {np.median(costs):.2f} x the loop's  {dict(said)}",
            flush=True,
        )


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        FOLDER = Path(folder)
        for number in range(int(sys.argv[1]) if len(sys.argv) > 1 else 50):
            (FOLDER / str(number)).mkdir()
        main()
