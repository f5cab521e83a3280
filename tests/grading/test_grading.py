"""The main flow on a tiny course.

Whose fault a failure is, what it costs, and that nothing hidden gets out.
"""

import textwrap
from types import SimpleNamespace

import pytest

from grader.checks.connection import Connection
from grader.errors import AuthorError, DeviceError, UsageError
from grader.report.json import to_json
from grader.results import Outcome, Reason

RIGHT = "def double(x):\n    return 2 * x\ndef total(xs):\n    return sum(2 * x for x in xs)\n"


@pytest.fixture
def hidden(course, grade):
    """Grade a submission with these hidden checks."""

    def run(checks, text=RIGHT):
        (course / "solutions/tiny/test_hidden.py").write_text(
            textwrap.dedent(checks), encoding="utf-8"
        )
        report = grade(text)
        return [check for check in report.checks if check.hidden], report

    return run


def test_a_right_submission_gets_everything(grade):
    report = grade(RIGHT)
    assert (report.score, report.max_score, report.ungraded) == (100, 100, 0)
    assert [check.outcome for check in report.checks] == [Outcome.PASSED] * 2
    assert [check.hidden for check in report.checks] == [False, True]
    assert report.checks[0].title == "double doubles"


def test_an_empty_submission_gets_nothing(grade):
    report = grade("")
    assert report.score == 0
    assert {check.reason for check in report.checks} == {Reason.MISSING}


def test_a_mistake_elsewhere_costs_nothing(grade):
    report = grade(
        "def double(x):\n    return 3 * x\ndef total(xs):\n    return sum(double(x) for x in xs)\n"
    )
    assert [check.score for check in report.checks] == [0, 60]
    assert "correct; the points were lost in" in report.checks[1].message


def test_a_mistake_of_its_own_is_not_excused_by_stand_ins(grade):
    report = grade(
        "def double(x):\n    return 3 * x\ndef total(xs):\n    return sum(double(x) for x in xs) + 1\n"
    )
    assert report.score == 0


def test_without_solutions_the_public_checks_run_and_the_rest_is_ungraded(grade):
    report = grade(RIGHT, solutions=False)
    assert (report.score, report.max_score, report.ungraded) == (40, 40, 60)


def test_one_check_alone(grade):
    report = grade(RIGHT, only=["test_double"])
    assert [check.name for check in report.checks] == ["test_double"]
    assert report.max_score == 40


def test_an_unknown_check_is_bad_usage(grade):
    with pytest.raises(UsageError, match="no check and no function is called test_nothing"):
        grade(RIGHT, only=["test_nothing"])


def test_what_cannot_be_parsed_is_a_report_with_the_line(grade):
    report = grade("x = 1\ndef double(x)\n    return 2 * x\n")
    assert report.score == 0
    assert "line 2" in report.checks[0].message
    assert {check.reason for check in report.checks} == {Reason.ERROR}


def test_output_is_shown_and_of_a_hidden_check_only_to_instructors(grade):
    report = grade("def double(x):\n    print('got', x)\ndef total(xs):\n    print('got', xs)\n")
    assert [check.output for check in report.checks] == ["got 3\n", "got [1, 2, 3]\n"]
    assert [check.output for check in report.for_student().checks] == ["got 3\n", ""]


def test_a_crash_and_a_timeout_cost_only_their_check(grade):
    report = grade(
        "def double(x):\n    while True: pass\ndef total(xs):\n    return sum(2 * x for x in xs)\n"
    )
    assert [(check.score, check.reason) for check in report.checks] == [
        (0, Reason.TIMEOUT),
        (60, None),
    ]


