"""One child seen from the examiner.

Tested are frames, the budget, and the message for every way in which its process can end.
"""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from grader import wire
from grader.errors import StudentError
from grader.results import Reason
from grader.sandbox.child import Child, Pipe
from grader.sandbox.limits import Budget, Limits
from grader.sandbox.usage import ProcessUsage
from grader.worker.control import Reaped

HEAD = """
import os, socket, sys, time
channel = socket.socket(fileno=int(sys.argv[1]))
"""
HELLO = wire.to_frame(wire.Returned("hello"), [])
QUESTION = wire.to_frame(wire.ReadModel(1), [])


@pytest.fixture
def child_of(tmp_path):
    """Start a child that runs a script: ``channel`` is its socket, ``frame`` a whole answer."""
    made = []

    def make(script, limits=None, cpu_s=0.0):
        folder = tmp_path / f"run-{len(made)}"
        folder.mkdir()
        ours, theirs = socket.socketpair()
        output, their_output = os.pipe()
        text = f"{HEAD}frame = {HELLO!r}\n{textwrap.dedent(script)}"
        process = subprocess.Popen(
            [sys.executable, "-S", "-c", text, str(theirs.fileno())],
            stdout=their_output,
            stderr=their_output,
            pass_fds=[theirs.fileno()],
            start_new_session=True,
        )
        theirs.close()
        os.close(their_output)

        def reap():
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            return Reaped(process.wait(), cpu_s, 0)

        child = Child(
            process.pid, os.getpid(), ours, Pipe(output), folder, limits or Limits(), reap
        )
        made.append(child)
        return child

    yield make
    for child in made:
        child.kill()


def value(packet):
    return wire.read_reply(packet).value


def failure(child, frame=QUESTION, budget=None):
    with pytest.raises(StudentError) as caught:
        child.exchange(frame, budget or Budget(5, 10))
    assert child.dead
    return caught.value


def test_a_frame_is_sent_and_the_next_one_is_returned(child_of):
    child = child_of(
        f"""
        asked = channel.recv(1000)
        channel.sendall(frame if asked == {QUESTION!r} else b"")
        channel.recv(1)
        """
    )
    assert value(child.exchange(QUESTION, Budget(5, 10))) == "hello"
    assert not child.dead


def test_a_frame_that_comes_in_pieces_is_joined(child_of):
    child = child_of("for byte in frame:\n    channel.sendall(bytes([byte]))\nchannel.recv(1)")
    assert value(child.exchange(b"", Budget(5, 10))) == "hello"


def test_two_frames_that_arrive_at_once_are_read_one_by_one(child_of):
    child = child_of("channel.sendall(2 * frame)\nchannel.recv(1)")
    assert value(child.exchange(b"", Budget(5, 10))) == "hello"
    assert value(child.exchange(b"", Budget(5, 10))) == "hello"


def test_no_request_is_sent_to_a_child_that_has_already_answered(child_of):
    child = child_of("channel.sendall(2 * frame)\nchannel.recv(1)")
    child.exchange(b"", Budget(5, 10))
    error = failure(child)
    assert error.reason is Reason.KILLED
    assert "an answer before the question" in error.message


def test_a_large_frame_gets_through_while_the_child_prints_and_answers_little(child_of):
    large = wire.to_frame(wire.Load("f", "x" * (3 << 20)), [])
    child = child_of(
        f"""
        got = 0
        while got < {len(large)}:
            os.write(1, b"." * 4000)
            got += len(channel.recv(10000))
        channel.sendall(frame)
        channel.recv(1)
        """
    )
    assert value(child.exchange(large, Budget(5, 10))) == "hello"
    assert child.printed.startswith("....")


def test_a_child_that_reads_nothing_of_a_large_frame_is_a_timeout(child_of):
    large = wire.to_frame(wire.Load("f", "x" * (3 << 20)), [])
    error = failure(child_of("time.sleep(60)"), large, Budget(5, 0.3))
    assert error.reason is Reason.STALLED
    assert "most of them asleep" in error.message


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="CPU time is read from /proc")
def test_a_loop_that_reaches_the_wall_clock_limit_first_is_not_called_asleep(child_of):
    error = failure(child_of("while True: pass"), b"", Budget(60, 1.0))
    assert error.reason is Reason.TIMEOUT
    assert "a loop that never ends" in error.message


def test_what_an_exchange_used_is_subtracted_from_the_budget(child_of):
    child = child_of(
        """
        while time.process_time() < 0.3: pass
        channel.sendall(frame)
        channel.recv(1)
        """
    )
    budget = Budget(5, 10)
    child.exchange(b"", budget)
    assert budget.cpu_s < 5
    assert budget.wall_s < 10


def test_an_empty_budget_is_a_timeout(child_of):
    error = failure(child_of("while True: pass"), b"", Budget(0, 10))
    assert error.reason is Reason.TIMEOUT
    assert "CPU time" in error.message


