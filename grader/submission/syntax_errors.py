"""Why a text is no Python, in words, with the line that is to be changed.

Python names the sign at which its parser gave up. Where the cause is elsewhere (a text that is not
closed, a keyword that is misspelt), that is what is said.
"""

from __future__ import annotations

import contextlib
import difflib
import io
import keyword
import re
import sys
import tokenize
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from unicodedata import east_asian_width, normalize

from grader.language import _, one_line, plural
from grader.submission.source import UNPARSABLE, parse

_CODE_WIDTH = 60
_CONFLICT_SIGNS = 2  # of "<", "=" and ">": a heading may be underlined by one
# As Python's parser names a sign that it does not know.
_ODD_SIGN = re.compile(r"invalid (?:non-printable )?character '?(.)'? \(U\+")
_CURLY = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "。": ".", "、": ",", "−": "-"})
_CONFLICT = re.compile(r"^(<{7}|>{7}|\|{7})( .*)?$|^={7}$", re.MULTILINE)
# What older versions of Python do not parse, by what their lines look like.
_NEWER = (
    ((3, 11), re.compile(r"except\s*\*")),
    ((3, 12), re.compile(r"\s*type\s+\w+\s*(\[.*\])?\s*=|\s*(async\s+)?(def|class)\s+\w+\s*\[")),
    ((3, 12), re.compile(r"""(?i).*\b(?:f|rf|fr)(["'])(?:(?!\1).)*\{(?:(?!\1)[^}])*(\1|\\)""")),
    ((3, 14), re.compile(r"""(?i).*\b(t|rt|tr)["']|\s*except\s+\w[\w.]*\s*,""")),
)
_NO_LEVEL = re.compile(r"unindent does not match")
_CLOSING = {"(": ")", "[": "]", "{": "}"}
# Comments and strings, a triple-quoted one perhaps without its end.
_NO_CODE = re.compile(
    r'#[^\n]*|(?P<quote>"""|\'\'\')(?:\\.|(?!(?P=quote)).)*(?P<end>(?P=quote))?'
    r'|"(?:\\.|[^"\\\n])*"?|\'(?:\\.|[^\'\\\n])*\'?',
    re.DOTALL,
)
_DEFINITION = re.compile(
    r"^[ \t]*(?:async def|def|class) +\w+ *[(:]|^(?:import|from) ", re.MULTILINE
)
_WORD = re.compile(r"[^\W\d]\w*")
_ALIKE = 0.6
_MOST_TRIED = 3  # keywords for a word
_MOST_PLACES = 30  # at which a quote may be missing
_LONGEST_TEXT = 100_000  # that is parsed again for each of them
_LONGEST_LINE = 200  # that is searched for misspelt keywords, and for newer syntax
_IDEOGRAPHS = re.compile(r"\s*[\u4e00-\u9fff][^=(\[]*$")


def parse_error(text: str) -> Exception | None:
    """Return what Python's parser raises over a text; None where it is Python."""
    try:
        parse(text)
    except UNPARSABLE as error:
        return error
    return None


def parse_problem(text: str) -> str:
    """Describe why a text is no Python, with the line; "" where it is."""
    error = parse_error(text)
    return problem_of(error, text) if error else ""


def problem_of(error: Exception, text: str) -> str:
    """Describe an error of Python's parser over a text, with the line."""
    if not isinstance(error, SyntaxError):
        why = str(error) or _("nested too deeply")
        return f"{type(error).__name__}: {why}"

    if conflict := conflict_in(text):
        return conflict

    lines = text.split("\n")
    line = error.lineno or 0
    if with_quote := _without_other_quote(text, line):
        number, problem = with_quote
        return "\n".join([problem, *_pointed_at(lines[number - 1], 0)])

    shown = f"{type(error).__name__}: {one_line(error.msg, 200)}"
    if not 1 <= line <= len(lines):
        return _("line {line}: {error}", line=line, error=shown) if line else shown

    problem = _("line {line}: {error}", line=line, error=shown)
    problem += _too_new(lines[line - 1]) + _advice(error, text)
    if isinstance(error, IndentationError):  # what is wrong is before the code
        shown_lines = [each for each in lines[:line] if each.strip()][-2:]
        return "\n".join([problem, *(f"    {one_line(each, 80)}" for each in shown_lines)])
    return "\n".join([problem, *_pointed_at(lines[line - 1], error.offset or 0)])


def line_of(error: Exception, text: str) -> int:
    """Return the line that an error of Python's parser is about; 0 where there is none."""
    line = getattr(error, "lineno", None) or 0
    with_quote = _without_other_quote(text, line)
    return with_quote[0] if with_quote else line


