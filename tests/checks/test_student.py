"""The proxy and the submission's process behind it.

Values come back, and every way to fail has its message.
"""

import os
from pathlib import Path

import numpy as np
import pytest
import torch

from grader.checks.connection import Connection
from grader.checks.student import RemoteModel
from grader.errors import DeviceError, StudentError
from grader.results import Reason
from grader.sandbox.limits import Limits
from grader.sandbox.warm import Warm


def failure(call):
    with pytest.raises(StudentError) as caught:
        call()
    return caught.value


def test_a_call_gives_the_functions_value(student_of):
    student = student_of("def f(x, y=1):\n    return x * 2, [y, 'a', None]")
    doubled, rest = student.f(np.ones((2, 3)), y=2.5)
    assert doubled.tolist() == [[2.0] * 3] * 2
    assert rest == [2.5, "a", None]


def test_a_named_tuple_comes_back_as_a_tuple(student_of):
    student = student_of(
        """
        from typing import NamedTuple
        class Pair(NamedTuple):
            a: int
            b: int
        def f():
            return Pair(1, 2)
        """
    )
    assert student.f() == (1, 2)


def test_a_name_outside_the_assignment_is_the_authors_error(student_of):
    with pytest.raises(AttributeError, match="not among"):
        _ = student_of("def f(): pass").backward


def test_a_function_that_is_not_there_is_missing(student_of):
    error = failure(student_of("def ff(): pass").f)
    assert (error.reason, error.message) == (Reason.MISSING, "f is not defined in homework.py")


def test_a_name_that_is_nearly_right_is_pointed_out(student_of):
    student = student_of("def relu_backwards(): pass", functions=["relu_backward"])
    assert "did you name it relu_backwards?" in failure(student.relu_backward).message


@pytest.mark.parametrize(
    ("text", "reason", "message"),
    [
        ("def g(): pass", Reason.MISSING, "f is not defined"),
        ("import nowhere\ndef f(x=nowhere.y): pass", Reason.ERROR, "ModuleNotFoundError"),
        ("f = 3", Reason.ERROR, "f is not a function"),
    ],
    ids=["missing", "load fails", "no function"],
)
def test_what_cannot_be_loaded_fails_alike_each_time(student_of, text, reason, message):
    student = student_of(text)
    student.f.raises()
    for request in (student.f, student.f):
        error = failure(request)
        assert error.reason is reason
        assert message in error.message


def test_a_stub_is_unwritten_and_its_whole_sentence_is_told(student_of):
    sentence = "write me " * 20 + "to the end"
    error = failure(student_of(f"def f():\n    raise NotImplementedError({sentence!r})").f)
    assert error.reason is Reason.UNWRITTEN
    assert error.message == f"f is not written yet (homework.py, line 2): {sentence}"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "class f:\n    def __init__(self):\n        raise NotImplementedError('do it', '做')",
            "f is not written yet (homework.py, line 3): do it",
        ),
        (
            "def f():\n    h = 1\n    raise NotImplementedError('do it', '做')",
            "f still raises NotImplementedError: delete this line once it is written "
            "(homework.py, line 3): do it",
        ),
    ],
    ids=["class", "begun"],
)
def test_of_a_stub_in_two_languages_one_is_told(student_of, text, message):
    error = failure(student_of(text).f)
    assert error.reason is Reason.UNWRITTEN
    assert error.message == message


def test_something_that_is_no_function_is_an_error(student_of):
    assert "f is not a function" in failure(student_of("f = 3").f).message


def test_an_exception_names_its_type_its_text_and_the_students_line(student_of):
    error = failure(student_of("def f():\n    x = 1\n    return x / 0").f)
    assert error.reason is Reason.ERROR
    assert (
        error.message
        == "f: raises ZeroDivisionError: division by zero (homework.py, line 3: `return x / 0`)"
    )


