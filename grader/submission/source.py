"""The student's statements as one text, and where each of them is in the student's own file."""

from __future__ import annotations

import ast
import builtins
import difflib
import re
import warnings
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from grader.language import _, either, is_chinese, one_line
from grader.results import Place, ToDo
from grader.submission.slicing import Slice, slice_source
from grader.submission.slicing.purity import leaves_nothing
from grader.submission.slicing.syntax import stored_names

UNPARSABLE = (SyntaxError, ValueError, RecursionError, MemoryError)  # what Python's parser raises
_SIMILAR = 0.75
# In a text that is no Python: what gives a name its value, and what holds it.
_DEFINING = (
    r"^[ \t]*(?:def|class)[ \t]+%s\b|^(?:import|from)[ \t].*\b%s\b"
    r"|^%s[ \t]*(?:=(?!=)|,.*=(?!=)|:)"
)
_MENTIONING = r"\b%s\b"
_MOST_OF_SENTENCE = 300


@dataclass(frozen=True)
class Cell:
    """Where a notebook's code cell begins in the source text.

    Attributes:
        line: number of its first line in the text.
        number: of the cell, counting code cells from 1.
        problem: why it does not parse, with its line; "" where it does. Its text is then left out.
        text: what was left out.
        file_line: where its text begins in the notebook's file; 0 where it is not written there
            line by line.
    """

    line: int
    number: int
    problem: str = ""
    text: str = ""
    file_line: int = 0


@dataclass(frozen=True)
class Needs:
    """What a function needs.

    Attributes:
        text: the statements, each where it is in the source text.
        leaves_nothing: whether calling it leaves nothing behind that a later call would see.
    """

    text: str
    leaves_nothing: bool = False


