"""Follows our Markdown documents as a reader would: writes the files, types the commands, compares
what is then seen.

::

    Write `PATH`:                  the block below it is that file
    ```sh                          commands to type: all succeed, but `grade check` where points are
    missing
    ```                            that begins with `$ command`: commands to type, each with what it
    prints …                              in what is printed: any text, or alone in a line any lines

Directly above a block that is run may stand, not seen by a reader:

::

    <!-- not run: WHY -->          it is left out
    <!-- needs: PROGRAM -->        it is left out where this program is not installed
    <!-- given: COMMAND -->        what a reader has already, and the document does not make: run
    first
"""

from __future__ import annotations

import difflib
import os
import re
import shlex
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token  # noqa: TC002 - an import that is cheap needs no hiding
from tools import python_program

ROOT = Path(__file__).resolve().parents[2]
_FILE = re.compile(r"\bwrite `([^`\s]+)`:\Z", re.IGNORECASE)
_COMMENT = re.compile(r"<!--(.*?)-->", re.DOTALL)
_MARK = re.compile(r"\s*(not run|needs|given):\s*(\S.*?)\s*", re.DOTALL)
_LIKE_A_MARK = re.compile(r"<!--\s*(?:not run|needs|given)\b")
_OTHER_SHELLS = {"bash", "console", "shell", "shell-session", "zsh"}
_LONGEST_S = 240

# What differs from run to run or from machine to machine, and what stands for it where output is
# compared.
_VARYING = (
    (r"\b\d+(?:\.\d+)? s\b", "N s"),
    (r"\bisolation [ABCE]\b(?: \([^)\n]*\))?", "isolation T"),
    (r"\b\d+ examiners?\b", "N examiners"),
    (r"\bS-[0-9A-F]{8}\b", "S-ID"),
)
_PLACE = re.compile(r"\d+/\d+ ")  # of a submission in a class: they end in no fixed order

# Where a command fails, end; but `grade` says by 1 that points (or students) are missing. What a
# block leaves behind, its folder and its variables, the next one finds.
_SHELL = """
trap '{{ export -p; printf "cd -- %q\\n" "$PWD"; }} > {state}' EXIT
[ ! -e {state} ] || . {state}
trap 'code=$?; [[ $code = 1 && $BASH_COMMAND =~ grade\\ (check|export) ]] && forgiven=1 || exit $code' ERR
{script}
code=$?; [ "$code" = "$forgiven" ] || exit $code
"""


class MisleadingError(AssertionError):
    """A document that a reader cannot follow: says where, and what happens instead."""


@dataclass(frozen=True)
class File:
    """A file that the reader writes."""

    line: int
    path: str
    text: str


@dataclass(frozen=True)
class Block:
    """Commands that the reader types.

    Attributes:
        line: where it begins in the document.
        script: the commands.
        shown: what they print; None where the document does not say.
        marks: what stands above it, by its kind: "not run", "needs", "given".
    """

    line: int
    script: str
    shown: str | None
    marks: dict[str, str]

    @property
    def left_out(self) -> str:
        """Why it is not run here; empty where it is."""
        program = self.marks.get("needs")
        missing = f"there is no {program} here" if program and not shutil.which(program) else ""
        return self.marks.get("not run") or missing


# ------------------------------------------------------------------------------------------ reading


def steps_of(document: Path) -> list[File | Block]:
    """Read what a reader would do, in order.

    Raises:
        MisleadingError: a mark says nothing, or stands where it has no effect.
    """
    tokens = [token for token in MarkdownIt().parse(document.read_text("utf-8")) if token.map]
    steps: list[File | Block] = []
    unused = [
        token
        for token in tokens
        if token.type == "html_block" and _LIKE_A_MARK.search(token.content)
    ]
    for number, token in enumerate(tokens):
        if token.type != "fence":
            continue
        above = list(_directly_above(tokens, number))
        before = tokens[number - len(above) - 1] if number > len(above) else token
        file = _FILE.search(before.content) if before.type == "inline" else None
        kind = token.info.strip()
        if file:
            steps.append(File(_line_of(token), file[1], token.content))
        elif kind in _OTHER_SHELLS:
            raise MisleadingError(
                f"{document.name}, line {_line_of(token)}: shell blocks are called `sh` here"
            )
        elif kind == "sh" or (not kind and token.content.startswith("$ ")):
            unused = [mark for mark in unused if mark not in above]
            marks = dict(mark for comment in above for mark in _marks_in(comment, document))
            steps += _blocks(token, marks)
    for mark in unused:
        where = f"{document.name}, line {_line_of(mark)}"
        raise MisleadingError(f"{where}: a mark stands directly above a block to run")
    return steps


def _directly_above(tokens: Sequence[Token], number: int) -> Iterator[Token]:
    """Give the comments that end where a block begins."""
    while (
        number
        and tokens[number - 1].type == "html_block"
        and tokens[number - 1].map[1] == tokens[number].map[0]
    ):
        number -= 1
        yield tokens[number]


def _marks_in(comment: Token, document: Path) -> Iterator[tuple[str, str]]:
    for words in _COMMENT.findall(comment.content):
        mark = _MARK.fullmatch(words)
        if not mark:
            where = f"{document.name}, line {_line_of(comment)}"
            raise MisleadingError(
                f"{where}: a mark is `not run: WHY`, `needs: PROGRAM` or `given: COMMAND`"
            )
        yield mark[1], mark[2]