@pytest.mark.parametrize(
    "raising",
    [
        "raise SystemExit(0)",
        "raise KeyboardInterrupt",
        "raise BaseException('x')",
        "import sys; sys.exit('bye')",
        "exit()",
        "return f()",
        "raise GeneratorExit",
        "assert False",
        "return open('/nowhere')",
        "return input()",
    ],
)
def test_whatever_is_raised_is_an_error_and_the_next_call_works(student_of, raising):
    student = student_of(f"def f():\n    {raising}\ndef g():\n    return 7")
    assert failure(student.f).reason is Reason.ERROR
    assert student.g() == 7


def test_an_exception_tells_where_it_was_called_in_the_students_own_code(student_of):
    text = """
        import json
        def g(x):
            return 1 / x
        def h(x):
            return json.loads('[0]', object_hook=g) and g(x)
        def f(x):
            return h(x)
        """
    with pytest.raises(StudentError) as caught:
        student_of(text).f(0)
    assert caught.value.message.endswith(
        "(homework.py, line 4: `return 1 / x`); called in line 6, line 8"
    )


def test_an_exception_whose_text_raises_is_an_error(student_of):
    student = student_of(
        """
        class Odd(Exception):
            def __str__(self):
                raise RuntimeError
        def f():
            raise Odd
        """
    )
    assert "its message cannot be shown" in failure(student.f).message


def test_an_exception_whose_text_has_no_bytes_is_an_error(student_of):
    error = failure(student_of("def f():\n    raise ValueError('a\\ud800b')").f)
    assert error.reason is Reason.ERROR
    assert error.message.startswith("f: raises ValueError: a?b")


@pytest.mark.parametrize(
    "ending", ["os._exit(0)", "os._exit(3)", "os.kill(os.getpid(), 9)", "os.abort()"]
)
def test_a_process_that_ends_itself_is_killed_and_the_next_call_gets_a_fresh_one(
    student_of, ending
):
    student = student_of(f"import os\ndef f():\n    {ending}\ndef g():\n    return 7")
    assert failure(student.f).reason is Reason.KILLED
    assert student.g() == 7


def test_a_crash_names_the_signal(student_of):
    assert "SIGABRT" in failure(student_of("import os\ndef f():\n    os.abort()").f).message


def test_an_endless_loop_is_a_timeout_in_cpu_time(student_of):
    error = failure(student_of("def f():\n    while True: pass").f)
    assert error.reason is Reason.TIMEOUT
    assert "CPU time" in error.message


def test_a_loop_within_c_code_is_a_timeout(student_of):
    error = failure(student_of("def f():\n    return 7 ** (10 ** 9)").f)
    assert error.reason is Reason.TIMEOUT


@pytest.mark.parametrize(
    "waiting", ["time.sleep(60)", "os.kill(os.getpid(), 19)", "signal.sigwait({10})"]
)
def test_what_sleeps_or_stops_itself_is_a_timeout_by_the_wall_clock(student_of, waiting):
    limits = Limits(cpu_s=2, wall_s=1.5, load_cpu_s=2, load_wall_s=6, memory_bytes=1 << 30)
    error = failure(
        student_of(f"import os, signal, time\ndef f():\n    {waiting}", limits=limits).f
    )
    assert error.reason is Reason.STALLED
    assert "sleeps" in error.message


def test_blocked_signals_do_not_help(student_of):
    student = student_of(
        """
        import signal
        def f():
            for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
                signal.signal(number, signal.SIG_IGN)
            while True: pass
        """
    )
    assert failure(student.f).reason is Reason.TIMEOUT


def test_calls_share_one_budget(student_of):
    student = student_of(
        "import time\ndef f():\n    end = time.process_time() + 0.9\n    while time.process_time() < end: pass"
    )
    student.f()
    student.f()
    assert failure(student.f).reason is Reason.TIMEOUT


@pytest.mark.forks  # to see it takes longer than to use it, on a slow machine
def test_too_much_memory_is_its_own_reason(student_of):
    student = student_of(
        "import numpy as np\ndef f():\n    return np.ones(2 * 10 ** 9)[0]\ndef g():\n    return 7"
    )
    assert failure(student.f).reason is Reason.MEMORY
    assert student.g() == 7