@dataclass(frozen=True)
class Source:
    """The student's statements.

    Attributes:
        filename: as the student knows it, for example "homework.ipynb".
        cells: of a notebook, in order.
        whole: run all of it, not only what the graded functions need.
        elsewhere: why names are not defined that other parts of the file define: name to message.
        jupyter: what Jupyter gives each cell without an import is needed.
        borrowed: of the modules beside it, the names of this text that they use.
        graded: the names of the functions that are asked for.
        needs: what functions need, as far as that was found out before.
    """

    filename: str
    text: str
    cells: tuple[Cell, ...] = ()
    whole: bool = False
    elsewhere: Mapping[str, str] = field(default_factory=dict, hash=False)
    jupyter: bool = False
    borrowed: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    graded: tuple[str, ...] = field(default=(), compare=False, repr=False)
    needs: Mapping[str, Needs] = field(default_factory=dict, compare=False, repr=False)

    def needed_by(self, name: str) -> Needs:
        """Return what a function needs."""
        if self.whole:
            return Needs(self.text)
        if name in self.needs:
            return self.needs[name]

        text = self._with_borrowed(name)
        return Needs(text, leaves_nothing=_leaves_nothing(text))

    def _with_borrowed(self, name: str) -> str:
        """Return the statements for a function, with those that the modules it imports use."""
        names = {name}
        text = _slice(self.text, (name,), self.graded).text

        while self.borrowed:
            imported = imported_modules(parse(text)).intersection(self.borrowed)
            more = {used for module in imported for used in self.borrowed[module]} - names
            if not more:
                break
            names |= more
            text = _slice(self.text, tuple(sorted(names)), self.graded).text
        return text

    def place(self, line: int) -> str:
        """Describe a line of the text: "homework.ipynb, code cell 3, line 2: `return h`"."""
        lines = self.text.removesuffix("\n").split("\n")
        if not 1 <= line <= len(lines):
            return ""
        return _(
            "{file}, {spot}: `{code}`",
            file=self.filename,
            spot=self.spot(line),
            code=one_line(lines[line - 1].strip(), 80),
        )

    def line(self, line: int) -> str:
        """Return a line of the text; "" where there is none."""
        lines = self.text.split("\n")
        return lines[line - 1] if 1 <= line <= len(lines) else ""

    def spot(self, line: int) -> str:
        """Describe where a line is, as the student counts: "code cell 3, line 2"."""
        return self._at(line).spot

    def pointer(self, line: int) -> Place | None:
        """Return where a line of the text is in the student's file; None where it is no line."""
        return self._at(line) if self.place(line) else None

    def _at(self, line: int) -> Place:
        cell = next((cell for cell in reversed(self.cells) if cell.line <= line), None)
        if cell is None:
            return Place(self.filename, line, file_line=line)

        below = line - cell.line
        file_line = cell.file_line + below if cell.file_line else 0
        return Place(self.filename, below + 1, cell.number, file_line)

    def definition(self, name: str) -> int:
        """Return the line at which a function is defined, the last one; 0 where it is not."""
        return _definitions(self.text).get(name, 0)

    def definitions(self, name: str) -> list[int]:
        """Return the lines at which a function or class is defined, each replacing the one before.

        What uses the earlier one, as ``f = faster(f)`` does, replaces nothing.
        """
        return _bindings(self.text).get(name, [])

    def stub_at(self, line: int) -> ToDo | None:
        """Return the unwritten function of which a line of the text is to be replaced."""
        found = (stub for stub in _stubs(self.text) if stub.line == line)
        return next(map(self._to_do, found), None)

    def unwritten(self, names: Iterable[str]) -> Iterator[ToDo]:
        """Yield those of some functions that are still to be written, in the same order.

        Nothing is in them but a docstring, ``pass``, ``...`` or ``raise NotImplementedError``. Of a
        class, it is the first such method.
        """
        stubs: dict[str, _Stub] = {}
        for stub in _stubs(self.text):
            if stub.is_whole:
                stubs.setdefault(stub.name, stub)
        return (self._to_do(stubs[name]) for name in names if name in stubs)

    def _to_do(self, stub: _Stub) -> ToDo:
        chinese = [text for text in stub.said if is_chinese(text)]
        english = [text for text in stub.said if text not in chinese]
        what = either(*([*english, *chinese][:1] or [""]), *([*chinese, *english][:1] or [""]))
        return ToDo(stub.name, self._at(stub.line), one_line(what, _MOST_OF_SENTENCE))

    def parameters(self, name: str) -> tuple[str, ...]:
        """Return the names of a function's parameters, those that can be given by position."""
        return _parameters(self.text).get(name, ())

    def defaults(self, name: str) -> dict[str, object] | None:
        """Return the defaults of a function's parameters, as written.

        ``...`` stands for what is not a plain value. None where the text does not show them: where
        it is no plain function, or takes any arguments.
        """
        return _defaults(self.text).get(name)

    def lacks_all(self, names: Iterable[str]) -> bool:
        """Whether nothing here binds one of some functions, or seems to be meant as one."""
        return not any(
            self.needed_by(name).text.strip()
            or self._in_cells(name, _MENTIONING)
            or self._elsewhere(name)
            or self._close_to(name)
            for name in names
        )

    def missing(self, name: str) -> str:
        """Describe that a function is not defined, and what the cause may be."""
        if elsewhere := self.out_of_reach(name) or self._in_cells(name, _MENTIONING):
            return elsewhere
        if close := self._close_to(name):
            return _(
                "{name} is not defined in {file}; did you name it {close}?",
                name=name,
                file=self.filename,
                close=one_line(close, 60),
            )
        return _("{name} is not defined in {file}", name=name, file=self.filename)

    def out_of_reach(self, name: str) -> str:
        """Describe the part of the file that would define a name; "" where there is none."""
        return self._in_cells(name, _DEFINING) or self._elsewhere(name)

    def _in_cells(self, name: str, pattern: str) -> str:
        """Describe the first cell that does not parse and holds a pattern; "" for none."""
        searched = re.compile(pattern.replace("%s", re.escape(name)), re.MULTILINE)
        for cell in self.cells:
            if cell.problem and searched.search(cell.text):
                return _(
                    "{name} is in code cell {cell}, which does not parse: {problem}",
                    name=name,
                    cell=cell.number,
                    problem=cell.problem,
                )
        return ""

    def _elsewhere(self, name: str) -> str:
        if name in self.elsewhere:
            return self.elsewhere[name]

        if within := _found_within(self.text, name):
            line, outer = within
            return _(
                "{name} is not defined in {file} itself: {spot} defines it within `{outer}`; "
                "move it out, without indentation",
                name=name,
                file=self.filename,
                spot=self.spot(line),
                outer=one_line(self.text.split("\n")[outer - 1].strip(), 60),
            )
        return ""

    def _close_to(self, name: str) -> str:
        """Return what may be a function by a misspelt name; "" where there is nothing."""
        others = sorted(
            other
            for other in _top_level_names(self.text).difference(self.graded)
            if not other.startswith("test_")  # it tests the function
        )
        return next(iter(difflib.get_close_matches(name, others, 1, _SIMILAR)), "")


