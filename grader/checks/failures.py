"""What an exception in the student's code is called, and where it was raised."""

from __future__ import annotations

import errno
import re
import sys
from typing import TYPE_CHECKING

from grader import wire
from grader.errors import StudentError
from grader.language import _
from grader.results import Reason
from grader.sandbox.limits import Limits, exceeded

if TYPE_CHECKING:
    from grader.submission.source import Source

_MOST_CALLERS = 3
_MOST_SHAPES = 4
_MOST_AXES = 8
_OF_SHAPES = re.compile(r"shape|broadcast|mismatch|multiplied|not aligned|size of tensor")
# By the number of the error that the kernel gives where a limit is reached.
_LIMITS = {
    errno.EAGAIN: Reason.PROCESSES,
    errno.EMFILE: Reason.OPEN_FILES,
    errno.EFBIG: Reason.FILE_SIZE,
    errno.ENOSPC: Reason.DISK,
}
_LIBRARIES = ("numpy", "torch")
_IMPORT_ERRORS = ("ImportError", "ModuleNotFoundError")
_NO_NAME = re.compile(r"^name '(?P<name>\w+)' is not defined")
_OWN_MODULE = re.compile(r"(?:from|;) '(?P<module>[\w.]+)'")
_MEMORY_MESSAGES = ("can't allocate memory", "not enough memory", "out of memory", "std::bad_alloc")


def student_error(raised: wire.Raised, name: str, source: Source, limits: Limits) -> StudentError:
    """Describe an exception that a function of the submission raised.

    Args:
        name: of the function.
        source: of the submission.
        limits: of the call.
    """
    if raised.kind == "missing":
        return StudentError(Reason.MISSING, source.missing(name))

    where, callers = _places(raised, source)
    if raised.type_name == "NotImplementedError" and "NotImplementedError" in where:
        return _unwritten(raised, name, source)
    reason, template = _reason(raised, limits)
    error = f"{raised.type_name}: {raised.message}" if raised.message else raised.type_name
    message = template.format(name=name, error=error, where=where)

    place = source.pointer(raised.frames[-1].line) if raised.frames else None
    message += _shapes(raised, source) + _what_is_here(raised) + callers
    if elsewhere := defined_elsewhere(raised, source):
        message = _("{why}; {fact}", why=message, fact=elsewhere)
    return StudentError(reason, message, raised.builtin, place=place)


def defined_elsewhere(raised: wire.Raised, source: Source) -> str:
    """Describe the part of the file that would define a name that is missing; "" for none."""
    name = _NO_NAME.search(raised.message) if raised.builtin == "NameError" else None
    return source.out_of_reach(name["name"]) if name else ""


def _unwritten(raised: wire.Raised, name: str, source: Source) -> StudentError:
    """Describe a stub, with all that it says is to be done.

    Without a place in the student's text, torch raised NotImplementedError.
    """
    line = raised.frames[-1].line
    stub = source.stub_at(line)
    function = stub.function if stub else name
    spot = source.spot(line)
    message = _(
        "{name} is not written yet ({file}, {spot})",
        name=function,
        file=source.filename,
        spot=spot,
    )
    if stub and next(source.unwritten([function]), None) is None:
        message = _(
            "{name} still raises NotImplementedError: delete this line once it is written "
            "({file}, {spot})",
            name=function,
            file=source.filename,
            spot=spot,
        )
    if stub and stub.function != name:
        message = _("{name}: {why}", name=name, why=message)
    if what := stub.what if stub else raised.message:
        message = _("{message}: {hint}", message=message, hint=what)
    return StudentError(Reason.UNWRITTEN, message, raised.builtin, place=source.pointer(line))


def _reason(raised: wire.Raised, limits: Limits) -> tuple[Reason, str]:
    """Return why a call failed, and a message with places for name, error and where."""
    if raised.type_name == "AutogradIsOffError":
        return Reason.ERROR, _(
            "{name} asks autograd for a gradient, which is switched off here: "
            "derive it by hand{where}"
        )

    limit = _LIMITS.get(raised.errno)
    if limit:
        template = _("{name}: {limit}{where}")
        return limit, template.replace("{limit}", exceeded(limit, limits))

    is_memory = raised.type_name == "MemoryError" or any(
        message in raised.message for message in _MEMORY_MESSAGES
    )
    reason = Reason.MEMORY if is_memory else Reason.ERROR
    template = _("{name}: raises {error}{where}")
    if raised.kind == "load":
        template = _("{name}: a statement that it needs raises {error}{where}")
    if is_memory and "CUDA" in raised.message:
        template = _("{name}: the GPU's memory is full{where}: {error}")
    return reason, template


def _shapes(raised: wire.Raised, source: Source) -> str:
    """Describe the shapes that the line computes with, where they do not fit; "" for others."""
    line = source.line(raised.frames[-1].line) if raised.frames else ""
    if not _OF_SHAPES.search(raised.message):
        return ""
    # The names come from the submission's process.
    shown = [
        _("{name} has the shape {shape}", name=shape.name, shape=tuple(shape.lengths[:_MOST_AXES]))
        for shape in raised.shapes[:_MOST_SHAPES]
        if shape.name.isidentifier() and re.search(rf"\b{shape.name}\b", line)
    ]
    return _("; there, {shapes}", shapes=_(", ").join(shown)) if shown else ""


def _what_is_here(raised: wire.Raised) -> str:
    """Describe which modules or files there are, where one is missing; "" for other errors."""
    own = _OWN_MODULE.search(raised.message) if raised.builtin in _IMPORT_ERRORS else None
    if own and own["module"].partition(".")[0] in sys.stdlib_module_names:
        return _(
            "; {module} is a module of Python's standard library: "
            "if you mean one of your own, give it another name",
            module=own["module"].partition(".")[0],
        )

    if raised.type_name == "ModuleNotFoundError":
        # The names come from the submission's process.
        libraries = [name for name in _LIBRARIES if name in raised.installed]
        if not libraries:
            return _(
                "; it is not installed here, Python's standard library is; "
                "a module of your own must lie in the homework's folder"
            )
        return _(
            "; it is not installed here, {modules} and Python's standard library are; "
            "a module of your own must lie in the homework's folder",
            modules=_(", ").join(libraries),
        )
    if raised.type_name == "FileNotFoundError":
        return _(
            "; data files come along only from the homework's own folder, "
            "when that folder or a zip of it is handed in: open them by a relative path"
        )
    return ""


def _places(raised: wire.Raised, source: Source) -> tuple[str, str]:
    """Describe where the student's code raised, and where the student's own code called it."""
    *callers, last = [frame.line for frame in raised.frames] or [0]
    place = source.place(last)
    if not place:
        return "", ""

    lines = [line for line in dict.fromkeys(reversed(callers)) if source.place(line)]
    spots = [source.spot(line) for line in lines]
    called_in = ""
    if spots:
        called_in = _("; called in {spots}", spots=_(", ").join(spots[:_MOST_CALLERS]))
    return _(" ({place})", place=place), called_in
