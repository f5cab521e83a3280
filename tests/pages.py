"""Pages to look at: of a student with every kind of result, of a class.

And of people who mean harm.
"""

from dataclasses import replace

from sample_class import LI, check, grade, report, scored

from grader.classroom.pages import to_class_page, to_front_page, to_student_page
from grader.classroom.pages.class_page import Front
from grader.classroom.people import Person
from grader.classroom.statistics import statistics_of
from grader.report.html import to_html
from grader.results import (
    Deviation,
    Epoch,
    Hint,
    ModelAnswer,
    Outcome,
    Place,
    Reason,
    Remark,
    Shown,
    ToDo,
    Usage,
)

HOSTILE = (
    "<script>document.title='stolen'</script><img src=x onerror=alert(1)>"
    "\x1b[31m\u202egnp.exe\ud800 {{ 7 * 7 }}"
)
MASK = Hint("relu-mask", "the gradient passes through ReLU unchanged", "梯度原样穿过了 ReLU")
EXAMPLE = (
    "backward(x=[[1, 2]])",
    "grad_w2 expected:",
    "   0.5   2",
    "grad_w2 returned:",
    "  >0.25< 2",
)
KINDS = ("number", "fizz", "buzz", "fizzbuzz")


def board():
    """What a network says that takes every multiple of 15 for a fizz."""
    right = [KINDS[(i % 3 == 0) + 2 * (i % 5 == 0)] for i in range(1, 101)]
    said = ["fizz" if word == "fizzbuzz" else word for word in right]
    return tuple(
        ModelAnswer(str(i), a, a == b)
        for i, (a, b) in enumerate(zip(said, right, strict=True), start=1)
    )


def every_kind():
    """A report with a result of every kind, and all that can be shown of one."""
    usage = Usage(0.5, 10, 40, 4 << 30)
    run = Shown(tuple(Epoch(100 * n, 1.2 / n, 50 + 4 * n) for n in range(1, 10)), board())
    errors = Shown(
        deviations=(
            Deviation("grad_w1", True, 1e-6, 1e-14),
            Deviation("grad_w2", False, 1e-6, 0.5),
        ),
        example=EXAMPLE,
    )
    return report(
        check(10, 10, name="test_forward", title="forward works", usage=usage),
        check(
            5,
            10,
            name="test_backward",
            title="both gradients",
            hint=MASK,
            place=Place("a.py", 7),
            shown=errors,
        ),
        check(0, 10, name="test_print", title="prints", output="shape\n(2, 3)\n", hint=None),
        check(
            8,
            20,
            name="test_plays",
            title="plays FizzBuzz",
            shown=run,
            usage=usage,
            message="86 of 100",
        ),
        check(
            0,
            30,
            name="test_hidden",
            title="a hidden one",
            hidden=True,
            reason=Reason.TIMEOUT,
            message="stopped",
        ),
        check(
            0,
            20,
            name="test_odd",
            title="an odd one",
            hidden=True,
            outcome=Outcome.BROKEN,
            message="KeyError",
        ),
        notes=("homework.py was taken",),
        ungraded=0,
    )


def classmates(count=300):
    """Grades of a class: of each kind a few, and one student whose name means harm."""
    made = []
    for number in range(count):
        score = 100 - number % 61
        person = Person(f"s{number:03}", f"Student {number}", f"s{number:03}@uni.edu")
        late = {"days_late": 2, "penalty": 10.0} if number % 9 == 4 else {}
        adjust = [(2.5, "explained it well")] if number % 20 == 7 else []
        made.append(grade(person, score, adjust=adjust, **late))
    absent, faulty = Person("s900", "Absent"), Person("s901", "Faulty")
    hostile = Person("evil", HOSTILE, HOSTILE)
    remark = Remark(HOSTILE, Place(HOSTILE, 3), HOSTILE, "", HOSTILE)
    return [
        *made,
        grade(absent),
        grade(faulty, fault="the machine was gone"),
        grade(hostile, replace(scored(40), review=(remark,))),
        grade(LI, 70),
    ]


def graded():
    """A grade with everything that can make one."""
    return grade(LI, every_kind(), penalty=10, days_late=1, adjust=[(5, "fine")])


def class_page(grades):
    return to_class_page(
        grades,
        "Backprop by hand",
        [f"students/{one.person.key}.html" for one in grades],
        statistics_of(grades),
    )


def hostile_report():
    texts = {
        "title": HOSTILE,
        "message": HOSTILE,
        "output": HOSTILE + "x" * 1_000_000,
        "called": ("f",),
        "hint": Hint(HOSTILE, HOSTILE, ""),
    }
    shown = Shown(
        (Epoch(1, 1.0),),
        (ModelAnswer(HOSTILE, HOSTILE, False),),
        (Deviation(HOSTILE, False, 1e-6, 0.5),),
        (HOSTILE, HOSTILE),
    )
    remark = Remark(HOSTILE, Place(HOSTILE, 3), HOSTILE, "", HOSTILE)
    lost = check(0, **texts, shown=shown, place=Place(HOSTILE, 3))
    stub = check(0, name="test_stub", reason=Reason.UNWRITTEN, called=(HOSTILE,))
    to_do = (ToDo(HOSTILE, Place(HOSTILE, 3), HOSTILE),)
    return replace(report(lost, stub, notes=(HOSTILE,), review=(remark,)), to_do=to_do)


def to_be_written():
    """The report of a stub in which one function is written."""
    stubs = [
        check(0, 20, name=f"test_{name}", title=name, reason=Reason.UNWRITTEN, called=(name,))
        for name in ("forward", "backward", "train")
    ]
    places = [
        ToDo(one.title, Place("homework.py", 9 * number), f"write {one.title}")
        for number, one in enumerate(stubs, start=1)
    ]
    return replace(report(check(40), *stubs), to_do=tuple(places))


def unreadable():
    """The report of a file that Python cannot read."""
    problem = (
        "homework.py cannot be parsed: line 2: SyntaxError: invalid syntax\n    x = )\n        ^"
    )
    return replace(report(check(0, 60), check(0, 40)), problem=problem)


PAGES = {
    "to be written": lambda: to_html([to_be_written()], {}),
    "unreadable": lambda: to_html([unreadable()], {}),
    "student": lambda: to_html([every_kind()], {"tiny": "A network that plays FizzBuzz"}),
    "several": lambda: to_html([every_kind(), report(check(60))], {}),
    "of a class": lambda: to_student_page(
        grade(LI, every_kind(), penalty=10, days_late=1, adjust=[(5, "fine")]), "Tiny"
    ),
    "absent": lambda: to_student_page(grade(LI), "Tiny"),
    "class": lambda: class_page(classmates(30)),
    "empty class": lambda: class_page([grade(LI)]),
    "front": lambda: to_front_page(
        [
            Front("Tiny", "tiny/", statistics_of(classmates(30))),
            Front("New", "new/", statistics_of([])),
        ]
    ),
    "hostile": lambda: to_html([hostile_report()], {}),
}