@pytest.mark.parametrize(
    "body",
    [
        "raise ValueError(xs)",
        "raise type(str(xs).replace(', ', '_'), (Exception,), {})",
        "print(xs); return xs",
        "return str(xs)",
        "exit(str(xs))",
    ],
)
def test_a_hidden_checks_inputs_do_not_get_out(grade, body):
    report = grade(f"def double(x):\n    return 2 * x\ndef total(xs):\n    {body}\n")
    check = report.for_student().checks[1]
    assert check.outcome is Outcome.FAILED
    assert check.message in (
        "a value is wrong, or has the wrong shape or type",
        "it raises an error, or ends its process",
    )
    for secret in ("1, 2, 3", "1_2_3"):
        assert secret not in to_json(report.for_student())


def test_a_plain_assert_shows_its_values_to_instructors(hidden):
    (check,), _ = hidden(
        """
        import pytest
        @pytest.mark.points(60)
        def test_total(student):
            '''total'''
            assert student.total([1]) == 12345
        """
    )
    assert (check.outcome, check.reason, check.message) == (
        Outcome.FAILED,
        Reason.WRONG,
        "assert 2 == 12345",
    )


def test_an_asserts_own_words_are_shown(hidden):
    (check,), _ = hidden(
        """
        import pytest
        @pytest.mark.points(60)
        def test_total(student):
            '''total'''
            assert student.total([1]) == 12345, "total is not what it should be"
        """
    )
    assert check.message == "total is not what it should be"


@pytest.mark.parametrize(
    "where",
    ["check", "reference", "fixture", "assert within the reference", "collection of a fixture"],
)
def test_an_error_of_ours_is_broken_and_nobodys_loss(course, hidden, where):
    if where in ("reference", "assert within the reference"):
        raising = "1 / 0" if where == "reference" else "assert False, 'no'"
        (course / "solutions/tiny/solution.py").write_text(
            f"def total(xs):\n    {raising}\n", encoding="utf-8"
        )
    (check,), report = hidden(
        f"""
        import pytest
        @pytest.fixture
        def data():
            return {"1 / 0" if where == "fixture" else "[1]"}
        @pytest.mark.points(60)
        def test_total(student, reference, data{", nothing" if where == "collection of a fixture" else ""}):
            '''total'''
            got = student.total(data)
            {"None + 1" if where == "check" else "pass"}
            assert got == reference.total(data)
        """
    )
    assert (check.outcome, check.score, check.reason) == (Outcome.BROKEN, 0, None)
    assert (report.score, report.max_score) == (40, 40)


def test_a_broken_reference_file_breaks_only_the_checks_that_use_it(course, hidden):
    (course / "solutions/tiny/solution.py").write_text("import nowhere\n", encoding="utf-8")
    checks, report = hidden(
        """
        import pytest
        @pytest.mark.points(30)
        def test_uses(student, reference):
            '''uses it'''
        @pytest.mark.points(30)
        def test_uses_not(student):
            '''uses it not'''
            assert student.double(1) == 2
        """
    )
    assert [check.outcome for check in checks] == [Outcome.BROKEN, Outcome.PASSED]
    assert report.max_score == 70


def test_parametrized_cases_share_the_points(hidden):
    (check,), _ = hidden(
        """
        import pytest
        @pytest.mark.points(60)
        @pytest.mark.parametrize("x", [1, 2, 3, 4])
        def test_double_again(student, expect, x):
            '''double, for more numbers'''
            expect.number(student.double(x), result=2 * x)
        """,
        "def double(x):\n    return 2 * x if x < 4 else 0\n",
    )
    assert (check.score, check.outcome) == (45, Outcome.PARTIAL)


def test_checks_worth_a_third_each_are_all_of_the_points_together(hidden):
    check = "@pytest.mark.points(100 / 3)\ndef test_{0}(student):\n    '''{0}'''\n"
    checks, report = hidden("import pytest\n" + "".join(map(check.format, "abc")))
    assert sum(check.score for check in checks) == sum(check.max_score for check in checks)
    assert report.score == report.max_score == 140