def test_a_flood_of_output_ends_the_process(student_of):
    student = student_of("def f():\n    for _ in range(10 ** 5): print('x' * 1000)")
    error = failure(student.f)
    assert error.reason is Reason.OUTPUT
    assert error.message == "stopped: more than 1 MB printed"
    assert len(student.printed) < 20_000


def test_output_is_captured_in_order_also_from_below_python(student_of):
    student = student_of(
        "import os, sys\ndef f():\n    print('a', flush=True)\n    os.system('echo b')\n    print('c', file=sys.stderr)"
    )
    student.f()
    assert student.printed.split() == ["a", "b", "c"]


def test_a_student_who_closes_stdout_still_gets_values_back(student_of):
    student = student_of(
        "import os, sys\ndef f():\n    sys.stdout.close()\n    os.close(1)\n    os.close(2)\n    return 7"
    )
    assert student.f() == 7


def test_bytes_written_to_every_descriptor_are_that_submissions_failure(student_of):
    student = student_of(
        """
        import os
        def f():
            for fd in range(3, 64):
                try:
                    os.write(fd, b"\\xff" * 64)
                except OSError:
                    pass
            return 7
        def g():
            return 8
        """
    )
    assert failure(student.f).reason is Reason.KILLED
    assert student.g() == 8


def test_an_answer_before_the_question_is_refused(student_of):
    student = student_of(
        """
        import os, struct
        def f():
            header = b"\\x92\\xa8returned\\x07"
            for fd in range(3, 64):
                try:
                    os.write(fd, 2 * (struct.pack("<II", len(header), 0) + header))
                except OSError:
                    pass
        def g():
            return 8
        """
    )
    with pytest.raises(StudentError):
        student.f()
        student.g()
        student.g()


@pytest.mark.parametrize(
    "value", ["object()", "{1: 2}", "(i for i in [1])", "lambda: 1", "b'x'", "...", "2 ** 99"]
)
def test_odd_values_come_back_as_other(student_of, value):
    student = student_of(f"def f():\n    return {value}")
    assert type(student.f()).__name__ == "Other"


def test_a_value_too_large_for_the_wire_is_an_error(student_of):
    student = student_of("import numpy as np\ndef f():\n    return np.zeros(17 * 2 ** 20)")
    assert "too large to send" in failure(student.f).message


@pytest.mark.parametrize(
    ("definition", "args", "kwargs", "changed"),
    [
        ("def f(x, y):\n    x += 1\n    y = y + 1", [np.ones(2), np.ones(2)], {}, ["x"]),
        ("def f(x, y):\n    y += 1", [np.zeros(2)], {"y": np.zeros(2)}, ["y"]),
        ("def f(x, *more):\n    more[1][0] = 1", [np.zeros(2), np.zeros(2), np.zeros(2)], {}, [""]),
        ("def f(**given):\n    given['a'] += 1", [], {"a": np.zeros(2)}, ["a"]),
        ("def f(x, y):\n    y[1] += 1", [np.zeros(2), [np.zeros(0), np.zeros(3)]], {}, ["y"]),
        ("def f(x):\n    x[0] = float('nan')", [np.full(2, np.nan)], {}, []),
        ("def f(x):\n    x += 0", [np.zeros(2)], {}, []),
        ("def f(x):\n    x = x + 1", [np.zeros(2)], {}, []),
        ("def f(x):\n    x += 1\n    x -= 1", [np.zeros(2)], {}, []),
        (
            "class F:\n    __signature__ = 3\n    def __call__(self, x):\n        x += 1\nf = F()",
            [np.zeros(2)],
            {},
            [""],
        ),
    ],
)
def test_arguments_changed_in_place_are_found_by_name(
    student_of, definition, args, kwargs, changed
):
    student = student_of(definition)
    student.f(*args, **kwargs)
    assert student.changed == [(name, "f") for name in changed]


