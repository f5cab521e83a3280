"""CPU seconds that saying which mistake was made adds to grading: to a correct submission, and to
wrong ones.

A submission is graded again and again in one process, with and without the diagnosis in turn; the
CPU seconds are those of the examiner and of the submission's side together. A wrong submission is
the reference with one recorded mistake in it (every so many of them), or with several functions
that are wrong in ways that nobody recorded: for that, most is tried, and in vain. The machine
should have nothing else to do.

    python tests/benchmarks/diagnosis_cost.py [ASSIGNMENT]...
"""

import contextlib
import os
import statistics
import sys
from pathlib import Path

for variable in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[variable] = "1"  # as `grade` does, before NumPy is imported

import cpu

from grader import grading
from grader.checks import assignment as assignments
from grader.course import find
from grader.grading import diagnosis
from grader.grading.listener import Silence
from grader.results import Tier
from grader.sandbox.warms import Warms
from grader.submission import Submission
from grader.submission.source import Source

ROOT = Path(__file__).resolve().parents[2]
RUNS = 3
MISTAKES = 8
ODD = {
    "two_layer_numpy": """
def loss_backward(y_pred, y):
    return 3.0 * (y_pred - y)
def output_layer_backward(grad_y_pred, h_relu, w2):
    return 1.5 * h_relu.T @ grad_y_pred, 1.5 * grad_y_pred @ w2.T
def relu_backward(grad_h_relu, h):
    return np.tanh(grad_h_relu)
def hidden_layer_backward(grad_h, x):
    return np.abs(x).T @ grad_h
def backward(x, y, w1, w2):
    return 3 * np.sin(w1), 3 * np.cos(w2)
def sgd_step(w1, w2, grad_w1, grad_w2, learning_rate):
    return 0.9 * w1 - learning_rate * grad_w1, 0.9 * w2 - learning_rate * grad_w2
def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    losses = []
    for step in range(steps):
        losses.append(squared_error(forward(x, w1, w2)[2], y) + 1)
        w1, w2 = w1 - learning_rate * np.sin(w1), w2 - learning_rate * np.cos(w2)
    return w1, w2, losses
""",
}
ODD["two_layer_torch"] = ODD["two_layer_numpy"].replace("np.", "torch.").replace(".T @", ".t() @")
ODD["two_layer_autograd"] = """
def scalar_gradients(x, w, b):
    return w + 1, x + 1, 3.0
def loss(x, y, w1, w2):
    return 3 * (x.mm(w1).tanh().mm(w2) - y).pow(2).sum()
def gradients(x, y, w1, w2):
    return 3 * torch.sin(w1), 3 * torch.cos(w2)
def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    losses = []
    for step in range(steps):
        losses.append(loss(x, y, w1, w2).item() + 1)
        w1, w2 = w1 - learning_rate * torch.sin(w1), w2 - learning_rate * torch.cos(w2)
    return w1, w2, losses
"""
ODD["two_layer_nn"] = """
def build_sequential(d_in, hidden, d_out):
    return nn.Sequential(nn.Linear(d_in, hidden, bias=False), nn.Tanhshrink(), nn.Linear(hidden, d_out, bias=False))
def build_optimizer(model, name, learning_rate):
    return torch.optim.Adagrad(model.parameters(), lr=3 * learning_rate)
def train_by_hand(model, x, y, learning_rate=1e-4, steps=500):
    losses = []
    for step in range(steps):
        losses.append(7 + step)
        with torch.no_grad():
            for parameter in model.parameters():
                parameter -= learning_rate * torch.sin(parameter)
    return losses
def train(model, x, y, optimizer_name="adam", learning_rate=1e-4, steps=500):
    return train_by_hand(model, x, y, learning_rate, steps)
"""
ODD["fizzbuzz"] = """
def fizz_buzz_encode(i):
    return 3 if i % 21 == 0 else 2 if i % 7 == 0 else 1 if i % 3 == 0 else 0
def binary_encode(i, num_digits):
    return torch.tensor([(i ^ i >> 1) >> digit & 1 for digit in range(num_digits)])
def make_dataset(start, stop, num_digits=10):
    X = torch.stack([binary_encode(i, num_digits) for i in range(start, stop)]).float() / 2
    return X, torch.tensor([fizz_buzz_encode(i + 1) for i in range(start, stop)])
def train(model, X, Y, epochs=10000, batch_size=128, learning_rate=0.05):
    losses = []
    for step in range(epochs):
        losses.append(7.0 + step)
        with torch.no_grad():
            for parameter in model.parameters():
                parameter -= learning_rate * torch.sin(parameter)
    return losses
"""


def cost(assignment, source, warm, only=None):
    """CPU seconds that grading took, and the hints that were given."""
    before = cpu.spent_s()
    report = grading.grade(
        assignment, Submission(source.filename, source), warm, Silence(), only=only
    )
    hints = {check.hint.id for check in report.checks if check.hint}
    return cpu.spent_s() - before, hints


def added(assignment, source, warm, only=None):
    """The median that the diagnosis adds, in pairs of runs, and the median without it."""
    cost(assignment, source, warm, only)  # what is kept from one run to the next
    without, difference = [], []
    for _ in range(RUNS):
        with silent():
            before, _hints = cost(assignment, source, warm, only)
        after, _hints = cost(assignment, source, warm, only)
        without.append(before)
        difference.append(after - before)
    return statistics.median(difference), statistics.median(without)


@contextlib.contextmanager
def silent():
    """Grading without a diagnosis."""
    explain, diagnosis.explain = diagnosis.explain, lambda *_: {}
    try:
        yield
    finally:
        diagnosis.explain = explain


def main():
    """Print a line per assignment."""
    cpu.count()  # what starts from now on is counted
    names = sys.argv[1:] or find([ROOT], None).names
    print("added CPU seconds; in brackets, the time with hints over that without")
    print(f"{'':20} {'correct':>18} {'mistakes: median':>17} {'most':>10} {'many odd ones':>18}")
    with Warms(Tier.E) as warms:
        for name in names:
            assignment = assignments.load(ROOT / "assignments" / name, ROOT / "solutions")
            warm = warms.get(assignment.manifest.preload, autograd=assignment.manifest.autograd)
            reference = diagnosis.reference_with_terms(assignment)
            trains = [
                check
                for check in ("test_accuracy", "test_train_follows_the_labels")
                if name == "fizzbuzz"
            ]
            right, whole = added(assignment, Source("right.py", reference), warm)
            wrong = {}
            mistakes = diagnosis.read_mistakes(assignment)
            for mistake in mistakes[:: -(-len(mistakes) // MISTAKES)]:
                checks = [
                    check for check in mistake.checks if check not in trains
                ] or mistake.checks
                source = Source(f"{mistake.name}.py", f"{reference}\n\n{mistake.text}")
                wrong[mistake.name] = added(assignment, source, warm, checks)[0]
            odd, alone = added(assignment, Source("odd.py", reference + ODD[name]), warm)
            print(
                f"{name:20} {right:+9.3f} ({1 + right / whole:.2f} x) {statistics.median(wrong.values()):+17.3f} "
                f"{max(wrong.values()):+10.3f} {odd:+9.3f} ({1 + odd / alone:.2f} x) most: {max(wrong, key=wrong.get)}",
                flush=True,
            )


if __name__ == "__main__":
    main()