def test_a_check_that_depends_on_a_failed_one_is_not_run(hidden):
    checks, _ = hidden(
        """
        import pytest
        @pytest.mark.points(30)
        def test_first(student):
            '''the first'''
            assert student.total([1]) == 3
        @pytest.mark.points(30)
        @pytest.mark.depends_on("test_first")
        def test_second(student):
            '''the second'''
            assert student.double(1) == 2
        """
    )
    assert [check.score for check in checks] == [0, 0]
    assert checks[1].message == 'not run, because "the first" got no points'


def test_limits_of_a_mark_replace_the_assignments(hidden):
    (check,), _ = hidden(
        """
        import pytest
        @pytest.mark.points(60)
        @pytest.mark.limits(cpu_s=0.3, wall_s=3, memory_mb=200)
        def test_slow(student):
            '''slow'''
            student.double(1)
        """,
        "def double(x):\n    while True: pass\n",
    )
    assert check.reason is Reason.TIMEOUT
    assert "after 0.3 s of CPU" in check.message


def test_arguments_changed_in_place_cost_a_quarter(hidden):
    (check,), _ = hidden(
        """
        import numpy as np, pytest
        @pytest.mark.points(60)
        def test_double_again(student, expect):
            '''double, for arrays'''
            expect.arrays(student.double(np.ones(2)), result=2 * np.ones(2))
        """,
        "def double(x):\n    x *= 2\n    return x\n",
    )
    assert (check.score, check.outcome, check.reason) == (45, Outcome.PARTIAL, Reason.WRONG)
    assert "x of double" in check.message


@pytest.mark.parametrize(
    ("checks", "words"),
    [
        ("def test_x(student):\n    '''title'''\n", "needs a mark `points`"),
        (
            "import pytest\n@pytest.mark.points(1)\ndef test_x(student):\n    pass\n",
            "a docstring, its title",
        ),
        (
            "import pytest\n@pytest.mark.points(1)\ndef test_double(student):\n    '''other'''\n",
            "two checks are called test_double",
        ),
        (
            "import pytest\n@pytest.mark.points(1)\n@pytest.mark.limits(cpu=1)\ndef test_x(student):\n    '''x'''\n",
            "cpu",
        ),
        ("import pytest\n@pytest.mark.pionts(1)\ndef test_x(student):\n    '''x'''\n", "pionts"),
        ("def test_x(:\n", "cannot be read"),
        ("import nowhere\n", "nowhere"),
    ],
)
def test_a_wrong_file_of_checks_is_the_authors_error(hidden, checks, words):
    with pytest.raises(AuthorError, match=words):
        hidden(checks)


def test_a_conftest_or_pytest_ini_beside_the_submission_is_not_read(grade, tmp_path, monkeypatch):
    (tmp_path / "conftest.py").write_text("raise SystemExit(0)\n")
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = --collect-only\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTEST_ADDOPTS", "--collect-only")
    assert grade(RIGHT).score == 100


@pytest.mark.parametrize("folder", [".", "assignments", "assignments/tiny", "solutions/tiny"])
def test_a_conftest_of_the_course_is_not_read(grade, course, folder):
    (course / folder / "conftest.py").write_text("raise SystemExit(0)\n")
    assert grade(RIGHT).score == 100


@pytest.mark.forks  # a text's hash is the same in each fork
def test_graded_twice_the_report_is_the_same(grade):
    text = (
        "import random\ndef double(x):\n    return 3 * x\n"
        "def total(xs):\n    raise ValueError(hash('xs'), random.random())\n"
    )
    assert grade(text) == grade(text)


def test_checks_print_nothing(hidden, capfd):
    hidden(
        """
        import pytest
        @pytest.mark.points(60)
        def test_double_again(student):
            '''double'''
            print("secret")
            assert student.double(1) == 2
        """
    )
    assert capfd.readouterr().out == ""


def test_an_interrupt_ends_the_grading(hidden):
    with pytest.raises(KeyboardInterrupt):
        hidden(
            """
            import pytest
            @pytest.mark.points(60)
            def test_double_again(student):
                '''double'''
                raise KeyboardInterrupt
            """
        )