@pytest.mark.parametrize(
    ("body", "changed"),
    [
        ("x.add_(1)", True),
        ("x.data = x.data + 1", True),
        ("x.data.mul_(2)", True),
        ("x.numpy()[0] = 5", True),
        ("x.t_()", False),
        ("y = x.clone().add_(1)", False),
        ("x.requires_grad_()", False),
        ("x.data = x.data.bfloat16()", False),
    ],
)
def test_tensors_changed_in_place_are_found(student_of, warm_torch, body, changed):
    student = student_of(f"import torch\ndef f(x):\n    {body}\n", process=warm_torch)
    student.f(torch.ones(3))
    assert student.changed == ([("x", "f")] if changed else [])


def test_what_the_process_says_of_changes_does_not_count(student_of):
    text = """
        import mmap, sys
        import numpy as np
        from grader.worker import serve
        serve._write_back = lambda *_: None
        def f(x):
            x += 1
            np.array_equal = lambda *_: True
        """
    student = student_of(text)
    student.f(np.ones(2))
    assert student.changed == [("x", "f")]


def test_changes_are_found_where_python_makes_no_nameless_memory(student_of, monkeypatch):
    monkeypatch.delattr(os, "memfd_create", raising=False)
    student = student_of("def f(x, y):\n    x += y\n    return x.sum()")
    assert student.f(np.ones(2), np.ones(2)) == 4
    assert student.changed == [("x", "f")]


def test_the_reference_answers_only_during_a_call(student_of):
    text = """
        import os, socket, stat
        from grader import wire
        def ask():
            numbers = map(int, os.listdir("/proc/self/fd"))
            open_ones = [n for n in numbers if os.path.exists(f"/proc/self/fd/{n}")]
            (number,) = [n for n in open_ones if stat.S_ISSOCK(os.fstat(n).st_mode)]
            line = socket.socket(fileno=os.dup(number))
            line.sendall(wire.to_frame(wire.Ask("g", [1], {}, []), []))
            return len(line.recv(1 << 10))
        answered = ask()
        def f():
            return answered
        """
    student = student_of(text, reference={"g": lambda x: x})
    student.restart(["g"])
    assert "invalid answer" in failure(student.f).message


@pytest.mark.forks
def test_memory_that_was_cut_off_harms_nobody(student_of):
    text = """
        import os
        def f(x):
            for name in os.listdir("/proc/self/fd"):
                try:
                    os.ftruncate(int(name), 0)
                except OSError:
                    pass
            return 1
        """
    student = student_of(text)
    assert student.f(np.ones(100_000)) == 1
    assert student.f(np.ones(3)) == 1


def test_the_checks_own_arrays_stay_as_they_are(student_of):
    array = np.ones(2)
    student_of("def f(x):\n    x += 1").f(array)
    assert array.tolist() == [1, 1]


def test_a_failed_import_costs_only_what_uses_it(student_of):
    student = student_of(
        "import nowhere_to_be_found as no\ndef f():\n    return no.x\ndef g():\n    return 7"
    )
    assert student.g() == 7
    error = failure(student.f)
    assert "ModuleNotFoundError: No module named 'nowhere_to_be_found'" in error.message
    assert "line 1" in error.message


def test_a_definition_that_fails_is_named_with_its_line(student_of):
    error = failure(student_of("x = 1 / 0\n@x\ndef f(): pass").f)
    assert "a statement that it needs raises ZeroDivisionError" in error.message
    assert "line 1" in error.message


def test_a_submission_may_import_a_module_of_its_own(student_of):
    student = student_of(
        "from mine import double\ndef f():\n    return double(4)",
        beside={"mine.py": b"def double(x):\n    return 2 * x"},
    )
    assert student.f() == 8


def test_what_a_function_gives_does_not_depend_on_what_was_called_before(student_of):
    text = "lr = 1\nA = lr\nlr = 2\ndef f():\n    return A\ndef g():\n    return lr"
    one, other = student_of(text), student_of(text)
    assert (one.f(), one.g()) == (1, 2)
    assert (other.g(), other.f()) == (2, 1)


