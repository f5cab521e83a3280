"""A whole class: grade what was handed in, into a gradebook.

::

    intake ─▶ submissions ─▶ up to date? ─▶ skip
                        └──▶ the others, with their earlier results ─▶ executor ─▶ gradebook

:func:`run` is the whole story. It yields an event at each step, prints nothing and asks nothing.
"""

from __future__ import annotations

import contextlib
import dataclasses
import time
from collections import deque
from collections.abc import Generator, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import msgspec

from grader import __version__
from grader.checks.assignment import Assignment
from grader.checks.policy import Policy, zone_of
from grader.classroom import executors, groups
from grader.classroom.examiner import Begin, Graded, Order
from grader.classroom.executors import Executor
from grader.classroom.gradebook import Gradebook, changed
from grader.classroom.grades import Grade
from grader.classroom.hand_ins import Intake, Known, understand
from grader.classroom.names import folded
from grader.classroom.people import Directory, HandIn, Person, require_name
from grader.classroom.roster import Roster
from grader.course import bundle
from grader.errors import GradeError, SandboxError, UsageError
from grader.grading import devices, fingerprint
from grader.grading.fingerprint import SharedFingerprint
from grader.language import _, spoken
from grader.sandbox import probe
from grader.submission import files
from grader.submission.files import Contents

# -------------------------------------------------------------------------------------- the request


@dataclass(frozen=True)
class Options:
    """What to grade, and how.

    Attributes:
        folder: a folder or a zip with what the class handed in.
        gradebook: the file; it is created if it does not exist.
        by: the user who runs it.
        roster: a table that says who is who.
        groups: a table that says who is in which group.
        student: grade only this one: a key, a name or an id.
        jobs: the number of examiners on this machine; None for one per core.
        scheduler: the address of a Dask scheduler; None for this machine.
        isolation: the required tier; None for the strongest.
        device: as on the command line.
        whole: run whole files, not only what the graded functions need.
        fresh: ignore earlier results.
        anonymous: grade in an order that does not follow the class list.
        policy: the fields of the policy to change; the gradebook remembers them.
        own_policy: forget the fields that earlier runs changed.
        time_zone: the course's; "" for this machine's.
    """

    folder: Path
    assignment: Assignment
    gradebook: Path
    by: str
    roster: Path | None = None
    groups: Path | None = None
    student: str | None = None
    jobs: int | None = None
    scheduler: str | None = None
    isolation: str | None = None
    device: str = "auto"
    whole: bool = False
    fresh: bool = False
    anonymous: bool = False
    policy: Mapping[str, Any] = field(default_factory=dict)
    own_policy: bool = False
    time_zone: str = ""


@dataclass(frozen=True)
class Todo:
    """A submission to grade: of one student, or of those of a group.

    Attributes:
        numbers: its numbers in the gradebook, one for each student.
        anonymous: the students' ids that do not identify them.
        damaged: whether it was graded, but its entry in the gradebook is damaged.
    """

    numbers: tuple[int, ...]
    anonymous: tuple[str, ...]
    people: tuple[Person, ...]
    picked: Contents
    damaged: bool


# --------------------------------------------------------------------------------------- the events


@dataclass(frozen=True)
class Understood:
    """It is known who handed in what, and which policy applies."""

    intake: Intake
    policy: Policy


@dataclass(frozen=True)
class Ready:
    """The examiners are ready.

    Attributes:
        examiners: how many submissions they grade at a time.
        place: where they run, for people.
        tier: their isolation tier; "" on a cluster, where each worker finds its own.
    """

    examiners: int
    place: str
    tier: str


@dataclass(frozen=True)
class Planned:
    """All submissions are in the gradebook, and it is known which ones need grading.

    Attributes:
        run: its number in the gradebook.
        passed_over: of which students which files are not graded, and why.
    """

    run: int
    todo: tuple[Todo, ...]
    up_to_date: int
    passed_over: tuple[tuple[Person, str], ...] = ()


@dataclass(frozen=True)
class Done:
    """A submission was graded, and the result is in the gradebook."""

    todo: Todo
    graded: Graded

    @property
    def broken(self) -> bool:
        """Whether it, or a part of it, could not be graded."""
        report = self.graded.report
        return report is None or bool(report.broken)


@dataclass(frozen=True)
class Finished:
    """The run is complete.

    Attributes:
        grades: of the whole class, as they are now.
        broken: the number of submissions that could not be graded, or only in part.
    """

    grades: Sequence[Grade]
    broken: int


Event = Understood | Ready | Planned | Done | Finished

# ---------------------------------------------------------------------------------------- the story


