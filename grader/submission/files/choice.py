"""Which of several files is the homework."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath

from grader.errors import SubmissionError
from grader.language import _, plural, printable
from grader.submission.files.entries import Entry, RefusedFileError

_NO_HOMEWORK = re.compile(
    r"(test_.*|.*_test|conftest|setup|sitecustomize|usercustomize|__init__)\.py"
)
# How Jupyter, Colab, browsers and desktops name copies: homework-Copy1, homework (1), Copy of
# homework, homework - Copy, homework copy 2, homework的副本. homework_1 may be another homework.
_COPY = re.compile(
    r"""(?: (?:copy\ of | copie\ de | kopie\ von | 副本) \ ? )*
        [“\"]? homework (?:[._](?:ipynb|py))? [”\"]?
        (?: [ _-]* (?:copy|copie|kopie|的?副本) \ ? \d* | [ _-]? \( \d+ \) )*""",
    re.IGNORECASE | re.VERBOSE,
)
_SHOWN = 5


def candidates_of(entries: Iterable[Entry], assignment: str) -> list[Entry]:
    """Return the files that may be the homework, all in the shallowest folder that holds one.

    Files called homework go first, then those in the assignment's folder.
    """
    possible = [entry for entry in entries if may_be_homework(entry.name)]
    named = [entry for entry in possible if is_homework_or_copy(entry.name)]
    candidates = named or possible

    in_folder = [entry for entry in candidates if entry.name.parent.name == assignment]
    candidates = in_folder or candidates

    depth = min((len(entry.name.parts) for entry in candidates), default=0)
    return [entry for entry in candidates if len(entry.name.parts) == depth]


def may_be_homework(name: PurePosixPath) -> bool:
    """Whether a file is no test, and none of those that Python gives a meaning to."""
    return not _NO_HOMEWORK.fullmatch(name.name)


def is_named_homework(name: PurePosixPath) -> bool:
    """Whether a file is called homework.py or homework.ipynb."""
    return name.stem.lower() == "homework"


def is_homework_or_copy(name: PurePosixPath) -> bool:
    """Whether a file is called homework, or as a copy of it is: homework-Copy1.ipynb."""
    return bool(_COPY.fullmatch(name.stem))


def choose(
    candidates: Sequence[Entry], refused: Sequence[RefusedFileError], path: Path
) -> tuple[Entry, tuple[str, ...]]:
    """Return the homework, with a note where it was one of several.

    Raises:
        SubmissionError: there is no candidate, or several are equally good.
    """
    if not candidates:
        raise _missing(refused, path)
    if len(candidates) == 1:
        return candidates[0], ()

    named = all(is_homework_or_copy(entry.name) for entry in candidates)
    folders = {entry.name.parent for entry in candidates}
    if not named or len(folders) > 1:
        message = _(
            "{file} holds {candidates}: {names}",
            file=path.name,
            candidates=plural(len(candidates), "candidate"),
            names=", ".join(str(entry.name) for entry in candidates[:_SHOWN]),
        )
        raise SubmissionError(message, _("keep only homework.py or homework.ipynb"))

    return _most_written(candidates)


def _missing(refused: Sequence[RefusedFileError], path: Path) -> SubmissionError:
    """Return what to raise where no file can be graded."""
    for refusal in refused:
        if may_be_homework(refusal.name):
            return refusal
    return SubmissionError(_("{file} holds no homework.py and no homework.ipynb", file=path.name))


def _most_written(candidates: Sequence[Entry]) -> tuple[Entry, tuple[str, ...]]:
    """Return the one of homework.py, homework.ipynb and their copies with the fewest stubs left.

    Of equals, that is homework.py or homework.ipynb rather than a copy, and the newer of these.
    """
    # Without "raise", it may be what a cell of a notebook showed.
    stubs = {entry.name: entry.read().count(b"raise NotImplementedError") for entry in candidates}

    def unwritten(entry: Entry) -> tuple[int, bool, float, str]:
        is_copy = not is_named_homework(entry.name)
        return stubs[entry.name], is_copy, -entry.modified, entry.name.suffix

    first, *rest = sorted(candidates, key=unwritten)
    others = ", ".join(str(entry.name) for entry in rest)
    if stubs[first.name] < stubs[rest[0].name]:
        note = _(
            "graded {file}, not {others}: it has fewer functions that are not written yet",
            file=first.name,
            others=others,
        )
    else:
        note = _("graded {file}, not {others}", file=first.name, others=others)
    return first, (printable(note),)