def test_a_function_that_comes_from_a_star_import_is_found(student_of):
    student = student_of("from mine import *", beside={"mine.py": b"def f():\n    return 7"})
    assert student.f() == 7
    assert failure(student.g).reason is Reason.MISSING


def test_each_student_starts_with_a_fresh_state(student_of):
    text = "calls = []\ndef f():\n    calls.append(1)\n    return len(calls)"
    student = student_of(text)
    assert [student.f(), student.f(), student_of(text).f()] == [1, 2, 1]


def test_the_process_sees_few_variables_and_no_arguments(student_of):
    student = student_of("import os, sys\ndef f():\n    return sorted(os.environ), sys.argv")
    names, arguments = student.f()
    assert not {"PYTHONPATH", "SHELL", "GRADE_SOLUTIONS"} & set(names)
    assert arguments == ["homework.py"]


def test_a_checkout_with_its_solutions_is_not_on_the_import_path(student_of):
    student = student_of("def f():\n    import solutions")
    assert failure(student.f).type_name == "ModuleNotFoundError"


@pytest.mark.skipif(
    not Path("/proc/thread-self/children").exists(), reason="the kernel lists no children"
)
@pytest.mark.parametrize("leave", ["pass", "os.setsid()", "os.setsid(); os.fork() and os._exit(0)"])
@pytest.mark.forks
def test_nothing_is_left_after_a_process_that_forked(student_of, leave):
    student = student_of(
        f"""
        import os, time
        def f():
            reader, writer = os.pipe()
            for _ in range(5):
                if os.fork() == 0:
                    {leave}
                    os.write(writer, b"%d " % os.getpid())
                    time.sleep(30)
                    os._exit(0)
            text = b""
            while text.count(b" ") < 5:
                text += os.read(reader, 1000)
            return [int(pid) for pid in text.split()]
        """
    )
    pids = student.f()
    assert all(Path(f"/proc/{pid}").exists() for pid in pids)
    student.close()
    assert [pid for pid in pids if Path(f"/proc/{pid}").exists()] == []


def test_stand_ins_answer_for_other_functions(student_of):
    student = student_of(
        "def f(x):\n    return -1\ndef g(x):\n    return f(x) + 1",
        reference={"f": lambda x: 10 * x},
    )
    assert student.g(2) == 0
    student.restart(["f"])
    assert student.g(2) == 21


def test_a_stand_in_that_cannot_answer_is_the_callers_error(student_of):
    student = student_of("def g(x):\n    return f('a')", reference={"f": lambda x: x / 2})
    student.restart(["f"])
    assert "arguments that it cannot take" in failure(lambda: student.g(1)).message


def test_rounds_come_one_by_one_and_stop_early(student_of):
    student = student_of("state = []\ndef f(x):\n    state.append(x)\n    return len(state)")
    seen = []
    for result in student.f.rounds(1000, 1):
        seen.append(result.value)
        if len(seen) == 3:
            break
    assert seen == [1, 2, 3]
    assert student.f(1) == 1  # a fresh process


def test_a_function_that_redirects_a_descriptor_does_not_hold_the_examiner(student_of):
    student = student_of("import os\ndef f():\n    os.closerange(3, 64)\n    return 7")
    assert failure(student.f).reason is Reason.KILLED