@pytest.mark.parametrize(
    "value", ["None", "[]", "'a'", "{1: 2}", "np.ones(3)", "np.ones((2, 2))", "object()", "(1, 2)"]
)
def test_a_check_that_stumbles_over_an_odd_value_is_the_students_loss(hidden, value):
    (check,), report = hidden(
        """
        import pytest
        @pytest.mark.points(60)
        def test_double_again(student):
            '''double, carelessly checked'''
            assert len(str(student.double(2) - 4)) == 1 and float(student.double(2)) == 4
        """,
        f"import numpy as np\ndef double(x):\n    return {value}\n",
    )
    assert (check.outcome, check.score, report.max_score) == (Outcome.FAILED, 0, 100)


@pytest.fixture
def gpu(monkeypatch):
    """Processes that compute on the CPU say that they have a GPU.

    Fails from the process on that ``lost_at`` counts.
    """
    gpu = SimpleNamespace(starts=0, lost_at=None)

    def start(self):
        gpu.starts += 1
        if gpu.lost_at and gpu.starts >= gpu.lost_at:
            self.kill()
            raise DeviceError("cuda:0 cannot be used: it is lost")

    monkeypatch.setattr(Connection, "_start_gpu", start)
    return gpu


@pytest.mark.usefixtures("gpu")
def test_on_a_gpu_the_reference_is_compared_with_the_tolerance_of_a_gpu(course, grade):
    (course / "solutions/tiny/test_hidden.py").write_text(
        textwrap.dedent(
            """
            import numpy as np
            import pytest
            @pytest.mark.points(60)
            def test_twice(student, expect):
                '''double, of an array'''
                got = student.double(np.ones(3, np.float32))
                expect.arrays(got.astype(np.float32), result=np.full(3, 2 * (1 + 2e-4), np.float32))
            """
        )
    )
    check = grade("def double(x):\n    return [2, 2, 2]\n", device="cuda:0").checks[1]
    assert check.outcome is Outcome.FAILED
    assert check.message == "double returned a value of the wrong kind"


CUDA_ERROR = """
def double(x):
    raise RuntimeError("CUDA error: unspecified launch failure")
def total(xs):
    return sum(2 * x for x in xs)
"""


def test_a_cuda_error_is_the_submissions_where_the_gpu_still_works(grade, gpu):
    double, total = grade(CUDA_ERROR, device="cuda:0").checks
    assert (double.outcome, double.reason) == (Outcome.FAILED, Reason.ERROR)
    assert "unspecified launch failure" in double.message
    assert total.outcome is Outcome.PASSED
    assert gpu.starts == 3  # once more for the first check


def test_a_cuda_error_is_nobodys_where_the_gpu_is_lost(grade, gpu):
    gpu.lost_at = 2
    with pytest.raises(DeviceError, match="it is lost"):
        grade(CUDA_ERROR, device="cuda:0")


def test_a_cuda_error_that_does_not_come_again_costs_nothing(course, grade, gpu, tmp_path):
    once = tmp_path / "once"
    text = f"""
import os
def double(x):
    if not os.path.exists({str(once)!r}):
        open({str(once)!r}, "w").close()
        raise RuntimeError("CUDA error: uncorrectable ECC error encountered")
    return 2 * x
def total(xs):
    return sum(2 * x for x in xs)
"""
    assert grade(text, device="cuda:0").score == 100


def test_the_examiner_answers_no_question_that_would_hold_it(course, hidden):
    (course / "solutions/tiny/solution.py").write_text(
        "def double(x):\n    return [0] * x\ndef total(xs):\n    return 1\n"
    )
    (check,), _ = hidden(
        """
        import pytest
        @pytest.mark.points(60)
        @pytest.mark.composes("double")
        def test_total(student):
            '''total'''
            assert student.total([1]) == 1
        """,
        "def double(x):\n    return None\ndef total(xs):\n    return len(double(10 ** 10) or [])\n",
    )
    assert check.outcome is Outcome.FAILED


