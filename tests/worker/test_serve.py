"""The child's loop, here without a child.

Requests are passed as messages, and replies are read from a socket.
"""

import io
import socket

import msgspec
import numpy as np
import pytest
import torch

from grader import wire
from grader.errors import StudentError
from grader.worker.control import Confines
from grader.worker.serve import Worker, serve

CONFINES = Confines(5, 1 << 30, 1 << 20, 256, 64, 1 << 28, 4096, "/", "homework.py", "cpu")


class Line:
    """The examiner's end of the connection to a worker."""

    def __init__(self, ours, worker):
        self.socket = ours
        self.worker = worker
        self.data = bytearray()

    def ask(self, message, buffers=()):
        """Pass a request to the worker; return its replies, each with its packet's body."""
        try:
            self.worker.handle(message, b"".join(buffers))
        except BaseException as error:  # noqa: BLE001 - as serve does
            self.worker.send(self.worker.raised(message, error))
        return self.replies()

    def replies(self):
        self.socket.setblocking(False)
        try:
            while data := self.socket.recv(1 << 20):
                self.data += data
        except BlockingIOError:
            pass

        replies = []
        while packet := wire.take_packet(self.data):
            replies.append((wire.read_reply(packet), packet.body))
        return replies

    def load(self, text, name="f", files=None):
        ((reply, _),) = self.ask(wire.Load(name, text, files or {}))
        return reply

    def call(self, *args, name="f", **options):
        """Call a function with plain values and arrays; return the last reply."""
        packer = wire.Packer()
        kwargs = {key: packer.pack(value) for key, value in options.pop("kwargs", {}).items()}
        message = wire.Call(name, [packer.pack(arg) for arg in args], kwargs, **options)
        return self.ask(message, packer.buffers)[-1][0]


@pytest.fixture
def line():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield Line(ours, Worker(theirs, CONFINES))


def test_a_loaded_function_is_reported_as_one_and_can_be_called(line):
    assert line.load("def f(x, y=1):\n    return x + y") == wire.Returned(True)
    assert line.call(3, kwargs={"y": 4}) == wire.Returned(7)


def test_a_value_that_is_not_a_function_is_reported_as_such(line):
    assert line.load("f = 3") == wire.Returned(False)


def test_a_function_that_does_not_exist_is_missing(line):
    assert line.load("x = 1").kind == "missing"


def test_a_definition_that_failed_is_reported_while_loading(line):
    reply = line.load("x = 1\nf = 1 / 0")
    assert (reply.kind, reply.type_name, reply.frames) == (
        "load",
        "ZeroDivisionError",
        [wire.Frame(2, "<module>")],
    )


def test_each_function_has_its_own_module(line):
    text = "seen = []\ndef {}():\n    seen.append(1)\n    return len(seen)"
    line.load(text.format("f"))
    line.load(text.format("g"), "g")
    assert [line.call().value, line.call().value, line.call(name="g").value] == [1, 2, 1]


