"""``grade submit``: check a homework, show what is sent, ask, and hand it in as the course wants.

How that is stands in ``course.toml``::

    [hand_in]
    kind = "zip"           # a zip, or "git-tag": a tag submit/…, as Classroom 50 collects it
    folder = "."           # where the zip goes, from the course's folder
    en = "Upload the zip to Canvas, under Assignments."
    zh = "把 zip 上传到 Canvas 的“作业”里。"
"""

from __future__ import annotations

import hashlib
import io
import subprocess
import zipfile
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli import options
from grader.cli.command import Command
from grader.cli.files import write_bytes
from grader.errors import UsageError
from grader.language import _, later, one_line, plural
from grader.submission.files.kinds import GIVEN_OUT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from grader.checks.assignment import Assignment
    from grader.course import Course, HandIn
    from grader.results import Report
    from grader.submission.files import Contents

_DATE = (1980, 1, 1, 0, 0, 0)  # the same files give the same bytes, and so the same receipt


@click.command(
    cls=Command,
    help=later("Check a homework, show what is sent, ask, and hand it in as the course says."),
    epilog=later(
        "  grade submit                        the homework in this folder\n"
        "  grade submit -a fizzbuzz --yes      without asking"
    ),
)
@click.argument("path", type=click.Path(readable=False, path_type=Path), default=".")
@options.inferred_assignment
@click.option("--yes", is_flag=True, help=later("Do not ask."))
@options.device
@options.isolation
@click.pass_context
def submit(
    context: click.Context,
    path: Path,
    name: str | None,
    yes: bool,
    device: str,
    isolation: str | None,
) -> None:
    """Hand in."""
    from grader import course as courses
    from grader.checks import assignment as assignments
    from grader.submission import files

    course, path = courses.with_submission(options.here(), path, None)
    hand_in = _required(course)
    name = name or courses.guess(course, path.resolve())
    assignment = assignments.load(course.folder(name), course.solutions)
    place = courses.place_of(course, name, path)
    contents = files.pick(place, name, functions=assignment.manifest.functions)
    if contents.problem:
        raise UsageError(contents.problem)

    click.echo(_points_of(_graded(assignment, place, device, isolation)))
    if hand_in.kind == "git-tag":
        done = _hand_in_by_git(assignment, contents, yes=yes)
    else:
        done = _hand_in_as_zip(assignment, contents, course.root / hand_in.folder, yes=yes)
    if done and hand_in.how:
        click.echo(hand_in.how)
    context.exit(0 if done else 1)


def _required(course: Course) -> HandIn:
    hand_in = course.settings.hand_in
    if hand_in is None or not hand_in.kind:
        hint = _("hand in homework.py or homework.ipynb where your instructor collects it")
        if hand_in and hand_in.how:
            hint = hand_in.how
        elif course.solutions:
            hint = _("[hand_in] in course.toml says how; docs/classes.md shows it")
        raise UsageError(_("this course does not collect homework by `grade submit`"), hint=hint)
    return hand_in


def _graded(assignment: Assignment, place: Path, device: str, isolation: str | None) -> Report:
    from grader.grading.grader import Grader
    from grader.sandbox import probe

    tier = probe.choose(isolation)
    with options.listener() as listener, Grader(tier, device, listener) as grader:
        listener.starts(assignment.name)
        return grader.grade_file(assignment, place).for_student()


def _points_of(report: Report) -> str:
    from grader.report.feedback import listed, points_line, to_do
    from grader.report.marks import word
    from grader.results import Outcome

    lines = [_("{name}: {why}", name=report.assignment, why=points_line(report)), *to_do(report)]
    lines += [
        f"  {word(check.outcome)}  {one_line(check.title)}"
        for check in listed(report)
        if check.outcome is not Outcome.PASSED
    ]
    if report.problem:
        lines.append(report.problem)
    return "\n".join(lines)


def _agrees(question: str, *, yes: bool) -> bool:
    if yes or click.confirm(question, default=False):
        return True
    click.echo(_("nothing was handed in"))
    return False


def _receipt(digest: str) -> None:
    """Print a receipt: the hash of what is handed in, and when."""
    at = datetime.now(timezone.utc).astimezone().isoformat(timespec="seconds")
    click.echo(_("receipt: sha256 {digest}, {at}", digest=digest, at=at))


# --------------------------------------------------------------------------------------- as a zip


def _hand_in_as_zip(assignment: Assignment, contents: Contents, folder: Path, *, yes: bool) -> bool:
    sent = _files_of(contents)
    data = _zipped(sent)
    file = folder / f"{assignment.name}.zip"
    click.echo(_("{file} will hold:", file=file))
    for name, content in sent.items():
        size = plural(len(content), "byte")
        click.echo(f"  {one_line(name, 100)}  ({size})")
    if not folder.is_dir():
        raise UsageError(
            _("{path} is not a folder", path=folder),
            hint=_("make this folder: the course wants the zip there"),
        )
    if file.exists():
        click.echo(_("It replaces the one that is there."))
    if not _agrees(_("Write it?"), yes=yes):
        return False
    write_bytes(file, data, "[hand_in]")
    _receipt(hashlib.sha256(data).hexdigest())
    click.echo(_("{file} is ready, and not handed in yet.", file=file))
    return True


def _files_of(contents: Contents) -> dict[str, bytes]:
    """Return the files to send: the homework, and what of the student's own lies beside it."""
    own = {
        name: data
        for name, data in sorted(contents.beside.items())
        if name not in GIVEN_OUT and not name.startswith("test_")
    }
    return {Path(contents.name).name: contents.data, **own}


def _zipped(sent: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in sent.items():
            archive.writestr(zipfile.ZipInfo(name, _DATE), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


# ------------------------------------------------------------------------------------ as a git tag


def _hand_in_by_git(assignment: Assignment, contents: Contents, *, yes: bool) -> bool:
    file = Path(contents.file)
    folder = file.resolve().parent
    changed = _git(folder, "status", "--porcelain", "--", str(file.resolve())).strip()
    if changed:
        raise UsageError(
            _("{file} is not committed as it is", file=file),
            hint=_("commit it first: a tag hands in what is committed"),
        )

    commit = _git(folder, "rev-parse", "HEAD").strip()
    remotes = _git(folder, "remote").split()
    tag = f"submit/{assignment.name}/{datetime.now(timezone.utc):%Y%m%dT%H%M%SZ}"
    click.echo(_("the tag {tag} will name the commit {commit}", tag=tag, commit=commit[:12]))
    if remotes:
        click.echo(_("and be pushed to {remote}", remote=remotes[0]))
    else:
        click.echo(_("and stay here: this repository has no remote to push it to"))
    if not _agrees(_("Hand this in?"), yes=yes):
        return False
    _git(folder, "tag", tag, commit)
    if remotes:
        _git(folder, "push", remotes[0], f"refs/tags/{tag}")
    click.echo(_("handed in: {what}", what=f"{tag} ({commit[:12]})"))
    _receipt(hashlib.sha256(contents.data).hexdigest())
    return True


def _git(folder: Path, *arguments: str) -> str:
    """Run git, and return what it prints.

    Raises:
        UsageError: it is not installed, or fails.
    """
    command: Sequence[str] = ["git", *arguments]
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603 - no shell
    except FileNotFoundError:
        raise UsageError(
            _("git is not installed"), hint=_("this course collects commits that git has tagged")
        ) from None
    if done.returncode:
        said = one_line(done.stderr.strip(), 300)
        raise UsageError(_("git {what} failed: {error}", what=arguments[0], error=said))
    return done.stdout
