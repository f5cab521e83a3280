"""Decide whether an earlier result of a check still holds: it does if its fingerprint is the same.

::

    result ◀── check    its function, with what that uses of its file; the assignment's other files
           ◀── reference
           ◀── settings device, limits, ...
           ◀── grader   this program and its libraries
           ◀── program  what the functions need that the check called: known after it ran

A result that says what went wrong speaks of lines, and of other checks: it holds for the very same
submission alone.
"""

from __future__ import annotations

import ast
import functools
import platform
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib import metadata
from pathlib import Path

import msgspec

from grader.checks.assignment import MISTAKES, TERMS, Assignment, files_in
from grader.grading.verdict import Check
from grader.language import spoken
from grader.results import CheckResult, Fingerprint, Outcome, Report
from grader.submission import Submission
from grader.submission.digest import sha256
from grader.submission.slicing import slice_source
from grader.submission.source import UNPARSABLE, Source, parse

_PACKAGE = Path(__file__).parents[1]
_LIBRARIES = ("msgspec", "nbformat", "numpy", "pytest", "torch")
# What explains results, and changes no score.
_EXPLAINING = ("grading/diagnosis", "grading/review")
# They read, keep and show; no result of a check comes from them.
WITHOUT_INFLUENCE = frozenset({"__main__", "classroom", "cli", "course", "locale", "report"})
_HASHED_ELSEWHERE = frozenset(
    {"assignment.toml", "test_public.py", "test_hidden.py", "solution.py", TERMS}
)
# No check reads these. In a student's repository, the stub has become the submission.
_FOR_STUDENTS = frozenset({"homework.py", "homework.ipynb", "README.md", "README.zh.md"})
# Where one of these is in a file of checks, all of the file may matter to each of them.
_FAR_REACHING = (
    *("autouse", "usefixtures", "getfixturevalue", "indirect"),
    *("pytestmark", "pytest_", "setup_", "teardown_"),
)
_FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True)
class SharedFingerprint:
    """What results depend on that is the same for all submissions, as hashes.

    See :class:`~grader.results.Fingerprint`.
    """

    checks: str
    reference: str
    settings: str
    grader: str
    hints: str


class AssignmentFingerprint:
    """What all results of an assignment depend on, read from its files once for all submissions."""

    def __init__(self, assignment: Assignment, device: str) -> None:
        reference = assignment.reference_file
        self._checks = [file.read_bytes() for file in assignment.check_files]
        self.data = _digest(*_data_files(assignment))
        self.reference = _digest(reference.read_bytes()) if reference else ""
        self.settings = _settings(assignment, device)
        self.hints = _recorded(assignment)
        self.secret = assignment.secret.fingerprint

    def shared(self, *, whole: bool) -> SharedFingerprint:
        """Return it as hashes; the language is not in it, because it changes no score.

        Args:
            whole: whether whole files run, instead of what the graded functions need.
        """
        return SharedFingerprint(
            checks=_digest(*self._checks, self.data, self.secret),
            reference=self.reference,
            settings=_digest(self.settings, whole),
            grader=_grader(),
            hints=self.hints,
        )


class SubmissionFingerprint:
    """Fingerprints of the results of one submission, and the earlier results that still hold.

    Args:
        earlier: an earlier report, of this submission or another one by the same student; None
            where there is none.
    """

    def __init__(
        self,
        assignment: AssignmentFingerprint,
        submission: Submission,
        earlier: Report | None,
    ) -> None:
        source = submission.source
        beside = [part for item in sorted(submission.beside.items()) for part in item]
        self._assignment = assignment
        self._texts: dict[Path, str] = {}  # of the files of checks, each read once
        self._source = source
        self._earlier = {check.name: check for check in (earlier.checks if earlier else ())}
        self._beside = _digest(*beside)
        self._all = _digest(
            source.filename,
            source.text,
            repr((source.cells, source.elsewhere)),
            submission.problem,
            self._beside,
        )
        self._hints = _digest(assignment.hints, spoken())

    def of(self, check: Check, called: Sequence[str]) -> Fingerprint:
        """Return the fingerprint of a check's result, where it called these functions."""
        if check.file not in self._texts:
            self._texts[check.file] = check.file.read_text("utf-8")
        program = _check_program(self._texts[check.file], check.name)
        return Fingerprint(
            check=_digest(program, self._assignment.data),
            reference=self._assignment.reference,
            settings=_digest(self._assignment.settings, repr(check.limits)),
            grader=_grader(),
            program=_digest(
                *(_program(self._source, name) for name in sorted({*called})), self._beside
            ),
            submission=self._all,
            hints=self._hints,
            secret=self._assignment.secret if check.hidden else "",
        )

    def recall(self, checks: Iterable[Check]) -> dict[str, CheckResult]:
        """Return the earlier results that still hold, by the check's name."""
        results = {check.name: self._recall(check) for check in checks}
        return {name: result for name, result in results.items() if result}

    def _recall(self, check: Check) -> CheckResult | None:
        earlier = self._earlier.get(check.name)
        if earlier is None or earlier.inputs is None or earlier.outcome is Outcome.BROKEN:
            return None

        now = self.of(check, earlier.called)
        # What passed has no message: nothing in it speaks of lines or of other checks.
        if earlier.outcome is Outcome.PASSED:
            before = earlier.inputs
            now = replace(now, submission=before.submission, hints=before.hints)
        return earlier if now == earlier.inputs else None