def run(options: Options) -> Generator[Event, None, None]:
    """Grade a class, and yield an event at each step.

    Closing the iterator ends the run: the examiners stop, and what was graded is in the gradebook.

    Raises:
        GradeError: nothing can be graded, or the run cannot continue.
    """
    known = _known(options)
    with understand(options.folder, options.assignment.name, known) as intake:
        hand_ins = _of_student(intake.hand_ins, options.student)
        # After what is read in a moment: this starts processes, and may look for a GPU.
        begin = _begin(options)

        yield from _run(options, begin, known.directory, intake, hand_ins)


def _known(options: Options) -> Known:
    """Return what the gradebook, the roster and the table of groups say of the class."""
    directory = Directory()
    if options.gradebook.is_file():
        with Gradebook(options.gradebook) as gradebook:
            directory = gradebook.directory()
    zone = zone_of(options.time_zone)
    known = Known(directory, zone=zone)
    if options.roster:
        known = Known.by_roster(Roster.read(options.roster, zone), directory, zone)
    if options.groups:
        known = replace(known, groups=groups.read(options.groups, directory, known.groups))
    return known


def _run(
    options: Options,
    begin: Begin,
    directory: Directory,
    intake: Intake,
    hand_ins: Sequence[HandIn],
) -> Iterator[Event]:
    """Grade these hand-ins, and yield an event at each step.

    Nothing is written before the examiners are ready; then all that the run begins with, at once.
    """
    assignment = options.assignment
    own = assignment.manifest.policy
    if not own.time_zone:
        own = msgspec.structs.replace(own, time_zone=options.time_zone)
    policy = _policy(options, own)
    yield Understood(intake, policy)

    device = devices.choose(options.device, assignment)
    of_assignment = fingerprint.AssignmentFingerprint(assignment, device)
    basis = of_assignment.shared(whole=begin.whole)

    with _executor(options, begin) as executor:
        yield Ready(executor.width(), executor.place, begin.tier)
        chosen = attempts(hand_ins, policy)
        picked = _picked(chosen, assignment)

        with Gradebook(options.gradebook, create=True) as gradebook:
            with gradebook.transaction():
                gradebook.set_policy(
                    assignment.name,
                    assignment.title,
                    own,
                    options.policy,
                    forget=options.own_policy,
                )
                gradebook.enrol(directory)
                number = gradebook.start_run(assignment.name, options.by, str(options.folder))
                todo = enter(gradebook, number, assignment.name, picked, basis, fresh=options.fresh)
            yield _planned(options, number, todo, picked)

            broken = 0
            for done in grade(gradebook, number, todo, executor, fresh=options.fresh):
                broken += done.broken
                yield done

            gradebook.finish_run(number)
            yield Finished(gradebook.grades(assignment.name), broken)


def _policy(options: Options, own: Policy) -> Policy:
    """Return the policy that the run will set."""
    if not options.gradebook.is_file():
        return changed(own, options.policy)
    with Gradebook(options.gradebook) as gradebook:
        return gradebook.changed_policy(
            options.assignment.name, own, options.policy, forget=options.own_policy
        )


def _planned(
    options: Options,
    run: int,
    todo: list[Todo],
    picked: Sequence[tuple[int, HandIn, Contents]],
) -> Planned:
    if options.anonymous:
        # The order of the class list would show who is who.
        todo.sort(key=lambda entry: entry.anonymous)
    passed_over = tuple(
        (hand_in.person, note) for _place, hand_in, contents in picked for note in contents.notes
    )
    up_to_date = len(picked) - sum(len(entry.numbers) for entry in todo)
    return Planned(run, tuple(todo), up_to_date, passed_over)


def _begin(options: Options) -> Begin:
    """Return what the examiners need to know before their first order."""
    course = bundle.pack(options.assignment)
    # On a cluster, each worker probes its own machine.
    tier = "" if options.scheduler else probe.choose_for_class(options.isolation).value
    # A device that is not here ends the run now.
    device = devices.choose(options.device, options.assignment)
    return Begin(
        course=course,
        language=spoken(),
        tier=tier,
        isolation=options.isolation,
        # An examiner here tries the GPU, and with "auto" does without one.
        device=device if options.scheduler else options.device,
        whole=options.whole,
    )


def _executor(options: Options, begin: Begin) -> contextlib.AbstractContextManager[Executor]:
    if options.scheduler:
        return executors.cluster(begin, options.scheduler)
    return executors.local(begin, options.jobs or executors.cores())


