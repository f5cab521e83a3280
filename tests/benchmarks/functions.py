"""The calls that grading makes, repeated without the grader: bare functions in a warm process.

:class:`Recorder` keeps what grading asks of a submission, and :class:`Bare` is a process that has
everything imported and does it again: each call that grading got an answer to, in its order, with
models of the same weights. Making arguments and models is not counted.
"""

import contextlib
import copy
import os
import pickle
import subprocess
import sys
import time
from pathlib import Path

import torch
import torch._dynamo
from torch import nn

from grader import wire
from grader.checks.student import Student
from grader.sandbox.view import ONE_THREAD


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
    namespace = loaded(text)
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


def loaded(text):
    """A submission's functions."""
    namespace = {"__name__": "homework"}
    exec(compile(text, "homework.py", "exec"), namespace)
    return namespace


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


class Bare:
    """A process that repeats the calls of a submission.

    Args:
        text: the submission.
        done: its calls, as recorded.
    """

    def __init__(self, text, done):
        self._process = subprocess.Popen(
            [sys.executable, "-c", "import functions; functions.main()"],
            cwd=Path(__file__).parent,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | ONE_THREAD,
        )
        self._send((text, done))
        self.cpu_s()  # what is done once

    def cpu_s(self):
        """CPU seconds of all calls."""
        return self._answer(None)

    def training_cpu_s(self, epochs):
        """CPU seconds of FizzBuzz's `train` for so many epochs."""
        return self._answer(epochs)

    def close(self):
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()

    def _send(self, value):
        pickle.dump(value, self._process.stdin)
        self._process.stdin.flush()

    def _answer(self, value):
        self._send(value)
        return float(self._process.stdout.readline())


def training_cpu_seconds(text, epochs):
    namespace = loaded(text)
    model, data = namespace["build_model"](), namespace["make_dataset"](101, 1024)
    before = time.process_time()
    namespace["train"](model, *data, epochs=epochs)
    return time.process_time() - before


def main():
    """Answer what comes in, until nothing does."""
    torch.set_num_threads(1)
    text, done = pickle.load(sys.stdin.buffer)
    with contextlib.suppress(EOFError):
        while True:
            epochs = pickle.load(sys.stdin.buffer)
            with contextlib.redirect_stdout(sys.stderr):
                used = (
                    training_cpu_seconds(text, epochs) if epochs else replay_cpu_seconds(text, done)
                )
            print(used, flush=True)
