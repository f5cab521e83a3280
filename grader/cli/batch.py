"""``grade batch``: grade a class into a gradebook."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from grader.cli import options
from grader.cli.command import Command
from grader.errors import GradeError, UsageError
from grader.language import _, later, plural, printable, spoken
from grader.results import Tier

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from grader.checks.policy import Policy
    from grader.classroom.batch import Done, Todo
    from grader.classroom.examiner import Begin
    from grader.classroom.executors import Executor
    from grader.classroom.grades import Grade
    from grader.classroom.hand_ins import Intake
    from grader.classroom.people import HandIn, Person

_SHOWN = 20  # lines of a list, at most
_DATE = len("2026-11-30")


def _due(
    _context: click.Context, _parameter: click.Parameter, value: str | None
) -> datetime | str | None:
    """Read a time; one without a time zone is this machine's, and a day lasts until its end."""
    if value is None or value == "none":
        return value
    try:
        time = datetime.fromisoformat(value)
        return (
            time.replace(hour=23, minute=59, second=59) if len(value) == _DATE else time
        ).astimezone()
    except ValueError:
        raise click.BadParameter(
            _(
                "{value!r} is no time such as 2026-11-30T23:59 or 2026-11-30T23:59+08:00",
                value=value,
            )
        ) from None


@click.command(
    cls=Command,
    help=later(
        "Grade a class into a gradebook. DIR is what a platform hands out: a download of Canvas, Moodle, nbgrader or "
        "Gradescope, clones of students' repositories, a folder or a file per student, or a zip of any of these. What "
        "is graded already is left as it is; after a change, only what the change touches is run again."
    ),
    epilog=later(
        "  grade batch submissions.zip -a fizzbuzz                  grade all; again, to go on\n"
        "  grade batch submissions -a fizzbuzz --roster class.csv   say who is who\n"
        "  grade batch submissions -a fizzbuzz --student ada --fresh"
    ),
)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@options.assignment
@options.gradebook
@click.option(
    "--roster", type=click.Path(path_type=Path), help=later("A CSV that says who is who.")
)
@click.option("--student", help=later("Grade this student alone."))
@click.option(
    "--jobs", type=click.IntRange(1, 256), help=later("How many at a time.  [default: cores]")
)
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    help=later("Grade on a Dask cluster, for example tcp://10.0.0.1:8786."),
)
@click.option(
    "--fresh", is_flag=True, help=later("Grade again what is graded already, whatever was kept.")
)
@click.option(
    "--due", metavar="TIME", callback=_due, help=later("When it was due; `none` for any time.")
)
@click.option(
    "--grace",
    metavar="MINUTES",
    type=click.FloatRange(0, 1e6),
    help=later("How much later costs nothing."),
)
@click.option(
    "--late-penalty",
    metavar="PERCENT",
    type=click.FloatRange(0, 100),
    help=later("Cost of each day begun."),
)
@click.option(
    "--late-at-most", metavar="PERCENT", type=click.FloatRange(0, 100), help=later("However late.")
)
@click.option(
    "--own-policy",
    is_flag=True,
    help=later("Forget what earlier runs set: assignment.toml says it."),
)
@click.option("--counts", type=click.Choice(["last", "best"]), help=later("Which attempt counts."))
@options.anonymous
@options.device
@options.isolation
@options.load
@options.solutions
@click.pass_context
def batch(
    context: click.Context,
    folder: Path,
    name: str,
    gradebook: Path,
    roster: Path | None,
    student: str | None,
    jobs: int | None,
    scheduler: str | None,
    fresh: bool,
    due: datetime | str | None,
    grace: float | None,
    late_penalty: float | None,
    late_at_most: float | None,
    own_policy: bool,
    counts: str | None,
    anonymous: bool,
    device: str,
    isolation: str | None,
    load: str,
    solutions: Path | None,
) -> None:
    """Grade."""
    from grader import course as courses
    from grader.checks import assignment as assignments
    from grader.classroom import batch as batches
    from grader.classroom.examiner import Begin
    from grader.classroom.gradebook import Gradebook
    from grader.classroom.hand_ins import understand
    from grader.classroom.roster import Roster
    from grader.course import bundle
    from grader.grading import devices, fingerprint
    from grader.sandbox import probe

    course = courses.find([options.here(), folder.resolve()], solutions)
    assignment = assignments.load(course.folder(name), course.solutions)
    begin = Begin(
        course=bundle.pack(assignment),
        language=spoken(),
        tier="" if scheduler else probe.choose_for_class(isolation).value,
        isolation=isolation,
        device=devices.choose(device, assignment),
        whole=load == "full",
    )
    manifest = assignment.manifest
    changed = _changed_policy(due, grace, late_penalty, late_at_most, counts)
    people = Roster.read(roster) if roster else None
    with understand(folder, name, people) as found, Gradebook(gradebook, create=True) as book:
        policy = book.set_policy(name, manifest.title, manifest.policy, changed, forget=own_policy)
        _say_what_was_understood(found, policy, anonymous=anonymous)
        hand_ins = [
            one
            for one in found.hand_ins
            if student is None or student in dataclasses.astuple(one.person)
        ]
        if not hand_ins:
            hint = _("a key, a name, or an id of one who handed in something")
            raise UsageError(_("nobody there is called {student}", student=student), hint=hint)
        basis = fingerprint.Premises(assignment, begin.device).basis(whole=begin.whole)
        with _executor(begin, jobs, scheduler) as executor:
            book.enrol(found.absent)
            run = book.start_run(name, options.user(), str(folder))
            entered = list(
                batches.enter(
                    book, run, name, batches.attempts(hand_ins, policy), basis, fresh=fresh
                )
            )
            todo = [one for one in entered if one]
            if anonymous:
                todo.sort(key=lambda one: one.anonymous)  # the order of the class list would tell
            _say_what_is_to_be_done(todo, len(entered))
            faults = _grade(
                batches.grade(book, run, todo, executor, fresh=fresh),
                len(todo),
                anonymous=anonymous,
            )
        book.finish_run(run)
        _show_statistics(book.grades(name), anonymous=anonymous)
        _say(_("the gradebook: {file}", file=gradebook))
    context.exit(GradeError.exit_code if faults else 0)