def test_questions_without_end_use_up_the_checks_own_time(course, hidden):
    (check,), _ = hidden(
        """
        import pytest
        @pytest.mark.points(60)
        @pytest.mark.limits(cpu_s=0.5, wall_s=3)
        @pytest.mark.composes("double")
        def test_total(student):
            '''total'''
            assert student.total([1]) == 1
        """,
        "def double(x):\n    return None\ndef total(xs):\n    while double(1): pass\n",
    )
    assert check.outcome is Outcome.FAILED


IS_SOCKET = """
import os, stat
def is_socket(fd):
    try:
        return stat.S_ISSOCK(os.fstat(fd).st_mode)
    except OSError:
        return False
"""


@pytest.mark.parametrize(
    "body",
    [
        "return type(f'y{xs[0]}z{xs[1]}', (), {})()",
        "import numpy as np; return np.zeros((xs[0] + 100, xs[1] + 200))",
        "return [0] * (xs[0] + 100)",
        "import os; os._exit(xs[0] + 100)",
        "import os; os.writev(next(fd for fd in range(3, 99) if is_socket(fd)), [bytes([xs[0] + 100] * 8)])",
    ],
)
def test_what_a_student_chooses_carries_nothing_of_a_hidden_check_out(grade, body):
    report = grade(f"{IS_SOCKET}def double(x):\n    return 2 * x\ndef total(xs):\n    {body}\n")
    assert report.checks[1].outcome is Outcome.FAILED
    for secret in ("y1z2", "101", "202"):
        assert secret not in to_json(report.for_student())


@pytest.mark.forks
def test_a_submission_that_kills_the_warm_process_loses_that_check_only(grade):
    report = grade(
        "import os\ndef double(x):\n    os.kill(os.getppid(), 9)\n    import time; time.sleep(9)\n"
        "def total(xs):\n    return sum(2 * x for x in xs)\n"
    )
    assert [(check.outcome, check.reason) for check in report.checks] == [
        (Outcome.FAILED, Reason.KILLED),
        (Outcome.PASSED, None),
    ]


@pytest.mark.parametrize(
    "checks",
    [
        "@pytest.mark.points(60)\nasync def test_x(student):\n    '''x'''\n",
        "def inner():\n    yield 1\n@pytest.mark.points(60)\ndef test_x(student):\n    '''x'''\n    return inner()\n",
        "@pytest.fixture(scope='module')\ndef data(student):\n    return 1\n"
        "@pytest.mark.points(60)\ndef test_x(student, data):\n    '''x'''\n",
        "@pytest.fixture\ndef data():\n    yield 1\n    1 / 0\n"
        "@pytest.mark.points(60)\ndef test_x(student, data):\n    '''x'''\n",
        "@pytest.mark.points(60)\n@pytest.mark.parametrize('n', [1, 2])\n"
        "def test_x(student, n):\n    '''x'''\n    if n == 1: raise SystemExit\n",
        "@pytest.mark.points(60)\ndef test_x(student):\n    '''x'''\n    student.sequential(('Relu',))\n",
        "@pytest.mark.points(60)\ndef test_x(student):\n    '''x'''\n    student.tripple(1)\n",
        "@pytest.mark.points(60)\ndef test_x(student):\n    '''x'''\n    pytest.skip('not today')\n",
    ],
)
def test_a_check_that_checks_nothing_is_broken_never_passed(hidden, checks):
    (check,), _ = hidden("import pytest\n" + checks)
    assert check.outcome is Outcome.BROKEN