def _settings(assignment: Assignment, device: str) -> str:
    """Return what else an assignment says that a result may depend on."""
    manifest = assignment.manifest
    fields = (
        manifest.functions,
        manifest.preload,
        manifest.imports,
        manifest.autograd,
        manifest.settings,
        manifest.limits,
    )
    return f"{device} {msgspec.json.encode(fields, order='deterministic').decode()}"


def _data_files(assignment: Assignment) -> Iterator[bytes]:
    """Yield the files beside an assignment's checks that these may read."""
    for folder in filter(None, (assignment.folder, assignment.solutions)):
        for file in files_in(folder):
            relative = file.relative_to(folder)
            is_data = str(relative) not in _HASHED_ELSEWHERE | _FOR_STUDENTS
            if is_data and relative.parts[0] != MISTAKES:
                yield str(relative).encode()
                yield file.read_bytes()


def _recorded(assignment: Assignment) -> str:
    """Return what hints are made from, as a hash."""
    files = [*filter(None, [assignment.terms_file]), *assignment.mistake_files]
    recorded = [part for file in files for part in (file.name, file.read_bytes())]
    return _digest(*_program_of_hints(), *recorded)


@functools.lru_cache(maxsize=1)
def _program_of_hints() -> tuple[str | bytes, ...]:
    """Return the files of this program that hints and remarks come from."""
    return tuple(_sources(_explaining()))


@functools.lru_cache(maxsize=1)
def _grader() -> str:
    """Return what of this program, and of its libraries, a result may depend on, as a hash."""
    rooms = [entry for entry in sorted(_PACKAGE.iterdir()) if entry.stem not in WITHOUT_INFLUENCE]
    explaining = {*_explaining()}
    files = [file for room in rooms for file in _files(room) if file not in explaining]
    libraries = [f"{name} {metadata.version(name)}" for name in _LIBRARIES]
    return _digest(platform.python_version(), *libraries, *_sources(files))


def _explaining() -> list[Path]:
    return [file for folder in _EXPLAINING for file in _files(_PACKAGE / folder)]


def _files(path: Path) -> list[Path]:
    """Return the program's files in a folder, or the file itself."""
    files = sorted(path.rglob("*")) if path.is_dir() else [path]
    return [file for file in files if file.suffix in (".py", ".toml", ".txt")]


def _sources(files: Sequence[Path]) -> Iterator[str | bytes]:
    """Yield each file's path in the package and its content."""
    for file in files:
        yield file.relative_to(_PACKAGE).as_posix()
        yield file.read_bytes()


@functools.lru_cache(maxsize=1024)
def _check_program(text: str, name: str) -> str:
    """Return what a check does.

    Its function and what that uses of its file, less points and titles.
    """
    tree = ast.parse(text)
    if not _is_plain(tree, text, name):
        return ast.dump(tree)

    sliced = ast.parse(slice_source(text, _with_fixtures(tree, name)).text)
    for node in sliced.body:
        if isinstance(node, ast.FunctionDef) and node.name == name:
            node.decorator_list = [
                mark for mark in node.decorator_list if ".points(" not in ast.unparse(mark)
            ]
            if ast.get_docstring(node) is not None:
                del node.body[0]
    return ast.dump(sliced)


def _is_plain(tree: ast.Module, text: str, name: str) -> bool:
    """Whether a check is a function of its file, and its fixtures are called as its arguments."""
    functions = [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
    if name not in functions or any(word in text for word in _FAR_REACHING):
        return False
    # As in @pytest.fixture(name="data").
    return not any(isinstance(node, ast.keyword) and node.arg == "name" for node in ast.walk(tree))


def _with_fixtures(tree: ast.Module, name: str) -> set[str]:
    """Return a check's name with those of its fixtures, and of the fixtures that these use.

    Some are not of its file, such as ``student``.
    """
    functions = {node.name: node for node in ast.walk(tree) if isinstance(node, _FUNCTION)}
    names: set[str] = set()
    remaining = [name]
    while remaining:
        name = remaining.pop()
        if name not in names:
            names.add(name)
            remaining += _parameters(functions[name]) if name in functions else []
    return names


def _parameters(function: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    arguments = function.args
    return [argument.arg for argument in (*arguments.args, *arguments.kwonlyargs)]


@functools.lru_cache(maxsize=1024)
def _program(source: Source, name: str) -> str:
    """Return the statements that a function needs, on whatever lines they are."""
    text = source.needed_by(name).text
    try:
        return ast.dump(parse(text))
    except UNPARSABLE:
        return text


def _digest(*parts: object) -> str:
    """Hash texts and bytes, each with its length."""
    data = [
        part if isinstance(part, bytes) else str(part).encode("utf-8", "surrogatepass")
        for part in parts
    ]
    return sha256(*data)[:24]