class TestModels:
    TEXT = """
        import torch
        from torch import nn
        def f():
            return nn.Sequential(nn.Linear(3, 2), nn.ReLU())
        def g(model, x):
            with torch.no_grad():
                for p in model.parameters():
                    p += 1
            return [float(p.sum()) for p in model.parameters()]
        """

    def test_a_model_stays_there_and_its_weights_come_back(self, student_of, warm_torch):
        model = student_of(self.TEXT, process=warm_torch).f()
        assert isinstance(model, RemoteModel)
        assert model.type_name == "Sequential"
        assert {name: tuple(w.shape) for name, w in model.weights().items()} == {
            "0.weight": (2, 3),
            "0.bias": (2,),
        }
        assert model.modules() == [("", "Sequential"), ("0", "Linear"), ("1", "ReLU")]

    def test_a_model_can_be_called(self, student_of, warm_torch):
        import torch

        model = student_of(self.TEXT, process=warm_torch).f()
        x = torch.randn(4, 3)
        weights = model.weights()
        want = (x @ weights["0.weight"].T + weights["0.bias"]).clamp(min=0)
        assert torch.allclose(model(x), want)

    def test_a_plain_model_is_made_of_given_weights_and_trained_there(self, student_of, warm_torch):
        student = student_of(self.TEXT, process=warm_torch)
        model = student.sequential(
            ("Linear", np.zeros((2, 3), "f4"), np.zeros(2, "f4")),
            ("ReLU",),
            ("Linear", np.zeros((1, 2), "f4")),
        )
        assert student.g(model, np.ones(1)) == [6, 2, 2]
        rounds = list(student.g.rounds(2, model, np.ones(1)))
        assert [float(r.weights["0.bias"][0]) for r in rounds] == [2, 3]

    def test_a_model_of_another_process_is_an_error_not_a_crash(self, student_of, warm_torch):
        student = student_of(self.TEXT, process=warm_torch)
        model = student.f()
        student.close()
        assert failure(lambda: student.g(model, np.ones(1))).reason is Reason.ERROR

    def test_a_models_own_word_on_its_parameters_does_not_count(self, student_of, warm_torch):
        student = student_of(
            """
            from torch import nn
            class Odd(nn.Linear):
                def named_parameters(self, *args, **kwargs):
                    return [("x", "not a tensor")]
            def f():
                return Odd(1, 1)
            """,
            process=warm_torch,
        )
        assert list(student.f().weights()) == ["weight", "bias"]


def test_a_gpu_that_cannot_be_used_is_not_the_students_fault(student_of, monkeypatch):
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "77")
    with Warm(["numpy", "torch"], "cuda:0") as warm:
        student = student_of("def f(x):\n    return x\n", process=warm, device="cuda:0")
        with pytest.raises(DeviceError, match="cuda:0 cannot be used"):
            student.f(1)
        assert not student.printed


FAKE_GPU = """
import torch

shares = []
torch.cuda.set_per_process_memory_fraction = lambda share, device: shares.append((share, device))
torch.cuda.mem_get_info = lambda device: (1 << 30, 1 << 30)
torch.cuda.manual_seed_all = lambda seed: None
zeros = torch.zeros
torch.zeros = lambda *size, device: zeros(*size)
"""


@pytest.mark.forks
def test_a_submission_has_its_share_of_the_gpus_memory_before_it_runs(
    student_of, monkeypatch, tmp_path
):
    (tmp_path / "fakegpu.py").write_text(FAKE_GPU)
    monkeypatch.syspath_prepend(tmp_path)
    with Warm(["numpy", "torch", "fakegpu"], "cuda:0", gpu_share=0.3) as warm:
        text = "import fakegpu\nSEEN = [*fakegpu.shares]\ndef f():\n    return SEEN\n"
        assert student_of(text, process=warm, device="cuda:0").f() == [(0.3, "cuda:0")]


def test_a_gpu_that_is_full_is_not_the_students_fault(student_of, monkeypatch):
    replies = iter([(100 << 20, None)])  # so many bytes are free
    monkeypatch.setattr(Connection, "_replies", lambda *_: replies)
    student = student_of("def f(x):\n    return x\n", device="cuda:0")
    with pytest.raises(DeviceError, match="cuda:0 cannot be used: only 100 MB of its memory"):
        student.f(1)


@pytest.mark.parametrize(
    "body", ["a @ b", "np.dot(a, b)", "a + b"], ids=["matmul", "dot", "elementwise"]
)
def test_shapes_that_do_not_fit_are_told_with_their_names(student_of, body):
    student = student_of(f"import numpy as np\ndef f(a, b, c):\n    return {body}")
    message = failure(lambda: student.f(np.ones((2, 3)), np.ones((2, 4)), np.ones(7))).message
    assert message.endswith("; there, a has the shape (2, 3), b has the shape (2, 4)")
