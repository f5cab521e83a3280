"""What only IPython understands, rewritten as Python, line for line.

::

    cell ──▶ dedented ──▶ %%magic ──▶ Python, line by line, magics rewritten
                             └──────▶ a file (%%writefile), another language, or Python again

It follows ``IPython.core.inputtransformer2``. Python stays as it is: a sign that looks like a magic
within a string or a bracket is none.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from typing import NamedTuple

from grader.submission.source import UNPARSABLE, parse
from grader.submission.syntax_errors import parse_error

# Cell magics whose body is Python of this notebook; any other (%%bash, %%html, ...) takes its cell
# with it.
_PYTHON_CELLS = frozenset(
    {"capture", "debug", "memit", "prun", "pyinstrument", "scalene", "snakeviz", "time", "timeit"}
)
_WRITING_CELLS = frozenset({"file", "writefile"})
# Line magics that run the statement behind their options.
_RUNNING = frozenset({"memit", "prun", "snakeviz", "time"})

# With an escape; pip without its %; torch.mm?
_COMMAND = re.compile(r"[%!?,;/]|(?:pip3?|conda|mamba|uv) (?:pip )?(?:un)?install ")
_HELP = re.compile(r"[^#'\"?]*[\w*\]]\s*\?{1,2}\s*")
# files = !ls
_ASSIGNED = re.compile(r"([\w.*(\[][\w.\[\]'\",:*() \t]*?)=[ \t]*(?=!|%\w)")
_TOKEN = re.compile(
    # A string that nobody ends goes to the end: to look for it from each quote would take too long.
    r"""(?P<string> \"{3} (?:\\.|[^\\])*? (?:\"{3}|\\?\Z) | '{3} (?:\\.|[^\\])*? (?:'{3}|\\?\Z)
                  | \" (?:\\.|[^\"\\\n])* (?:\"|\\?$) | ' (?:\\.|[^'\\\n])* (?:'|\\?$) )
      | (?P<comment> \#[^\n]* )
      | (?P<opening> [(\[{] )
      | (?P<closing> [)\]}] )
      | (?P<joined> \\\n )
      | (?P<end> \n )
      | [^\"'\#()\[\]{}\\\n]+
      | .""",
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)
_LINE_MAGIC = re.compile(r"%{1,2}\s*(\w+)\s*(.*)", re.DOTALL)
_CELL_MAGIC = re.compile(r"%%(\w+)(?!\w|\?)[ \t]*(.*)")
_OPTIONS = re.compile(r"(?:-(?:[nrpslTDt]\s*[\w.:-]+|-?[\w-]+)\s+)*")
_CLASSIC_PROMPT = re.compile(r"^(>>>|\.\.\.)( |$)")
_PROMPT = re.compile(r"^(((\[nav\]|\[ins\])? )?In \[\d+\]: |\s*\.{3,}: ?)")
_MODULE = re.compile(r"(?:\./)*((?:[^\W\d]\w*/)*[^\W\d]\w*)(?:\.(?:py|ipynb))?")
_SHELL_CALLS = ("run_cell_magic", "run_line_magic", "magic")


class WrittenFile(NamedTuple):
    """A file that a cell writes: its path, its text, and whether that goes to the end of it."""

    path: str
    text: str
    append: bool


@dataclass(frozen=True)
class Translation:
    """A text as Python.

    Attributes:
        text: as many lines as before, each where it was.
        magic: the cell magic that takes the whole text away from this notebook; "" where there is
            none.
        file: what the cell writes; None for most.
        lines: the numbers of the lines that were rewritten, from 1.
    """

    text: str
    magic: str = ""
    file: WrittenFile | None = None
    lines: tuple[int, ...] = ()


# -------------------------------------------------------------------------------------------- cells


def translate_cell(cell: str) -> Translation:
    """Return a notebook's cell as Python."""
    lines = _without_prompts(_dedented(cell.split("\n")))
    first = next((number for number, line in enumerate(lines) if line.strip()), 0)

    # %%capture may stand above %%time.
    while match := _CELL_MAGIC.match(lines[first]):
        name, argument = match.groups()
        if name in _WRITING_CELLS:
            file = _written(argument, "\n".join(lines[first + 1 :]))
            return Translation(_blank(lines), f"%%{name}", file)
        if name not in _PYTHON_CELLS:
            return Translation(_blank(lines), f"%%{name}")

        lines[first] = _setup(argument) if name == "timeit" else ""
        body = range(first + 1, len(lines))
        first = next((number for number in body if lines[number].strip()), first)
        if not lines[first].startswith("%%"):
            break

    return translate_lines("\n".join(lines))


def _dedented(lines: list[str]) -> list[str]:
    """Take the first line's indentation off every line that has it."""
    first = next((line for line in lines if line.strip()), "")
    indent = first[: len(first) - len(first.lstrip(" \t"))]
    return [line.removeprefix(indent) for line in lines]


def _without_prompts(lines: list[str]) -> list[str]:
    """Take off the prompts of an interactive session, ``>>> `` or ``In [1]: ``."""
    written = [line for line in lines if line.strip()][:2]
    for prompt, starts in ((_CLASSIC_PROMPT, (">>>",)), (_PROMPT, ("In [", " In [", "["))):
        if any(prompt.match(line) and line.startswith(starts) for line in written):
            return [prompt.sub("", line, count=1) for line in lines]
    return lines


def _blank(lines: list[str]) -> str:
    return "\n" * (len(lines) - 1)


def _setup(argument: str) -> str:
    """Return the statement that ``%%timeit`` runs before its body, if it is one."""
    options = _OPTIONS.match(f"{argument} ")
    statement = f"{argument} "[options.end() if options else 0 :].strip()
    return statement if parse_error(statement) is None else ""


def _written(argument: str, text: str) -> WrittenFile:
    words = argument.split()
    append = bool({"-a", "--append"} & {*words})
    names = [word.strip("'\"") for word in words if not word.startswith("-")]
    return WrittenFile(" ".join(names).removeprefix("./"), text, append)


# -------------------------------------------------------------------------------------------- lines


def translate_lines(text: str) -> Translation:
    """Return a text as Python, each magic on a line of its own rewritten."""
    if parse_error(text) is None:
        return Translation(text)

    written: list[str] = []
    numbers: list[int] = []
    number = 1
    position = 0
    depth = 0
    starts = True
    while position < len(text):
        taken = text[position : _end_of_command(text, position)] if starts and not depth else ""
        if statement := _rewritten(taken):
            numbers.append(number)
            written.append(statement + "\n" * taken.count("\n"))
        else:
            token = _TOKEN.match(text, position)
            taken = token[0] if token else text[position]
            kind = token.lastgroup if token else ""
            depth = max(0, depth + (kind == "opening") - (kind == "closing"))
            written.append(taken)

        starts = taken == "\n"
        number += taken.count("\n")
        position += len(taken)

    return Translation("".join(written), lines=tuple(numbers))


def _end_of_command(text: str, start: int) -> int:
    """Return where a line ends that goes on behind each backslash at its end."""
    end = start
    while True:
        end = text.find("\n", end)
        if end < 0:
            return len(text)
        if text[end - 1] != "\\":
            return end
        end += 1


def _rewritten(lines: str) -> str:
    """Return a magic as a Python statement; "" where the lines hold none."""
    command = " ".join(part.strip() for part in lines.split("\\\n")).strip()
    indent = lines[: len(lines) - len(lines.lstrip())]
    if _COMMAND.match(command) or (command.endswith("?") and _HELP.fullmatch(command)):
        return indent + _statement(command, top=not indent)

    match = _ASSIGNED.match(command)
    if not match:
        return ""
    assigned = f"{match[1].strip()} = {_value(command[match.end() :])}"
    return indent + (assigned if parse_error(assigned) is None else "pass")


def _statement(command: str, *, top: bool) -> str:
    """Return what a magic on a line of its own does here, as a statement."""
    match = _LINE_MAGIC.fullmatch(command)
    if not match or command.endswith("?"):
        return "pass"

    name, argument = match.groups()
    if name in _RUNNING:
        return _run(argument) or "pass"
    if name == "run" and top:
        module = _module(argument)
        return f"from {module} import *" if module else "pass"
    if name == "pylab" and top:
        return "import numpy; import numpy as np; from numpy import *"
    return "pass"


def _value(command: str) -> str:
    """Return the value of a magic behind ``=``; what a shell would print is empty."""
    if command.startswith("!"):
        return "[]"
    match = _LINE_MAGIC.fullmatch(command)
    return (_run(match[2]) if match and match[1] in _RUNNING else "") or "None"


def _run(argument: str) -> str:
    """Return the statement behind a magic's options; "" where it is none."""
    options = _OPTIONS.match(argument)
    statement = argument[options.end() if options else 0 :].strip()
    return statement if parse_error(statement) is None else ""


def _module(argument: str) -> str:
    """Return the module that ``%run`` runs, by its file; "" where no import finds it."""
    words = [word.strip("'\"") for word in argument.split() if not word.startswith("-")]
    match = _MODULE.fullmatch(words[0]) if words else None
    return match[1].replace("/", ".") if match else ""


# ----------------------------------------------------------------------------------- nbconvert's


def translate_calls(text: str) -> Translation:
    """Return a text with the magics that nbconvert wrote as calls of ``get_ipython()``.

    Of these, a cell's Python is within a string: ``get_ipython().run_cell_magic("time", "", "…")``.
    """
    if "get_ipython()" not in text:
        return Translation(text)
    try:
        body = parse(text).body
    except UNPARSABLE:
        return Translation(text)

    lines = text.split("\n")
    file = None
    for node in body:
        name, argument, cell = _call_of(node)
        statement = ""
        if name in _WRITING_CELLS:
            file = file or _written(argument, cell)
        elif name in _PYTHON_CELLS and cell:
            statement = f"exec({translate_lines(cell).text!r})"
        elif name:
            statement = _statement(f"%{name} {argument}", top=True)

        if statement not in ("", "pass"):
            end = node.end_lineno or node.lineno
            blanks = [""] * (end - node.lineno)
            lines[node.lineno - 1 : end] = [statement, *blanks]
    return Translation("\n".join(lines), file=file)


def _call_of(node: ast.stmt) -> tuple[str, str, str]:
    """Return name, argument and body of the magic that a statement calls; "" for any other."""
    call = node.value if isinstance(node, ast.Expr) else None
    if (
        not isinstance(call, ast.Call)
        or not isinstance(call.func, ast.Attribute)
        or call.func.attr not in _SHELL_CALLS
        or ast.unparse(call.func.value) != "get_ipython()"
    ):
        return "", "", ""

    texts = [
        arg.value
        for arg in call.args
        if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
    ]
    if call.func.attr == "magic" and texts:
        texts = [*texts[0].split(" ", 1)]
    name, argument, cell = [*texts, "", "", ""][:3]
    return name, argument, cell