def _pointed_at(line: str, column: int) -> list[str]:
    """Return a line of code, and below it a sign for a column, which counts from 1."""
    indent = len(line) - len(line.lstrip())
    start = max(indent, column - _CODE_WIDTH)
    shown = one_line(line[start:], _CODE_WIDTH + 20)
    before = line[start : column - 1] if start < column <= len(line) + 1 else ""
    blanks = "".join("  " if east_asian_width(char) in "WF" else " " for char in before)
    return [f"    {shown}", f"    {blanks}^"] if column > indent else [f"    {shown}"]


def conflict_in(text: str) -> str:
    """Describe the first of git's conflict markers in a text, with the line; "" for none."""
    markers = list(_CONFLICT.finditer(text))
    if len({marker[0][0] for marker in markers} & {*"<=>"}) < _CONFLICT_SIGNS:
        return ""
    return _(
        "line {line}: `{marker}` is a conflict marker of git: "
        "keep one of the two versions, and delete the lines with markers",
        line=text.count("\n", 0, markers[0].start()) + 1,
        marker=one_line(markers[0][0].strip(), 60),
    )


# ------------------------------------------------------------------------ texts that are not closed


def _without_other_quote(text: str, line: int) -> tuple[int, str] | None:
    """Return the line at which a triple quote is too few, or one too many, and words for that.

    Args:
        line: at which Python's parser gave up.
    """
    if first := _unopened_text(text, line):
        return first, _(
            "line {line}: this line is text, not code: "
            "the triple quote {quote} before it is missing",
            line=first,
            quote=_quote_behind(text, first),
        )
    if opening := _unclosed_text(text, line):
        return opening, _(
            "line {line}: the triple quote {quote} opened here is not closed, "
            "or is one too many: from here on, Python reads code as text and text as code",
            line=opening,
            quote=_quote_behind(text, opening),
        )
    return None


@lru_cache(maxsize=16)  # asked for the words, and for the line
def _unclosed_text(text: str, line: int) -> int:
    """Return the line at which a triple quote opens that is not closed; 0 where all are.

    The next one closes it, so that all others open what they should close. It is seen by the
    definitions that are then in the text, and by the text that follows its end.

    Args:
        line: at which Python's parser gave up.
    """
    found = [*_triple_quotes(text)]
    if not found:
        return 0

    is_open = found[-1]["end"] is None
    for string in found:
        number = text.count("\n", 0, string.start()) + 1
        following = _WORD.match(text, string.end())
        is_odd = is_open or (following and not keyword.iskeyword(following[0]))
        if number <= line and is_odd and _DEFINITION.search(string[0]):
            return number
    last = text.count("\n", 0, found[-1].start()) + 1
    # Python gives up over an opening quote before it comes to one further down.
    return last if is_open and last <= line else 0


@lru_cache(maxsize=16)
def _unopened_text(text: str, line: int) -> int:
    """Return the line before which a triple quote is missing; 0 where none is.

    With it, the text is Python.

    Args:
        line: at which Python's parser gave up.
    """
    lines = text.split("\n")
    quotes = [*_triple_quotes(text)]
    is_odd = quotes and quotes[-1]["end"] is None
    if not is_odd or len(text) > _LONGEST_TEXT:
        return 0

    for number in _first_lines(lines[:line])[-_MOST_PLACES:][::-1]:
        code = lines[number - 1]
        indent = len(code) - len(code.lstrip())
        for quote in {string["quote"] for string in quotes}:
            mended = f"{code[:indent]}{quote}{code[indent:]}"
            if parse_error("\n".join([*lines[: number - 1], mended, *lines[number:]])) is None:
                return number
    return 0


def _first_lines(lines: Sequence[str]) -> list[int]:
    """Return the numbers of lines that may be the first of a docstring without its quote."""
    found = []
    before = ":"
    for number, line in enumerate(lines, start=1):
        code = line.strip()
        if code and before.endswith(":") and not code.startswith(('"', "'", "#")):
            found.append(number)
        before = code or before
    return found


def _quote_behind(text: str, line: int) -> str:
    """Return the first triple quote from a line on."""
    return next(_triple_quotes(text.split("\n", line - 1)[-1]))["quote"]


def _triple_quotes(text: str) -> Iterator[re.Match[str]]:
    return (match for match in _NO_CODE.finditer(text) if match["quote"])


# ---------------------------------------------------------------------------------- what is to do


def _advice(error: SyntaxError, text: str) -> str:
    """Return what is to do about an error, in brackets; "" where that is not known."""
    lines = text.split("\n")[: error.lineno]
    line = lines[-1]
    if isinstance(error, TabError) or (isinstance(error, IndentationError) and _mixes(lines)):
        return _(
            " (some lines are indented with tabs, others with spaces: replace each tab by 4 spaces)"
        )
    if _NO_LEVEL.match(error.msg):
        return _no_such_level(text, line)
    for pattern, advice in _ADVICE:
        if match := pattern.search(error.msg):
            return advice(match)
    return _odd_sign(error.msg, line) or _misspelt(error, text)