def _line_of(token: Token) -> int:
    return token.map[0] + 1


def _blocks(token: Token, marks: dict[str, str]) -> Iterator[Block]:
    """Give a block to run; of one with output, each command as a block of its own."""
    line = _line_of(token) + 1
    if token.info.strip() == "sh":
        yield Block(line, token.content, None, marks)
        return
    for part in re.split(r"^(?=\$ )", token.content, flags=re.MULTILINE)[1:]:
        command = re.match(r"\$ ((?:.*\\\n)*.*)\n?", part)
        yield Block(line, command[1], part[command.end() :], marks)
        line += part.count("\n")
        marks = {kind: words for kind, words in marks.items() if kind != "given"}


# -------------------------------------------------------------------------------------------- doing


class Reader:
    """Who follows a document in a fresh copy of the repository, with a shell that remembers where
    it is.

    ``grade`` is the copy's own. ``pip`` outside of an environment that the document makes is
    refused: it would change that of the tests. What such an environment installs is found in that
    of the tests, and not downloaded again.

    Args:
        room: an empty folder; /tmp of the document lies in it too.
    """

    def __init__(self, room: Path) -> None:
        self.root = room / "gradekit"
        self._tmp, self._state, programs = room / "tmp", room / "state", room / "bin"
        copy_repository(self.root)
        self._tmp.mkdir()
        programs.mkdir()
        _write_program(programs / "grade", python_program(_GRADE.format(root=str(self.root))))
        _write_program(
            programs / "pip",
            '#!/bin/sh\necho "pip would change the environment of the tests" >&2\nexit 2\n',
        )
        self._environment = {
            name: value for name, value in os.environ.items() if not name.startswith("GRADE_")
        } | {
            "PATH": os.pathsep.join(
                [str(programs), str(Path(sys.executable).parent), os.environ["PATH"]]
            ),
            "PYTHONPATH": sysconfig.get_path("purelib"),
            "LC_ALL": "C.UTF-8",
            "TZ": "UTC",
        }

    def follow(self, document: Path) -> None:
        """Do all that a document says.

        Raises:
            MisleadingError: a command fails, or prints something else than is shown.
        """
        for step in steps_of(document):
            if isinstance(step, File):
                self.write(step)
            elif not step.left_out:
                self._run(step, f"{document.name}, line {step.line}")

    def write(self, file: File) -> None:
        """Write a file; its folder is there, or the document forgot to make it."""
        (self.root / self._here(file.path)).write_text(file.text, encoding="utf-8")

    def _run(self, block: Block, where: str) -> None:
        if "-m tests" in block.script:  # it would run this test
            raise MisleadingError(f"{where}: runs all tests; mark it as not run")
        for script in filter(None, (block.marks.get("given"), block.script)):
            code, printed = self.type(script)
            if code:
                raise MisleadingError(f"{where}: ends with exit code {code}\n{script}\n{printed}")
        if block.shown is not None and not agree(block.shown, printed):
            lines = [
                text.splitlines(keepends=True) for text in map(normalised, (block.shown, printed))
            ]
            diff = "".join(difflib.unified_diff(*lines, "shown", "printed", n=99))
            raise MisleadingError(
                f"{where}: prints something else\n$ {block.script}\n{diff}\nas it is printed:\n{printed}"
            )

    def type(self, script: str) -> tuple[int, str]:
        """Run commands where the last ones ended, and return the exit code and what they print."""
        script = _SHELL.format(state=shlex.quote(str(self._state)), script=self._here(script))
        done = subprocess.run(
            ["bash", "-c", script],
            cwd=self.root,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            timeout=_LONGEST_S,
            check=False,
        )
        return done.returncode, done.stdout.replace(str(self._tmp), "/tmp")

    def _here(self, text: str) -> str:
        """Put this reader's own folder in the place of /tmp."""
        return re.sub(r"(?<![\w./])/tmp\b", str(self._tmp), text)


_GRADE = """
import os, sys
sys.path[0] = {root!r}
os.environ["PYTHONPATH"] = os.pathsep.join([{root!r}, os.environ["PYTHONPATH"]])
sys.argv[0] = "grade"
from grader.__main__ import main
main()
"""


def _write_program(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")
    file.chmod(0o755)


def copy_repository(target: Path) -> None:
    """Copy what git has, or would take, to a folder.

    The work tree as a fresh clone would have it.
    """
    command = [
        "git",
        "-c",
        "safe.directory=*",
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
    ]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():  # what was deleted is still in git's list
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target / name)


# ---------------------------------------------------------------------------------------- comparing


def agree(shown: str, printed: str) -> bool:
    """Tell whether what was printed is what a document shows, but for what varies."""
    lines = [
        r"(?:.*\n)*" if line.strip() == "…" else ".*".join(map(re.escape, line.split("…"))) + r"\n"
        for line in normalised(shown).splitlines()
    ]
    return re.fullmatch("".join(lines), normalised(printed)) is not None


def normalised(text: str) -> str:
    """Put fixed words for times, cores, tiers and drawn ids, and order the lines of a class."""
    for pattern, words in _VARYING:
        text = re.sub(pattern, words, text)
    lines: list[str] = []
    places: list[str] = []
    for line in [*text.splitlines(), ""]:
        place = _PLACE.match(line)
        if place:
            places.append(line[place.end() :])
        else:
            lines += [*sorted(places), line.rstrip()]
            places = []
    return "\n".join(lines).strip("\n") + "\n"
