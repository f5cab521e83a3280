"""Orders to the warm process and its answers.

What is sent arrives, and anything else is refused.
"""

import msgspec
import pytest

from grader.worker.control import (
    Confines,
    Fork,
    Forked,
    Ready,
    Reap,
    Reaped,
    Refused,
    read_answer,
    read_order,
)

CONFINES = Confines(
    35, 4 << 30, 64 << 20, 256, 64, 1 << 28, 4096, "/tmp/run-1", "中文.ipynb", "cpu"
)


@pytest.mark.parametrize("order", [Fork(CONFINES), Reap(7)])
def test_an_order_arrives_as_it_was_sent(order):
    assert read_order(msgspec.msgpack.encode(order)) == order


@pytest.mark.parametrize(
    "answer", [Ready(), Forked(7), Refused("it runs 2 threads"), Reaped(-9, 1.5, 40_000)]
)
def test_an_answer_arrives_as_it_was_sent(answer):
    assert read_answer(msgspec.msgpack.encode(answer)) == answer


@pytest.mark.parametrize("read", [read_order, read_answer])
@pytest.mark.parametrize(
    "data", [b"", b"\xff", b"Ready", msgspec.msgpack.encode({"type": "Nothing"})]
)
def test_bytes_that_are_not_a_message_are_refused(read, data):
    with pytest.raises(msgspec.MsgspecError):
        read(data)


def test_an_order_is_not_an_answer_and_an_answer_is_not_an_order():
    with pytest.raises(msgspec.ValidationError):
        read_answer(msgspec.msgpack.encode(Reap(7)))
    with pytest.raises(msgspec.ValidationError):
        read_order(msgspec.msgpack.encode(Ready()))


def test_a_message_with_a_field_of_another_type_is_refused():
    with pytest.raises(msgspec.ValidationError):
        read_order(msgspec.msgpack.encode({"type": "Reap", "pid": "7"}))