def _mixes(lines: Sequence[str]) -> bool:
    """Whether the last two lines are indented with tabs and with spaces."""
    last = [line for line in lines if line.strip()][-2:]
    indents = "".join(line[: len(line) - len(line.lstrip())] for line in last)
    return "\t" in indents and " " in indents


def _never_closed(match: re.Match[str]) -> str:
    return _(" (the closing `{sign}` is missing)", sign=_CLOSING[match[1]])


def _unmatched(match: re.Match[str]) -> str:
    return _(" (there is no open bracket that this `{sign}` closes)", sign=match[1])


def _closed_by_another(match: re.Match[str]) -> str:
    return _(
        " (`{sign}` is closed by `{right}`, not by `{wrong}`)",
        sign=match[2],
        right=_CLOSING[match[2]],
        wrong=match[1],
    )


def _no_end_of_string(_match: re.Match[str]) -> str:
    return _(" (the closing quote is missing in this line)")


def _no_colon(_match: re.Match[str]) -> str:
    return _(" (a colon is missing)")


def _unexpected_indent(_match: re.Match[str]) -> str:
    return _(
        " (this line is indented, but no block begins here: "
        "begin it in the same column as the statements around it)"
    )


def _no_block(match: re.Match[str]) -> str:
    return _(
        " (indent what belongs to line {line} by 4 spaces more than that line, "
        "or write `pass` there)",
        line=match[1],
    )


def _no_such_level(text: str, line: str) -> str:
    """Say how far a line is indented, and how far the blocks are that it may belong to."""
    levels = [0]
    with contextlib.suppress(SyntaxError, tokenize.TokenError):
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.INDENT:
                levels.append(len(token.string))
            elif token.type == tokenize.DEDENT:
                levels.pop()
    return _(
        " (this line begins with {spaces}; those that it may belong to, with {levels})",
        spaces=plural(len(line) - len(line.lstrip()), "space"),
        levels=_(", ").join(map(str, levels)),
    )


_ADVICE: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"'([(\[{])' was never closed"), _never_closed),
    (re.compile(r"unmatched '([)\]}])'"), _unmatched),
    (re.compile(r"parenthesis '([)\]}])' .* parenthesis '([(\[{])'"), _closed_by_another),
    (re.compile(r"unterminated (?:f-)?string"), _no_end_of_string),
    (re.compile(r"^expected ':'$"), _no_colon),
    (re.compile(r"^unexpected indent"), _unexpected_indent),
    (re.compile(r"^expected an indented block after .* on line (\d+)"), _no_block),
)


def _odd_sign(message: str, line: str) -> str:
    """Describe a full-width or curly sign: what stands for it in code; "" for others."""
    found = _ODD_SIGN.search(message)
    if found and _IDEOGRAPHS.match(_NO_CODE.sub("", line)):
        return _(" (this line is text, not code: begin a comment with `#`)")
    plain = normalize("NFKC", found[1].translate(_CURLY)) if found else ""
    if found is None or plain == found[1] or not plain.isascii():
        return ""
    return _(" (Python wants `{plain}` here: switch the keyboard to English)", plain=plain)


def _misspelt(error: SyntaxError, text: str) -> str:
    """Describe a misspelt keyword, with which the line would be Python; "" where there is none."""
    lines = text.split("\n")
    number = error.lineno or 0
    line = lines[number - 1]
    if error.msg != "invalid syntax" or len(line) > _LONGEST_LINE:
        return ""

    for word in _WORD.finditer(line):
        near = difflib.get_close_matches(word[0].lower(), keyword.kwlist, _MOST_TRIED, _ALIKE)
        for right in near if word[0] not in near else ():
            mended = f"{line[: word.start()]}{right}{line[word.end() :]}"
            after = parse_error("\n".join([*lines[: number - 1], mended, *lines[number:]]))
            if after is None or (getattr(after, "lineno", None) or 0) > number:
                return _(
                    " (`{wrong}` is misspelt: did you mean `{right}`?)", wrong=word[0], right=right
                )
    return ""


def _too_new(line: str) -> str:
    """Describe that a newer Python may parse a line; "" where its syntax is not known as newer."""
    # On a long line, such a pattern would search for long.
    known = _NEWER if len(line) <= _LONGEST_LINE else ()
    newer = next(
        (
            version
            for version, pattern in known
            if version > sys.version_info[:2] and pattern.match(line)
        ),
        None,
    )
    if newer is None:
        return ""
    return _(
        " (Python {version} grades here; Python {newer} may accept this line: "
        "write it so that both do)",
        version=".".join(map(str, sys.version_info[:2])),
        newer=".".join(map(str, newer)),
    )