def _of_student(hand_ins: Sequence[HandIn], student: str | None) -> Sequence[HandIn]:
    """Return the hand-ins of one student, or all where no student is named.

    Raises:
        UsageError: the student handed in nothing, or the name is empty.
    """
    if student is None:
        return hand_ins

    require_name(student)
    wanted = folded(student)
    selected = [
        hand_in
        for hand_in in hand_ins
        if wanted in {folded(known) for known in dataclasses.astuple(hand_in.person)}
    ]
    if not selected:
        raise UsageError(
            _("no student matches {student}", student=student),
            hint=_("use the key, the name or an id of a student who handed in something"),
        )
    return selected


# ---------------------------------------------------------------------------------------- its steps


def attempts(hand_ins: Sequence[HandIn], policy: Policy) -> list[tuple[int, HandIn]]:
    """Return what to grade, each with its place among the student's attempts.

    These are the last attempts, or all of them where the best one counts.

    Args:
        hand_ins: of each student from the first to the last.
    """
    places: dict[str, int] = {}
    numbered = []
    for hand_in in hand_ins:
        key = hand_in.person.key
        places[key] = places.get(key, -1) + 1
        numbered.append((places[key], hand_in))

    if policy.counts == "best":
        return numbered
    return [(place, hand_in) for place, hand_in in numbered if place == places[hand_in.person.key]]


def _picked(
    chosen: Sequence[tuple[int, HandIn]], assignment: Assignment
) -> list[tuple[int, HandIn, Contents]]:
    """Return the hand-ins with what of them is graded; that of a group is read once."""
    contents: dict[Path, Contents] = {}
    for _place, hand_in in chosen:
        if hand_in.path not in contents:
            contents[hand_in.path] = files.pick(
                hand_in.path, assignment.name, hand_in.upload, assignment.manifest.functions
            )
    return [(place, hand_in, contents[hand_in.path]) for place, hand_in in chosen]


def enter(
    gradebook: Gradebook,
    run: int,
    assignment: str,
    picked: Sequence[tuple[int, HandIn, Contents]],
    basis: SharedFingerprint,
    *,
    fresh: bool,
) -> list[Todo]:
    """Enter what was handed in, and return what needs grading: of a group once.

    Args:
        picked: each with its place among the student's attempts, and what of it is graded.
        basis: what it would be graded by.
        fresh: whether to ignore earlier results.
    """
    todo: dict[Path, Todo] = {}
    for place, hand_in, contents in picked:
        number, anonymous = gradebook.hand_in(run, assignment, hand_in, contents, place)

        grading = gradebook.grading(number)
        report = grading.report if grading and grading.basis == basis else None
        up_to_date = report is not None and not report.broken
        if up_to_date and not fresh:
            continue

        entry = Todo(
            (number,), (anonymous,), (hand_in.person,), contents, bool(grading and grading.damaged)
        )
        if before := todo.get(hand_in.path):
            entry = replace(
                entry,
                numbers=(*before.numbers, number),
                anonymous=(*before.anonymous, anonymous),
                people=(*before.people, hand_in.person),
                damaged=before.damaged or entry.damaged,
            )
        todo[hand_in.path] = entry
    return list(todo.values())


def grade(
    gradebook: Gradebook, run: int, todo: Sequence[Todo], executor: Executor, *, fresh: bool
) -> Iterator[Done]:
    """Grade submissions, and yield each one when it is in the gradebook.

    Raises:
        GradeError: nothing can be graded at all, or no longer.
    """
    # Those that took long before come first: at the end, no examiner is left alone with one.
    waiting = deque(
        sorted(todo, key=lambda entry: gradebook.seconds(entry.numbers[0]), reverse=True)
    )
    at_work: dict[Future[Graded], Todo] = {}

    while waiting or at_work:
        # Twice as many orders as examiners, so that none of them waits for us. One at least: a
        # cluster that has no workers for a moment has a width of 0.
        while waiting and len(at_work) < 2 * executor.width() + 1:
            entry = waiting.popleft()
            earlier = None if fresh else gradebook.earlier(entry.numbers[0])
            at_work[executor.submit(Order(entry.picked, earlier))] = entry

        for future in wait(at_work, return_when=FIRST_COMPLETED).done:
            entry = at_work.pop(future)
            graded = _result(future)
            with gradebook.transaction():
                for number in entry.numbers:
                    gradebook.record(run, number, graded, __version__)
            yield Done(entry, graded)


def _result(future: Future[Graded]) -> Graded:
    try:
        return future.result()
    except GradeError:
        raise
    except CancelledError:
        # Nobody here cancels: the scheduler is gone.
        raise SandboxError(
            _("the cluster cancelled the submissions that it had to grade"),
            hint=_("when it is back, run the same command again: it continues where it stopped"),
        ) from None
    except Exception as error:  # noqa: BLE001 - whatever happened, e.g. all its workers died
        fault = f"{type(error).__name__}: {error}"
        return Graded(None, started_at=time.time(), fault=fault)