def _changed_policy(
    due: datetime | str | None,
    grace: float | None,
    late_penalty: float | None,
    late_at_most: float | None,
    counts: str | None,
) -> dict[str, Any]:
    """Give the fields of the policy that options change."""
    given = {
        "grace_minutes": grace,
        "late_percent_per_day": late_penalty,
        "late_percent_at_most": late_at_most,
        "counts": counts,
    }
    changed: dict[str, Any] = {field: value for field, value in given.items() if value is not None}
    return changed if due is None else changed | {"due": None if due == "none" else due}


@contextlib.contextmanager
def _executor(begin: Begin, jobs: int | None, scheduler: str | None) -> Iterator[Executor]:
    from grader.classroom import executors

    chosen = (
        executors.cluster(begin, scheduler)
        if scheduler
        else executors.local(begin, jobs or _cores())
    )
    with chosen as executor:
        words = _(
            "{examiners} {place}",
            examiners=plural(executor.width(), "examiner"),
            place=executor.words,
        )
        isolation = _("isolation {tier}", tier=begin.tier) if begin.tier else ""
        _say(_(", ").join(filter(None, [words, isolation])))
        if begin.isolation == Tier.E.value:
            _say(_("nothing isolates them: submissions can read the solutions, and each other"))
        yield executor


def _grade(gradings: Iterator[Done], total: int, *, anonymous: bool) -> int:
    """Grade one after the other, show how far it is, and give how many could not be graded.

    Or not in all.
    """
    faults = 0
    with options.class_listener(total) as listener:
        for done in _until_interrupted(gradings, total):
            report = done.graded.report
            faults += report is None or bool(report.broken)
            listener.ends(_line_of(done, anonymous=anonymous), report)
    return faults


