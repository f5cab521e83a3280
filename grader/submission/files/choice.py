"""Which of several files is the homework."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath

from grader.errors import SubmissionError
from grader.language import _, plural, printable
from grader.submission.files.entries import Entry, RefusedFileError
from grader.submission.files.kinds import is_code, may_hold_homework, name_of, why_not_read

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
# A function of a module, or of a notebook's cell.
_DEFINED = re.compile(rb"^(?:[ \t]*\")?def (\w+)", re.MULTILINE)
_LARGEST_LOOKED_INTO = 1 << 20
_LARGEST_BLANK = 1 << 10
# Of two files that were saved closer to each other, one clone or one archive may have written both.
_TOGETHER_S = 10


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
    return is_copy_of_homework(name.stem)


def is_copy_of_homework(stem: str) -> bool:
    """Whether a name without its ending is "homework", or as a copy of it is called."""
    return bool(_COPY.fullmatch(stem))


def choose(
    candidates: Sequence[Entry],
    others: Sequence[Entry | RefusedFileError],
    path: Path,
    functions: Sequence[str] = (),
) -> tuple[Entry, tuple[str, ...]]:
    """Return the homework, with a note where it was one of several.

    Args:
        others: what is no candidate, or is refused.
        functions: the graded ones.

    Raises:
        SubmissionError: there is no candidate, or several are equally good.
    """
    if not candidates:
        raise _missing(others, path)
    empty = [entry for entry in candidates if _is_empty(entry)]
    if 0 < len(empty) < len(candidates):  # an empty file has nothing unwritten in it
        written = [entry for entry in candidates if entry not in empty]
        homework, notes = choose(written, others, path, functions)
        meant = [entry for entry in empty if is_homework_or_copy(entry.name)]
        return homework, (*(_saved_empty(entry, homework) for entry in meant), *notes)
    if len(candidates) == 1:
        return candidates[0], ()

    named = all(is_homework_or_copy(entry.name) for entry in candidates)
    folders = {entry.name.parent for entry in candidates}
    if chosen := _only_one_written(candidates, functions):
        return chosen
    if not named or len(folders) > 1:
        message = _(
            "{file} holds {candidates}: {names}",
            file=name_of(path),
            candidates=plural(len(candidates), "candidate"),
            names=_(", ").join(str(entry.name) for entry in candidates[:_SHOWN]),
        )
        raise SubmissionError(message, _("keep only homework.py or homework.ipynb"))

    return _most_written(candidates, functions)


def _is_empty(entry: Entry) -> bool:
    try:
        return entry.size < _LARGEST_BLANK and not entry.read().strip()
    except (SubmissionError, OSError):
        return False


def _saved_empty(empty: Entry, chosen: Entry) -> str:
    note = _(
        "{empty} is empty, so {file} was graded: if you wrote something there, save it",
        empty=empty.name,
        file=chosen.name,
    )
    return printable(note)


def _missing(others: Sequence[Entry | RefusedFileError], path: Path) -> SubmissionError:
    """Return what to raise where no file can be graded."""
    for other in others:
        if not isinstance(other, RefusedFileError) or not is_code(other.name):
            continue
        if may_be_homework(other.name):
            return other

    message = _("{file} holds no homework.py and no homework.ipynb", file=name_of(path))
    for other in others:
        if may_hold_homework(other.name):
            why = why_not_read(other.name)
            return SubmissionError(message, _("{file} {why}", file=other.name, why=why))
    return SubmissionError(message, _seen(others))


def _seen(others: Sequence[Entry | RefusedFileError]) -> str:
    """Return what lies in the place of a homework."""
    if not others:
        return _("it is empty")
    names = sorted(str(other.name) for other in others)
    shown = [*names[:_SHOWN], "…"] if len(names) > _SHOWN else names
    return _("it holds only {names}", names=_(", ").join(shown))


def rather_written(
    homework: Entry, notes: tuple[str, ...], entries: Iterable[Entry]
) -> tuple[Entry, tuple[str, ...]]:
    """Return the homework, or a file of another name that was written in its place.

    That is the only one that defines all that the homework does, where the homework still has
    functions that are not written, and it has fewer.
    """
    data = _looked_into(homework)
    unwritten = _stubs(data)
    defined = set(_DEFINED.findall(data))
    if not unwritten or not defined:
        return homework, notes

    written = [
        entry
        for entry in entries
        if entry.name != homework.name
        and may_be_homework(entry.name)
        and defined <= set(_DEFINED.findall(text := _looked_into(entry)))
        and _stubs(text) < unwritten
    ]
    if len(written) != 1:
        return homework, notes
    return written[0], (*notes, _less_to_write(written[0], str(homework.name)))


def _only_one_written(
    candidates: Sequence[Entry], functions: Sequence[str]
) -> tuple[Entry, tuple[str, ...]] | None:
    """Return the only candidate that defines graded functions, or the one that wrote more of them.

    None where that does not decide.
    """
    graded = {name.encode() for name in functions}
    written = {}
    for entry in candidates:
        data = _looked_into(entry)
        defined = _DEFINED.findall(data)
        if not defined and entry.name.suffix == ".ipynb":
            # It may be written in one line.
            return None
        written[entry.name] = len(graded.intersection(defined)) - _stubs(data)

    first, second, *_rest = sorted(candidates, key=lambda entry: -written[entry.name])
    if written[first.name] <= max(0, written[second.name]):
        return None
    rest = [entry for entry in candidates if entry is not first]
    untouched = all(written[entry.name] <= 0 for entry in rest)
    if untouched and all(is_named_homework(entry.name) for entry in candidates):
        return first, ()  # the one that was handed out beside it
    others = _(", ").join(str(entry.name) for entry in rest)
    note = _(
        "graded {file}, not {others}: it defines more of the graded functions; to choose, name the "
        "file, or keep only one",
        file=first.name,
        others=others,
    )
    return first, (printable(note),)


def _looked_into(entry: Entry) -> bytes:
    """Return a file's bytes; b"" for one that is too large, or cannot be read."""
    if entry.size > _LARGEST_LOOKED_INTO:
        return b""
    try:
        return entry.read()
    except (SubmissionError, OSError):
        return b""