@pytest.mark.parametrize(
    "data",
    [
        "b'\\xff' * 64",
        "(5 << 20).to_bytes(4, 'little') + bytes(4)",
        "bytes(4) + (1 << 31).to_bytes(4, 'little')",
    ],
)
def test_a_frame_that_announces_too_much_is_invalid_before_it_is_read(child_of, data):
    error = failure(child_of(f"channel.sendall({data})\ntime.sleep(60)"), b"")
    assert error.reason is Reason.KILLED
    assert "sent an invalid answer (a frame announces" in error.message


@pytest.mark.parametrize("status", [0, 3])
def test_a_child_that_exits_is_killed_for_ending_itself(child_of, status):
    error = failure(child_of(f"os._exit({status})"), b"")
    assert error.reason is Reason.KILLED
    assert error.message.startswith("the submission ended its own process")


@pytest.mark.parametrize("name", ["SIGSEGV", "SIGBUS"])
def test_a_child_that_crashed_is_killed_with_its_signals_name(child_of, name):
    error = failure(child_of(f"os.kill(os.getpid(), {int(getattr(signal, name))})"), b"")
    assert (error.reason, error.message) == (
        Reason.KILLED,
        f"the submission's process crashed ({name})",
    )


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL, 40])
def test_a_child_that_another_signal_ended_is_killed_without_a_name(child_of, number):
    error = failure(child_of(f"os.kill(os.getpid(), {int(number)})"), b"")
    assert (error.reason, error.message) == (
        Reason.KILLED,
        "the submission's process ended before it answered",
    )


def test_a_child_that_the_kernel_ended_for_its_cpu_time_is_a_timeout(child_of):
    limits = Limits(cpu_s=1, load_cpu_s=1)
    error = failure(
        child_of("os.kill(os.getpid(), 9)", limits, cpu_s=limits.kernel_cpu_s - 0.5), b""
    )
    assert (error.reason, error.message) == (Reason.TIMEOUT, "stopped after 6 s of CPU time")


def test_a_child_that_closes_its_socket_before_a_request_is_killed(child_of):
    child = child_of("channel.close()\ntime.sleep(60)")
    large = wire.to_frame(wire.Load("f", "x" * (3 << 20)), [])
    assert failure(child, large).reason is Reason.KILLED


def test_a_kill_ends_a_child_with_its_group_and_closes_its_descriptors(
    child_of, is_running, comes_true
):
    child = child_of(
        """
        pid = os.fork()
        if pid == 0:
            time.sleep(60)
        os.write(1, b"%d" % pid)
        channel.sendall(frame)
        time.sleep(60)
        """
    )
    child.exchange(b"", Budget(5, 10))
    started = int(child.printed)
    assert is_running(started)
    reaped = child.kill()
    assert child.dead
    assert reaped.status == -signal.SIGKILL
    assert not is_running(child.pid)
    assert comes_true(lambda: not is_running(started))
    assert child._channel.fileno() == -1


def test_killing_twice_is_killing_once(child_of):
    child = child_of("time.sleep(60)")
    assert child.kill() is child.kill()


def test_what_a_child_printed_is_available_after_its_end(child_of):
    child = child_of("os.write(1, b'last words')\nos._exit(3)")
    failure(child, b"")
    assert child.printed == "last words"


def test_the_beginning_of_what_a_child_printed_is_kept(child_of):
    child = child_of(
        "os.write(1, b'a' * 10000 + b'b' * 10000)\nchannel.sendall(frame)\nchannel.recv(1)"
    )
    child.exchange(b"", Budget(5, 10))
    assert child.printed == 10000 * "a" + 6384 * "b"


def test_bytes_that_are_not_text_are_replaced(child_of):
    child = child_of("os.write(1, b'a\\xffb')\nchannel.sendall(frame)\nchannel.recv(1)")
    child.exchange(b"", Budget(5, 10))
    assert child.printed == "a\N{REPLACEMENT CHARACTER}b"


def test_a_child_that_prints_too_much_is_killed(child_of):
    child = child_of("while True: os.write(1, b'x' * 60000)", Limits(output_bytes=2 << 20))
    error = failure(child, b"")
    assert (error.reason, error.message) == (Reason.OUTPUT, "stopped: more than 2 MB printed")


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="CPU time is read from /proc")
def test_a_child_that_prints_until_its_time_is_up_is_told_so(child_of):
    error = failure(child_of("while True: os.write(1, b'x' * 60000)"), b"", Budget(0.5, 30))
    assert error.reason is Reason.TIMEOUT
    assert error.message.endswith(
        "; it printed more than 1 MB by then: print less, above all in loops"
    )


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="CPU time is read from /proc")
def test_a_child_that_fills_its_memory_until_its_time_is_up_is_told_so(child_of, monkeypatch):
    child = child_of("while True: pass", Limits(memory_bytes=350 << 20))
    # What pytest itself holds would be subtracted.
    monkeypatch.setattr(child, "_use", lambda: ProcessUsage(1, 200 << 20))
    error = failure(child, b"", Budget(0.5, 30))
    assert error.reason is Reason.TIMEOUT
    assert "it held more than half of the 350 MB of memory that it may use" in error.message
