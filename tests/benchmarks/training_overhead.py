"""CPU seconds of grading FizzBuzz over those of the same student's ``train`` called bare for as
many epochs.

Both sides are warm: imports are done before either clock starts. Examiner and child are counted
together.
"""

import re
import statistics
import time
from pathlib import Path

import torch
import torch._dynamo

from grader import grading, submission
from grader.checks import assignment as assignments
from grader.checks.lesson.classifier import Network
from grader.grading.listener import Silence
from grader.sandbox.warm import Warm
from grader.submission.slicing import slice_source

ROOT = Path(__file__).resolve().parents[2]
RUNS = 3
OTHER_EPOCHS = 208  # of the checks that do not say how many
SAMPLES = {
    "the reference": ROOT / "solutions/fizzbuzz/solution.py",
    "a DataLoader": ROOT / "tests/submissions/fizzbuzz/ada.py",
}


def bare_cpu_seconds(train, data, epochs):
    """CPU seconds of ``train`` called once in this process."""
    network = Network.initial(10, 100, 4, seed=1)
    W1, b1, W2, b2 = (
        torch.tensor(parameter, dtype=torch.float32) for parameter in network.parameters
    )
    model = torch.nn.Sequential(torch.nn.Linear(10, 100), torch.nn.ReLU(), torch.nn.Linear(100, 4))
    model.load_state_dict({"0.weight": W1, "0.bias": b1, "2.weight": W2, "2.bias": b2})
    before = time.process_time()
    train(model, *data, epochs=epochs)
    return time.process_time() - before


def graded_cpu_seconds(assignment, handed_in, only):
    """CPU seconds of examiner and child for a grading or one check, and the epochs it trained."""
    with Warm(assignment.manifest.preload) as warm:
        warm.wait()
        grading.grade(
            assignment, handed_in, warm, Silence(), only=["test_encode"]
        )  # pytest's own first run
        here, there = time.process_time(), warm.children_cpu_s
        report = grading.grade(assignment, handed_in, warm, Silence(), only=only)
        used = time.process_time() - here + warm.children_cpu_s - there
    trained = [
        int(epochs)
        for check in report.checks
        for epochs in re.findall(r"after (\d+) epochs", check.message)
    ]
    return used, sum(trained) + OTHER_EPOCHS


def main():
    """Measure both in turn, and print each pair's ratio."""
    torch.set_num_threads(1)
    assignment = assignments.load(ROOT / "assignments/fizzbuzz", ROOT / "solutions")
    for name, path in SAMPLES.items():
        namespace = {"__name__": "homework"}
        handed_in = submission.read(path, "fizzbuzz")
        names = ("train", "make_dataset")
        exec(slice_source(handed_in.source.text, names).text, namespace)
        data = namespace["make_dataset"](101, 1024)
        for what, only in (("all checks", None), ("test_accuracy alone", ["test_accuracy"])):
            ratios = []
            for _ in range(RUNS):
                graded, epochs = graded_cpu_seconds(assignment, handed_in, only)
                bare = bare_cpu_seconds(namespace["train"], data, epochs)
                ratios.append(graded / bare)
                print(
                    f"{name}, {what}: {graded:.2f} s, bare {bare:.2f} s for {epochs} epochs, ratio {ratios[-1]:.2f}"
                )
            print(
                f"{name}, {what}: median ratio {statistics.median(ratios):.2f} (at most 1.15 wanted)"
            )


if __name__ == "__main__":
    main()