@pytest.mark.parametrize(
    "marks",
    [
        "points()",
        "points('ten')",
        "points(-5)",
        "points(1, 2)",
        "points(n=5)",
        "points(5)\n@pytest.mark.limits(5)",
        "points(5)\n@pytest.mark.limits(cpu_s=0)",
        "points(5)\n@pytest.mark.limits(cpu_s='x')",
        "points(5)\n@pytest.mark.limits(cpu_s='3')",
        "points(5)\n@pytest.mark.limits(cpu_s=float('inf'))",
        "points(5)\n@pytest.mark.limits(cpu_s=1e300)",
        "points(5)\n@pytest.mark.limits(memory_mb=float('inf'))",
        "points(5)\n@pytest.mark.limits(memory_mb=float('nan'))",
        "points(5)\n@pytest.mark.depends_on(['test_double'])",
        "points(5)\n@pytest.mark.depends_on(check='test_double')",
        "points(5)\n@pytest.mark.composes(['double'])",
    ],
)
def test_marks_with_odd_arguments_are_the_authors_error(hidden, marks):
    with pytest.raises(AuthorError):
        hidden(f"import pytest\n@pytest.mark.{marks}\ndef test_x(student):\n    '''x'''\n")


@pytest.mark.parametrize(
    ("mark", "message"),
    [
        ("depends_on('test_y')", "test_x depends on test_y, which is no check before it"),
        ("depends_on('test_x')", "test_x depends on test_x, which is no check before it"),
        ("depends_on('test_nowhere')", "test_x depends on test_nowhere, which is no check"),
        ("composes('tripple')", "test_x composes tripple, which is no graded function"),
    ],
)
def test_a_mark_that_names_what_is_not_there_is_the_authors_error(hidden, mark, message):
    checks = (
        f"import pytest\n@pytest.mark.points(30)\n@pytest.mark.{mark}\n"
        "@pytest.mark.parametrize('n', [1, 2])\ndef test_x(student, n):\n    '''x'''\n"
        "@pytest.mark.points(30)\ndef test_y(student):\n    '''y'''\n"
    )
    with pytest.raises(AuthorError, match=message):
        hidden(checks)


def test_a_check_may_depend_on_a_public_one(hidden):
    (check,), _ = hidden(
        "import pytest\n@pytest.mark.points(60)\n@pytest.mark.depends_on('test_double')\n"
        "def test_x(student):\n    '''x'''\n"
    )
    assert check.outcome is Outcome.PASSED


def test_a_hidden_file_without_checks_is_the_authors_error(hidden):
    with pytest.raises(AuthorError, match=r"test_hidden\.py holds no checks"):
        hidden("import pytest\n")


@pytest.mark.parametrize("number", [9, 11, pytest.param(33, marks=pytest.mark.forks), 40])
def test_a_process_ended_by_any_signal_is_the_students_loss_and_the_number_is_not_shown(
    grade, number
):
    report = grade(
        f"import os\ndef double(x):\n    return 2 * x\ndef total(xs):\n    os.kill(os.getpid(), {number})\n"
    )
    assert (report.checks[1].outcome, report.checks[1].reason) == (Outcome.FAILED, Reason.KILLED)
    message = report.checks[1].message.partition("; it was at")[0]  # then comes the code
    assert str(number) not in message


def test_a_stub_below_what_is_written_is_a_note(grade):
    text = "def double(x):\n    return 2 * x\n\ndef double(x):\n    raise NotImplementedError\n"
    (note,) = grade(text).notes
    assert note.startswith("double is defined in line 1 and again in line 4, where it is still to")


def test_a_library_that_is_missing_and_not_needed_costs_nothing_and_is_said_once(grade):
    report = grade(f"import json\nimport no_such_library.plots as plots\n{RIGHT}")
    assert report.score == 100
    assert report.notes == (
        "no_such_library is not installed here (line 2); that costs nothing, "
        "because no graded function needs it",
    )


def test_a_library_that_is_needed_or_tried_or_for_elsewhere_is_no_note(grade):
    text = (
        "import sys\nimport missing_one\n"
        "try:\n    import missing_two\nexcept ImportError:\n    pass\n"
        "if 'google.colab' in sys.modules:\n    import missing_three\n"
    )
    report = grade(text + RIGHT.replace("2 * x\n", "missing_one.twice(x)\n"))
    assert report.notes == ()
    assert "No module named 'missing_one'" in report.checks[0].message