def _stubs(data: bytes) -> int:
    """Count the functions that are not written yet."""
    # Without "raise", it may be what a cell of a notebook showed.
    return data.count(b"raise NotImplementedError")


def _most_written(
    candidates: Sequence[Entry], functions: Sequence[str]
) -> tuple[Entry, tuple[str, ...]]:
    """Return the one of homework.py, homework.ipynb and their copies with the fewest stubs left.

    Of equals, that is homework.py or homework.ipynb rather than a copy, and the newer of these; of
    those that were saved together, homework.py.
    """
    stubs = {entry.name: _stubs(entry.read()) for entry in candidates}

    def unwritten(entry: Entry) -> tuple[int, bool]:
        return stubs[entry.name], not is_named_homework(entry.name)

    least = min(map(unwritten, candidates))
    newest = max(entry.modified for entry in candidates if unwritten(entry) == least)

    def rank(entry: Entry) -> tuple[tuple[int, bool], float, bool, str]:
        older_s = max(0, newest - entry.modified - _TOGETHER_S)
        return unwritten(entry), older_s, entry.name.suffix != ".py", str(entry.name)

    first, *rest = sorted(candidates, key=rank)
    others = _(", ").join(str(entry.name) for entry in rest)
    second = rest[0]
    if stubs[first.name] < stubs[second.name]:
        return first, (_less_to_write(first, others),)
    if is_named_homework(first.name) and not is_named_homework(second.name):
        note = _(
            "graded {file}, not {others}, its copy; to choose, name the file, or keep only one",
            file=first.name,
            others=others,
        )
    elif first.modified - second.modified > _TOGETHER_S:
        note = _(
            "graded {file}, not {others}: it was saved later; to choose, name the file, or keep "
            "only one",
            file=first.name,
            others=others,
        )
    elif 0 < len(functions) <= stubs[first.name]:  # as handed out: what is to do names the file
        return first, ()
    else:
        note = _(
            "graded {file}, not {others}, which has as many functions written; to choose, name "
            "the file, or keep only one",
            file=first.name,
            others=others,
        )
    return first, (printable(note),)


def _less_to_write(chosen: Entry, others: str) -> str:
    note = _(
        "graded {file}, not {others}: it has fewer functions that are not written yet; to choose, "
        "name the file, or keep only one",
        file=chosen.name,
        others=others,
    )
    return printable(note)