def test_modules_beside_the_submission_are_written_to_the_folder(line, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    line.load(
        "from my_own_part import x\ndef f():\n    return x",
        files={"my_own_part.py": "x = '中文'".encode()},
    )
    assert line.call().value == "中文"


def test_an_exception_has_the_students_frames(line):
    line.load("def f():\n    return 1 / 0")
    reply = line.call()
    assert (reply.kind, reply.type_name, reply.frames) == (
        "call",
        "ZeroDivisionError",
        [wire.Frame(2, "f")],
    )


def test_a_function_that_was_not_loaded_is_an_error_and_not_a_crash(line):
    assert line.call(name="g").type_name == "KeyError"


def test_a_function_that_removed_itself_is_missing(line):
    line.load("def f():\n    global f\n    del f")
    line.call()
    reply = line.call()
    assert (reply.kind, reply.type_name) == ("missing", "NameError")


def test_several_calls_report_each_and_return_the_last(line):
    line.load("n = 0\ndef f():\n    global n\n    n += 1\n    return n")
    replies = [reply for reply, _ in line.ask(wire.Call("f", [], {}, 3))]
    assert replies == [wire.Progress(1), wire.Progress(2), wire.Returned(3)]


def test_several_calls_end_with_the_first_that_raises(line):
    line.load("n = 0\ndef f():\n    global n\n    n += 1\n    return 1 / (2 - n)")
    replies = [reply for reply, _ in line.ask(wire.Call("f", [], {}, 3))]
    assert replies[0] == wire.Progress(1.0)
    assert replies[1].type_name == "ZeroDivisionError"
    assert len(replies) == 2


def answer(line, value=None, error=""):
    line.socket.sendall(wire.to_frame(wire.Answer(value, error), []))


def test_an_exception_is_described_where_the_working_folder_is_gone(student_of):
    text = """
        import os
        def f(x):
            os.mkdir("inner")
            os.chdir("inner")
            os.rmdir("../inner")
            raise ValueError("told anyway")
        def g(x):
            return 3
        """
    student = student_of(text)
    with pytest.raises(StudentError, match="told anyway"):
        student.f(1)
    assert student.g(1) == 3


def test_a_stand_in_asks_the_examiner_and_is_removed_afterwards(line):
    line.load("def f(x):\n    return g(x, y=2)\ndef g(x, y):\n    return -1")
    answer(line, 10)
    message = wire.Call("f", [1], {}, stand_ins=["g"])
    (asked, _), (reply, _) = line.ask(message)
    assert asked == wire.Ask("g", [1], {"y": 2})
    assert reply == wire.Returned(10)
    assert line.call(1) == wire.Returned(-1)


def test_a_stand_in_for_a_missing_function_is_removed_afterwards(line):
    line.load("def f():\n    return g()")
    answer(line, 10)
    assert line.call(stand_ins=["g"]) == wire.Returned(10)
    assert line.call().type_name == "NameError"


def test_a_stand_in_that_refuses_raises_where_it_was_called(line):
    line.load("def f():\n    return g()")
    answer(line, error="g takes no such thing")
    reply = line.call(stand_ins=["g"])
    assert (reply.type_name, reply.message) == ("RuntimeError", "g takes no such thing")
    assert reply.frames == [wire.Frame(2, "f")]


def test_another_message_in_place_of_an_answer_raises(line):
    line.load("def f():\n    return g()")
    line.socket.sendall(wire.to_frame(wire.ReadModel(1), []))
    assert line.call(stand_ins=["g"]).message == "no answer"


def test_a_stand_in_ends_the_call_when_the_examiner_closes_the_connection(line):
    line.load(
        "def f():\n    try:\n        return g()\n    except Exception:\n        return 'caught'"
    )
    line.socket.shutdown(socket.SHUT_WR)
    assert line.call(stand_ins=["g"]).type_name == "SystemExit"


WEIGHTS = [np.arange(6, dtype="f4").reshape(2, 3), np.array([1, -100], "f4"), np.ones((1, 2), "f4")]


def make_model(line, *kinds):
    packer = wire.Packer()
    layers = [
        wire.Layer(kind, [packer.pack(weight) for weight in weights]) for kind, *weights in kinds
    ]
    return line.ask(wire.MakeModel(layers, "cpu"), packer.buffers)[-1][0]


def test_a_plain_model_is_made_read_and_applied(line):
    reply = make_model(line, ("Linear", *WEIGHTS[:2]), ("ReLU",), ("Linear", WEIGHTS[2]))
    assert reply.value.type_name == "Sequential"
    ((description, body),) = line.ask(wire.ReadModel(reply.value.id))
    modules, weights = wire.Unpacker(body, lambda ref: ref).unpack(description.value)
    assert modules == [("", "Sequential"), ("0", "Linear"), ("1", "ReLU"), ("2", "Linear")]
    for (name, got), (want_name, want) in zip(
        weights, zip(["0.weight", "0.bias", "2.weight"], WEIGHTS, strict=True), strict=True
    ):
        assert name == want_name
        np.testing.assert_array_equal(got.numpy(), want)
    packer = wire.Packer()
    ((output, body),) = line.ask(
        wire.Apply(reply.value.id, packer.pack(torch.ones(1, 3))), packer.buffers
    )
    assert wire.Unpacker(body, lambda ref: ref).unpack(output.value).tolist() == [[4.0]]


@pytest.mark.parametrize("request_", [wire.ReadModel(5), wire.Apply(5, 1)])
def test_a_model_that_does_not_exist_is_an_error_and_not_a_crash(line, request_):
    ((reply, _),) = line.ask(request_)
    assert (reply.kind, reply.type_name) == ("call", "KeyError")


def test_weights_of_a_watched_model_come_with_every_value(line):
    made = make_model(line, ("Linear", WEIGHTS[0]))
    line.load(
        "import torch\ndef f(model):\n    with torch.no_grad():\n        model[0].weight += 1"
    )
    replies = line.ask(wire.Call("f", [made.value], {}, 2, watch=made.value.id))
    assert [type(reply).__name__ for reply, _ in replies] == ["Progress", "Returned"]
    for plus, (reply, body) in enumerate(replies, start=1):
        ((name, weight),) = wire.Unpacker(body, lambda ref: ref).unpack(reply.weights)
        assert name == "0.weight"
        np.testing.assert_array_equal(weight.numpy(), WEIGHTS[0] + plus)


def test_a_model_that_is_returned_can_be_passed_to_the_next_function(line):
    line.load("from torch import nn\ndef f():\n    return nn.Linear(3, 2)")
    line.load("def g(model):\n    return type(model).__name__", "g")
    made = line.call().value
    assert made.type_name == "Linear"
    assert line.ask(wire.Call("g", [made], {}))[-1][0] == wire.Returned("Linear")


def test_output_is_written_before_the_reply(line, monkeypatch):
    class Stream(io.StringIO):
        def flush(self):
            flushed.append(self.getvalue())

    flushed = []
    line.worker._streams = (Stream("printed"),)
    line.load("def f():\n    return 7")
    assert flushed == ["printed"]


def test_a_stream_that_the_student_closed_prevents_no_reply(line):
    closed = io.StringIO()
    closed.close()
    line.worker._streams = (closed,)
    assert line.load("def f():\n    return 7") == wire.Returned(True)


def test_the_loop_serves_until_the_connection_closes_and_survives_every_exception():
    ours, theirs = socket.socketpair()
    requests = [
        wire.Load("f", "def f(x):\n    raise SystemExit(x)"),
        wire.Call("f", [3], {}),
        wire.Load("g", "def g():\n    return 7"),
        wire.Call("g", [], {}),
    ]
    with ours, theirs:
        ours.sendall(b"".join(wire.to_frame(request, []) for request in requests))
        ours.shutdown(socket.SHUT_WR)
        serve(theirs, CONFINES)
        line = Line(ours, None)
        replies = [reply for reply, _ in line.replies()]
    assert replies[0] == wire.Returned(True)
    assert (replies[1].type_name, replies[1].message) == ("SystemExit", "3")
    assert replies[2:] == [wire.Returned(True), wire.Returned(7)]


def test_a_request_that_comes_in_pieces_is_joined():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        frame = wire.to_frame(wire.ReadModel(1), [b"body"])
        worker = Worker(theirs, CONFINES)
        ours.sendall(frame[:7])
        ours.sendall(frame[7:])
        packet = worker.read()
        assert (wire.read_request(packet), packet.body) == (wire.ReadModel(1), b"body")
        ours.close()
        assert worker.read() is None


# ------------------------------------------------------------------------------------------ a GPU


@pytest.mark.parametrize(("share", "limits"), [(1.0, []), (0.3, [(0.3, "cuda:0")])])
def test_a_gpus_share_is_set_before_anything_is_on_it(monkeypatch, share, limits):
    seen = []
    monkeypatch.setattr(
        torch.cuda, "set_per_process_memory_fraction", lambda *args: seen.append(args)
    )
    monkeypatch.setattr(torch, "zeros", lambda _, device: seen.append(device))
    monkeypatch.setattr(torch.cuda, "manual_seed_all", lambda _: None)
    monkeypatch.setattr(torch.cuda, "mem_get_info", lambda _: (7 << 20, 9 << 20))

    ours, theirs = socket.socketpair()
    confines = msgspec.structs.replace(CONFINES, device="cuda:0", gpu_share=share)
    with ours, theirs:
        ((reply, _),) = Line(ours, Worker(theirs, confines)).ask(wire.Start())
    assert reply == wire.Returned(7 << 20)
    assert seen == [*limits, "cuda:0"]