def _cores() -> int:
    """Give how many cores there are for us."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _until_interrupted(done: Iterator[Done], total: int) -> Iterator[Done]:
    """Give what is done; where that is interrupted, or something ends it, say what is left."""
    number = 0
    try:
        for number, one in enumerate(done, start=1):  # noqa: B007 - said below
            yield one
    except BaseException as error:
        if isinstance(error, GradeError) and not number:
            raise
        _say(
            _(
                "{number} of {total} are graded, and in the gradebook; the same command goes on with the others",
                number=number,
                total=total,
            )
        )
        raise


# ------------------------------------------------------------------------------------- what is said


def _say(words: str) -> None:
    click.echo(words, err=True)


def _say_what_was_understood(found: Intake, policy: Policy, *, anonymous: bool) -> None:
    students = len({one.person.key for one in found.hand_ins})
    _say(
        _(
            "{layout}: {hand_ins} by {students}",
            layout=found.layout,
            hand_ins=plural(len(found.hand_ins), "hand-in"),
            students=plural(students, "student"),
        )
    )
    unplaced = [_("{name}: {why}", name=one.name, why=one.why) for one in found.unplaced]
    absent = [_name(person) for person in found.absent]
    for heading, lines in (
        (_("notes"), list(found.notes)),
        (_("not placed, and not graded"), unplaced),
        (_("on the roster, and handed in nothing"), absent),
    ):
        if anonymous and lines:
            _say(f"{heading} ({len(lines)})")
        else:
            options.say_list(heading, lines, _SHOWN)
    _say(_policy_words(policy, found.hand_ins))


def _policy_words(policy: Policy, hand_ins: Sequence[HandIn]) -> str:
    counts = {"last": _("the last attempt counts"), "best": _("the best attempt counts")}[
        policy.counts
    ]
    if policy.due is None:
        return _("no due date; {counts}", counts=counts)
    late = sum(policy.days_late(one.at, late=one.late) > 0 for one in hand_ins)
    return _(
        "due {due}, {grace:g} minutes of grace, {percent:g} % a day, at most {most:g} %: {late} late; {counts}",
        due=policy.due.astimezone().isoformat(" ", "minutes"),
        grace=policy.grace_minutes,
        percent=policy.late_percent_per_day,
        most=policy.late_percent_at_most,
        late=late,
        counts=counts,
    )


def _say_what_is_to_be_done(todo: Sequence[Todo], total: int) -> None:
    _say(
        _(
            "{todo} to grade, {others} up to date",
            todo=plural(len(todo), "hand-in"),
            others=total - len(todo),
        )
    )
    damaged = sum(one.damaged for one in todo)
    if damaged:
        _say(_("damaged in the gradebook, and graded again: {number}", number=damaged))


def _line_of(done: Done, *, anonymous: bool) -> str:
    """Say what came of a submission, in one line."""
    report = done.graded.report
    who = done.todo.anonymous if anonymous else _name(done.todo.handed_in.person)
    if report is None:
        return _("{who}: BROKEN: {why}", who=who, why=printable(done.graded.fault, 200))
    line = _(
        "{who}: {score:g}/{points:g}, {ran} of {checks} run in {seconds:.1f} s",
        who=who,
        score=report.score,
        points=report.max_score,
        ran=sum(not check.recalled for check in report.checks),
        checks=plural(len(report.checks), "check"),
        seconds=done.graded.wall_s,
    )
    if report.broken:
        names = ", ".join(check.name for check in report.broken)
        return _("{line}; BROKEN: {names}", line=line, names=names)
    messages = {check.message for check in report.checks}
    if not report.score and len(messages) == 1:  # one reason for all: most likely it cannot be read
        return _("{line}; {why}", line=line, why=printable(messages.pop(), 120))
    return line


def _name(person: Person) -> str:
    shown = printable(person.name or person.key, 60).replace("\n", " ")
    return (
        shown
        if not person.name or person.name == person.key
        else f"{shown} ({printable(person.key, 60)})"
    )


def _show_statistics(grades: Sequence[Grade], *, anonymous: bool) -> None:
    from grader.classroom.grades import anonymised
    from grader.classroom.pages import to_summary
    from grader.classroom.statistics import statistics_of

    shown = [anonymised(grade) for grade in grades] if anonymous else grades
    color = options.lively(sys.stdout)
    click.echo(
        to_summary(statistics_of(shown), width=options.width(color=color), color=color),
        nl=False,
        color=True,
    )
