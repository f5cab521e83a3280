"""CPU seconds of grading an assignment over those of its functions alone, called with the same
inputs.

Grading is the examiner's CPU and its children's, with the warm process up and the examiner's
imports done. The functions alone are called in one process that has everything imported: each call
that grading got an answer to, in its order, with models of the same weights.
"""

import copy
import pickle
import statistics
import subprocess
import sys
import time
from pathlib import Path

import torch
import torch._dynamo
from torch import nn

from grader import grading, submission, wire
from grader.checks import assignment as assignments
from grader.checks.student import Student
from grader.grading.listener import Silence
from grader.sandbox.warm import Warm

ROOT = Path(__file__).resolve().parents[2]
NAMES = ("two_layer_numpy", "two_layer_torch", "two_layer_autograd", "two_layer_nn")
RUNS = 3
FIXED_S = 0.3  # of any grading: pytest, a fork per check


class Recorder:
    """Keeps what grading asks of the submission: models made, functions called, steps taken.

    A model or an optimizer is named by the process that holds it and its id there.
    """

    def __init__(self):
        self.done = []
        self._call, self._request, self._sequential = (
            Student.call,
            Student.request,
            Student.sequential,
        )

    def __enter__(self):
        recorder = self

        def call(student, name, args, kwargs, times=1, **options):
            kept = recorder.kept(student, (args, dict(kwargs)))
            for round_ in recorder._call(student, name, args, kwargs, times, **options):
                made = (
                    recorder.name(student, round_.value)
                    if isinstance(round_.value, wire.Remote)
                    else None
                )
                recorder.done.append(("call", name, *kept, options, made))
                yield round_

        def request(student, message, buffers):
            value = recorder._request(student, message, buffers)
            if isinstance(message, wire.Step):
                gradients = wire.Unpacker(b"".join(buffers), lambda ref: ref)
                at = tuple((id(student), one) for one in (message.optimizer, message.model))
                recorder.done.append(
                    ("step", *at, [gradients.unpack(one) for one in message.gradients])
                )
            return value

        def sequential(student, *layers, **options):
            model = recorder._sequential(student, *layers, **options)
            recorder.done.append(("model", recorder.name(student, model), copy.deepcopy(layers)))
            return model

        Student.call, Student.request, Student.sequential = call, request, sequential
        return self

    def __exit__(self, *_):
        Student.call, Student.request, Student.sequential = (
            self._call,
            self._request,
            self._sequential,
        )

    def name(self, student, remote):
        return id(student), remote.id

    def kept(self, student, value):
        """A copy of arguments, with handles by their names."""
        if isinstance(value, (list, tuple)):
            return type(value)(self.kept(student, one) for one in value)
        if isinstance(value, dict):
            return {key: self.kept(student, one) for key, one in value.items()}
        return (
            Named(self.name(student, value))
            if isinstance(value, wire.Remote)
            else copy.deepcopy(value)
        )


class Named:
    """Stands for a model or an optimizer."""

    def __init__(self, name):
        self.name = name


def replay_cpu_seconds(text, done):
    """CPU seconds of the recorded calls in this process.

    Making arguments and models is not counted.
    """
    namespace = {"__name__": "homework"}
    exec(compile(text, "homework.py", "exec"), namespace)
    objects, used = {}, 0.0

    def here(value):
        if isinstance(value, (list, tuple)):
            return type(value)(map(here, value))
        if isinstance(value, dict):
            return {key: here(one) for key, one in value.items()}
        return objects[value.name] if isinstance(value, Named) else copy.deepcopy(value)

    for what, *details in done:
        if what == "model":
            name, layers = details
            objects[name] = model_of(layers)
        elif what == "step":
            optimizer, model, gradients = details
            for parameter, gradient in zip(objects[model].parameters(), gradients, strict=True):
                parameter.grad = gradient
            before = time.process_time()
            objects[optimizer].step()
            used += time.process_time() - before
        else:
            function, args, kwargs, options, made = details
            args, kwargs = here(args), here(kwargs)
            leaves = [args[index].requires_grad_() for index in options.get("differentiate", ())]
            before = time.process_time()
            objects[made] = called(namespace[function], args, kwargs, leaves)
            used += time.process_time() - before
    return used


def called(function, args, kwargs, leaves):
    """What a function returns, differentiated where grading did."""
    value = function(*args, **kwargs)
    if leaves:
        torch.autograd.grad(value, leaves)
    return value


def model_of(layers):
    parts = []
    for kind, *weights in layers:
        if not weights:
            parts.append(getattr(nn, kind)())
            continue
        copies = [torch.as_tensor(weight).clone() for weight in weights]
        outputs, inputs = copies[0].shape
        parts.append(nn.Linear(inputs, outputs, bias=len(copies) > 1, dtype=copies[0].dtype))
        for parameter, weight in zip(parts[-1].parameters(), copies, strict=True):
            parameter.data = weight
    return nn.Sequential(*parts)


def functions_cpu_seconds(text, done):
    """The same in a fresh process that has imported all, without the examiner's memory."""
    command = [sys.executable, __file__, "replay"]
    answer = subprocess.run(
        command, input=pickle.dumps((text, done)), stdout=subprocess.PIPE, check=True
    )
    return float(answer.stdout)


def replay_from_stdin():
    """Replay what comes in, and say what it took."""
    torch.set_num_threads(1)
    text, done = pickle.loads(sys.stdin.buffer.read())
    print(replay_cpu_seconds(text, done))


def graded_cpu_seconds(assignment, handed_in):
    """CPU seconds of the examiner and of its children for a whole grading."""
    manifest = assignment.manifest
    with Warm(manifest.preload, autograd=manifest.autograd) as warm:
        warm.wait()
        grading.grade(assignment, handed_in, warm, Silence())  # imports, and what pytest does once
        here, there = time.process_time(), warm.children_cpu_s
        report = grading.grade(assignment, handed_in, warm, Silence())
        here, there = time.process_time() - here, warm.children_cpu_s - there
        with Recorder() as recorder:
            grading.grade(assignment, handed_in, warm, Silence())
    if report.score != report.max_score:
        raise SystemExit(
            f"{assignment.name}: the reference got {report.score} of {report.max_score}"
        )
    return here, there, recorder.done


def main():
    """Measure both for every assignment, and print each run and the medians."""
    torch.set_num_threads(1)
    for name in NAMES:
        assignment = assignments.load(ROOT / "assignments" / name, ROOT / "solutions")
        handed_in = submission.read(assignment.reference_file, name)
        text = assignment.reference_file.read_text("utf-8")
        ratios = []
        for _ in range(RUNS):
            here, there, done = graded_cpu_seconds(assignment, handed_in)
            functions = functions_cpu_seconds(text, done)
            ratios.append((here + there - FIXED_S) / functions)
            print(
                f"{name}: grading {here + there:.2f} s (examiner {here:.2f}, children {there:.2f}), "
                f"functions {functions:.3f} s in {len(done)} calls, ratio {ratios[-1]:.2f}"
            )
        print(f"{name}: median ratio {statistics.median(ratios):.2f} (at most 2 wanted)")


if __name__ == "__main__":
    replay_from_stdin() if sys.argv[1:] == ["replay"] else main()