@dataclass(frozen=True)
class Reading:
    """What was read of a file.

    Attributes:
        files: those that its cells write by ``%%writefile``: path to text.
        notes: what a reader of the report should know.
    """

    source: Source
    files: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def parse(text: str) -> ast.Module:
    """Parse a student's text; where it is no Python, one of UNPARSABLE is raised."""
    with warnings.catch_warnings():
        # A backslash too many in a string is no reason to refuse it.
        warnings.simplefilter("ignore")
        return ast.parse(text)


def imported_modules(tree: ast.AST) -> set[str]:
    """Return the top-level names of the modules that a program imports, wherever it does."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = node.module or node.names[0].name
            names.add(module.partition(".")[0])
    return names


@lru_cache(maxsize=256)
def plain_imports(text: str) -> tuple[tuple[str, int], ...]:
    """Return the top-level names of the modules that statements import, each with its line.

    An import that the code tries (``try: import x``) or makes only somewhere (``if IN_COLAB:``) is
    left to whoever runs it, and so is one of its own package.
    """
    found: list[tuple[str, int]] = []
    pending: deque[ast.AST] = deque([parse(text)])
    while pending:
        node = pending.popleft()
        if isinstance(node, (ast.Try, ast.If)):
            continue
        if isinstance(node, (ast.Import, ast.ImportFrom)) and not getattr(node, "level", 0):
            found += [(name, node.lineno) for name in sorted(imported_modules(node))]
        pending.extend(ast.iter_child_nodes(node))
    return tuple(found)


_leaves_nothing = lru_cache(maxsize=256)(leaves_nothing)


@lru_cache(maxsize=256)
def _slice(text: str, names: tuple[str, ...], graded: tuple[str, ...]) -> Slice:
    return slice_source(text, names, graded)


def _statements(text: str) -> list[ast.stmt]:
    """Return the statements of a text; none where it is no Python."""
    try:
        return parse(text).body
    except UNPARSABLE:
        return []


_FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)
_DEFINITION = (*_FUNCTION, ast.ClassDef)
_Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@lru_cache(maxsize=16)
def _definitions(text: str) -> dict[str, int]:
    return {node.name: node.lineno for node in _statements(text) if isinstance(node, _FUNCTION)}


@lru_cache(maxsize=16)
def _bindings(text: str) -> dict[str, list[int]]:
    """Return the lines of the statements that define something, by its name."""
    lines: dict[str, list[int]] = {}
    for node in _statements(text):
        if isinstance(node, _DEFINITION):
            lines.setdefault(node.name, []).append(node.lineno)
        elif isinstance(node, ast.Assign):
            used = {each.id for each in ast.walk(node.value) if isinstance(each, ast.Name)}
            for target in node.targets:
                if isinstance(target, ast.Name) and target.id not in used:
                    lines.setdefault(target.id, []).append(node.lineno)
    return lines


@dataclass(frozen=True)
class _Stub:
    """A line that is to be replaced by the student's code.

    Attributes:
        name: of the outermost function or class that it is in.
        said: the sentences in it.
        is_whole: whether nothing else is in its function or method.
    """

    name: str
    line: int
    said: tuple[str, ...]
    is_whole: bool = True


@lru_cache(maxsize=16)
def _stubs(text: str) -> tuple[_Stub, ...]:
    """Return what is still to be written, in the functions and classes that count."""
    last = {node.name: node for node in _statements(text) if isinstance(node, _DEFINITION)}
    return tuple(stub for node in last.values() for stub in _stubs_in(node, node.name))


def _stubs_in(node: _Definition, name: str) -> Iterator[_Stub]:
    body = node.body[1:] if ast.get_docstring(node, clean=False) is not None else node.body
    said = [_said_by_stub(statement) for statement in body]
    if None not in said:
        texts = tuple(text for each in said if each for text in each)
        yield _Stub(name, (body[-1] if body else node.body[-1]).lineno, texts)
    elif isinstance(node, ast.ClassDef):
        for method in body:
            # Only an explicit one: a method that does nothing may be meant so.
            if isinstance(method, _FUNCTION):
                yield from (stub for stub in _stubs_in(method, name) if stub.said)
    else:
        for inner in ast.walk(node):
            said_there = _said_by_stub(inner) if isinstance(inner, ast.stmt) else None
            if said_there and isinstance(inner, ast.Raise):
                yield _Stub(name, inner.lineno, tuple(said_there), is_whole=False)


def _said_by_stub(statement: ast.stmt) -> list[str] | None:
    """Return the sentences of ``raise NotImplementedError("…")``, none for ``pass`` and ``...``.

    None for any other statement.
    """
    match statement:
        case ast.Raise(exc=ast.Call(func=ast.Name("NotImplementedError"), args=arguments)):
            return [str(node.value) for node in arguments if isinstance(node, ast.Constant)]
        case (
            ast.Raise(exc=ast.Name("NotImplementedError"))
            | ast.Pass()
            | ast.Expr(value=ast.Constant(value=builtins.Ellipsis))
        ):
            return []
    return None


def _found_within(text: str, name: str) -> tuple[int, int] | None:
    """Return the line of a definition within another statement, and that of the statement."""
    for statement in _statements(text):
        for node in ast.walk(statement):
            if node is not statement and isinstance(node, _DEFINITION) and node.name == name:
                return node.lineno, statement.lineno
    return None


@lru_cache(maxsize=16)
def _parameters(text: str) -> dict[str, tuple[str, ...]]:
    parameters = {}
    for node in _statements(text):
        if isinstance(node, _FUNCTION):
            arguments = (*node.args.posonlyargs, *node.args.args)
            parameters[node.name] = tuple(argument.arg for argument in arguments)
    return parameters


@lru_cache(maxsize=16)
def _defaults(text: str) -> dict[str, dict[str, object] | None]:
    """Return the defaults of the functions, by name.

    A default may be a name that is bound to a plain value before, as in ``EPOCHS = 10_000``.
    """
    constants: dict[str, object] = {}
    functions: dict[str, dict[str, object] | None] = {}
    for node in _statements(text):
        if isinstance(node, _FUNCTION):
            functions[node.name] = _of(node.args, constants)
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            name = node.targets[0].id
            functions.pop(name, None)
            if isinstance(node.value, ast.Lambda):
                functions[name] = _of(node.value.args, constants)
            constants[name] = _plain(node.value, constants)
    return functions


def _of(arguments: ast.arguments, constants: Mapping[str, object]) -> dict[str, object] | None:
    if arguments.vararg or arguments.kwarg:
        return None
    positional = [*arguments.posonlyargs, *arguments.args]
    pairs = [
        *zip(reversed(positional), reversed(arguments.defaults), strict=False),
        *zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True),
    ]
    return {argument.arg: _plain(node, constants) for argument, node in pairs if node is not None}


def _plain(node: ast.expr, constants: Mapping[str, object]) -> object:
    """Return the value of an expression, ``...`` where it is not plain."""
    if isinstance(node, ast.Name):
        return constants.get(node.id, ...)
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return ...


def _top_level_names(text: str) -> set[str]:
    bound, _declared_global = stored_names(parse(text).body)
    return bound
