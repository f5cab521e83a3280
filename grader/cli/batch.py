"""``grade batch``: grade a class into a gradebook."""

from __future__ import annotations

import contextlib
import sys
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from grader.cli import options
from grader.cli.command import Command
from grader.errors import GradeError
from grader.language import _, later, one_line, plural, printable
from grader.results import Tier

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from grader.checks.policy import Policy
    from grader.classroom.batch import Done, Event, Options, Planned, Ready
    from grader.classroom.grades import Grade
    from grader.classroom.hand_ins import Intake
    from grader.classroom.people import HandIn, Person

_SHOWN = 20  # lines of a list, at most


def _due(
    _context: click.Context, _parameter: click.Parameter, value: str | None
) -> datetime | str | None:
    """Read a time, which may have no time zone; a day lasts until its end."""
    if value is None or value == "none":
        return value

    try:
        day = date.fromisoformat(value)
    except ValueError:
        pass
    else:
        return datetime.combine(day, time(23, 59, 59))

    try:
        return datetime.fromisoformat(value)
    except ValueError:
        raise click.BadParameter(
            _(
                "{value!r} is not a time such as 2026-11-30T23:59 or 2026-11-30T23:59+08:00",
                value=value,
            )
        ) from None


@click.command(
    cls=Command,
    help=later(
        "Grade a class into a gradebook. DIR is what you downloaded from Canvas, Moodle, "
        "Gradescope, Blackboard, Brightspace, Sakai or nbgrader, a folder of clones of students' "
        "repositories, a folder with one folder or file per student, or an archive (.zip, "
        ".tar.gz, .7z) of any of these. Submissions that are already graded are "
        "skipped. After a change, only the checks that it affects run again."
    ),
    epilog=later(
        "  grade batch submissions.zip -a fizzbuzz                  grade all; again, to continue\n"
        "  grade batch submissions -a fizzbuzz --roster class.csv   say who is who\n"
        "  grade batch submissions -a fizzbuzz --student ada --fresh"
    ),
)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@options.assignment
@options.gradebook
@click.option(
    "--roster", type=click.Path(path_type=Path), help=later("A table that says who is who.")
)
@click.option(
    "--groups",
    type=click.Path(path_type=Path),
    help=later("A table group,member: what a group hands in counts for each member."),
)
@click.option("--student", help=later("Grade only this student."))
@click.option(
    "--jobs",
    type=click.IntRange(1, 256),
    help=later("How many submissions to grade at a time.  [default: number of cores]"),
)
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    help=later("Grade on a Dask cluster, for example tcp://10.0.0.1:8786."),
)
@click.option(
    "--fresh", is_flag=True, help=later("Grade everything again; ignore earlier results.")
)
@click.option(
    "--due", metavar="TIME", callback=_due, help=later("The due date; `none` for no due date.")
)
@click.option(
    "--grace",
    metavar="MINUTES",
    type=click.FloatRange(0, 1e6),
    help=later("How long after the due date nothing is deducted."),
)
@click.option(
    "--late-penalty",
    metavar="PERCENT",
    type=click.FloatRange(0, 100),
    help=later("What to deduct for each day late; a part of a day counts as a day."),
)
@click.option(
    "--late-at-most",
    metavar="PERCENT",
    type=click.FloatRange(0, 100),
    help=later("The largest deduction for lateness."),
)
@click.option(
    "--own-policy",
    is_flag=True,
    help=later("Use the policy of assignment.toml; forget what earlier runs changed."),
)
@click.option("--counts", type=click.Choice(["last", "best"]), help=later("Which attempt counts."))
@options.anonymous
@options.device
@options.isolation_of_class
@options.load
@options.solutions
@click.pass_context
def batch(
    context: click.Context,
    folder: Path,
    name: str,
    gradebook: Path,
    roster: Path | None,
    groups: Path | None,
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
    from grader.checks.policy import zone_of
    from grader.classroom import batch as batches
    from grader.classroom.intake.moments import local

    course = courses.find([options.here(), folder.resolve()], solutions)
    zone = zone_of(course.settings.time_zone)
    if isinstance(due, datetime) and due.tzinfo is None:
        due = local(due, zone)
    request = batches.Options(
        folder=folder,
        assignment=assignments.load(course.folder(name), course.solutions),
        gradebook=gradebook,
        by=options.user(),
        roster=roster,
        groups=groups,
        student=student,
        jobs=jobs,
        scheduler=scheduler,
        isolation=isolation,
        device=device,
        whole=load == "full",
        fresh=fresh,
        anonymous=anonymous,
        policy=_changed_policy(due, grace, late_penalty, late_at_most, counts),
        own_policy=own_policy,
        time_zone=course.settings.time_zone,
    )

    # Closed whatever happens here, so that no examiner outlives the command.
    with contextlib.closing(batches.run(request)) as events:
        broken = _show(events, request)
    _print(_("the gradebook: {file}", file=gradebook))
    context.exit(GradeError.exit_code if broken else 0)


def _changed_policy(
    due: datetime | str | None,
    grace: float | None,
    late_penalty: float | None,
    late_at_most: float | None,
    counts: str | None,
) -> dict[str, Any]:
    """Return the fields of the policy that options change."""
    fields = {
        "grace_minutes": grace,
        "late_percent_per_day": late_penalty,
        "late_percent_at_most": late_at_most,
        "counts": counts,
    }
    changed: dict[str, Any] = {name: value for name, value in fields.items() if value is not None}
    if due is not None:
        changed["due"] = None if due == "none" else due
    return changed


# ---------------------------------------------------------------------------------- what is printed


def _show(events: Iterator[Event], request: Options) -> int:
    """Show what happens, and return how many submissions could not be graded, or only in part."""
    from grader.classroom.batch import Done, Finished, Planned, Ready, Understood

    anonymous = request.anonymous
    listener: Any = None
    graded = 0
    planned = None
    broken = 0
    with contextlib.ExitStack() as progress:
        try:
            for event in events:
                match event:
                    case Understood():
                        _print_intake(event.intake, anonymous=anonymous)
                        _print(_policy_line(event.policy, event.intake.hand_ins))
                    case Ready():
                        _print_ready(event, isolation=request.isolation)
                    case Planned():
                        _print_plan(event, anonymous=anonymous)
                        planned = event
                        listener = progress.enter_context(options.class_listener(len(event.todo)))
                    case Done():
                        graded += 1
                        listener.ends(_result_line(event, anonymous=anonymous), event.graded.report)
                    case Finished():
                        progress.close()
                        _print_statistics(event.grades, anonymous=anonymous)
                        _print_review(event.grades, anonymous=anonymous)
                        broken = event.broken
        except BaseException as error:
            # An error before the first grading says enough.
            if planned and (graded or not isinstance(error, GradeError)):
                _print_how_far(planned, request.gradebook)
            raise
    return broken


def _print_how_far(planned: Planned, file: Path) -> None:
    from grader.classroom.gradebook import Gradebook

    with Gradebook(file) as gradebook:
        graded = gradebook.graded_in(planned.run)
    total = sum(len(entry.numbers) for entry in planned.todo)
    if graded >= total:
        return
    _print(
        _(
            "{number} of {total} are graded, and in the gradebook; run the same command again "
            "to grade the rest",
            number=graded,
            total=total,
        )
    )


def _print(line: str) -> None:
    click.echo(printable(line), err=True)


def _print_intake(intake: Intake, *, anonymous: bool) -> None:
    students = {hand_in.person.key for hand_in in intake.hand_ins}
    _print(
        _(
            "{layout}: {hand_ins} by {students}",
            layout=intake.layout,
            hand_ins=plural(len(intake.hand_ins), "hand-in"),
            students=plural(len(students), "student"),
        )
    )

    unplaced = [_("{name}: {why}", name=item.name, why=item.why) for item in intake.unplaced]
    absent = [_name(person) for person in intake.absent]
    for heading, lines in (
        (_("notes"), list(intake.notes)),
        (_("not placed, and not graded"), unplaced),
        (_("on the roster, and handed in nothing"), absent),
    ):
        _print_list(heading, lines, anonymous=anonymous)


def _print_list(heading: str, lines: list[str], *, anonymous: bool) -> None:
    if anonymous and lines:
        _print(f"{heading} ({len(lines)})")
    else:
        options.print_list(heading, lines, _SHOWN)


def _policy_line(policy: Policy, hand_ins: Sequence[HandIn]) -> str:
    from grader.checks.policy import zone_of

    counts = _("the best attempt counts")
    if policy.counts == "last":
        counts = _("the last attempt counts")
    if policy.due is None:
        return _("no due date; {counts}", counts=counts)

    late = sum(policy.days_late(hand_in.at, late=hand_in.late) > 0 for hand_in in hand_ins)
    return _(
        "due {due}, {grace:g} minutes of grace, {percent:g} % a day, at most {most:g} %: {late} "
        "late; {counts}",
        due=policy.due.astimezone(zone_of(policy.time_zone)).isoformat(" ", "minutes"),
        grace=policy.grace_minutes,
        percent=policy.late_percent_per_day,
        most=policy.late_percent_at_most,
        late=late,
        counts=counts,
    )


def _print_ready(ready: Ready, *, isolation: str | None) -> None:
    examiners = _(
        "{examiners} {place}",
        examiners=plural(ready.examiners, "examiner"),
        place=ready.place,
    )
    if ready.tier:
        tier = _("isolation {tier}", tier=ready.tier)
        _print(_(", ").join([examiners, tier]))
    else:
        _print(examiners)

    if isolation == Tier.E.value:
        _print(_("no isolation: submissions can read the solutions, and each other"))


def _print_plan(planned: Planned, *, anonymous: bool) -> None:
    notes = [
        _("{name}: {why}", name=_name(person), why=note) for person, note in planned.passed_over
    ]
    _print_list(_("about files"), notes, anonymous=anonymous)
    _print(
        _(
            "{todo} to grade, {others} up to date",
            todo=plural(sum(len(entry.numbers) for entry in planned.todo), "hand-in"),
            others=planned.up_to_date,
        )
    )
    damaged = sum(entry.damaged for entry in planned.todo)
    if damaged:
        _print(_("damaged in the gradebook, and graded again: {number}", number=damaged))


def _result_line(done: Done, *, anonymous: bool) -> str:
    """Return the result of a submission in one line."""
    report = done.graded.report
    people = [_name(person) for person in done.todo.people]
    who = _(", ").join(done.todo.anonymous if anonymous else people)
    if report is None:
        return _("{who}: BROKEN: {why}", who=who, why=one_line(done.graded.fault, 200))

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
        checks = _(", ").join(check.name for check in report.broken)
        return _("{line}; BROKEN: {names}", line=line, names=checks)

    messages = {check.message for check in report.checks}
    if not report.score and len(messages) == 1:
        # One reason for all checks: most likely it cannot be read.
        return _("{line}; {why}", line=line, why=one_line(messages.pop(), 120))
    return line


def _name(person: Person) -> str:
    name = one_line(person.name or person.key, 60)
    if not person.name or person.name == person.key:
        return name
    return f"{name} ({one_line(person.key, 60)})"


def _print_statistics(grades: Sequence[Grade], *, anonymous: bool) -> None:
    from grader.classroom.grades import anonymised
    from grader.classroom.pages import to_summary
    from grader.classroom.statistics import statistics_of

    shown = [anonymised(grade) for grade in grades] if anonymous else grades
    color = options.lively(sys.stdout)
    summary = to_summary(statistics_of(shown), width=options.width(color=color), color=color)
    click.echo(summary, nl=False, color=True)


def _print_review(grades: Sequence[Grade], *, anonymous: bool) -> None:
    """Print which submissions to look at: of each the first remark."""
    from grader.classroom.grades import anonymised
    from grader.report.feedback import review_line

    shown = list(grades)
    if anonymous:
        # Sorted, because the order of the class list would show who is who.
        shown = sorted(map(anonymised, grades), key=lambda grade: grade.person.key)

    lines = []
    for grade in shown:
        review = grade.report.review if grade.report else ()
        if review:
            line = _("{name}: {why}", name=_name(grade.person), why=review_line(review[0]))
            more = plural(len(review) - 1, "more remark")
            lines.append(_("{line} (and {more})", line=line, more=more) if review[1:] else line)
    options.print_list(_("to look at, which proves nothing"), lines, _SHOWN)
