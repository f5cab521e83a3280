"""What each top-level statement binds and changes, by itself and by what it calls."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from grader.submission.slicing import known_names
from grader.submission.slicing.known_names import changes_object
from grader.submission.slicing.program import Block, CallSite, Function, Program

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


class Effects(NamedTuple):
    """What running a piece of code does.

    Attributes:
        binds: the module's names that it binds.
        changes: keys of the objects that it changes.
        stores: those of them that it stores into itself: they may be functions.
    """

    binds: frozenset[str]
    changes: frozenset[str]
    stores: frozenset[str]


class _Callee(NamedTuple):
    function: Function
    # Its parameters, each with the keys of what it receives.
    received: tuple[tuple[str, frozenset[str]], ...]


_NOTHING = Effects(frozenset(), frozenset(), frozenset())


def effects(program: Program, ignored: str = "") -> tuple[list[Effects], dict[Function, Effects]]:
    """Return what each statement and each function does, calls of the function ``ignored`` aside.

    A function is assumed to do all that is in it; what it does to its parameters is done to what
    a call passes.
    """
    calls = _Calls(program, {function for function, _ in program.functions.get(ignored, ())})
    functions = calls.settled()
    return [calls.of(statement.block) for statement in program.statements], functions


class _Calls:
    def __init__(self, program: Program, skipped: set[Function]) -> None:
        self._program = program
        self._skipped = skipped
        # By id of the block.
        self._callees: dict[int, list[_Callee]] = {}
        self._known: dict[Function, Effects] = {}

    def settled(self) -> dict[Function, Effects]:
        """Find what each function does, to a fixed point.

        When more becomes known of a function, its callers are looked at again.
        """
        callers: defaultdict[Function, list[Function]] = defaultdict(list)
        for function in self._program.all_functions:
            for callee in self._called(function.block):
                callers[callee.function].append(function)
            for inner in function.block.inner:
                callers[inner].append(function)

        todo = dict.fromkeys(
            function for function in self._program.all_functions if function not in self._skipped
        )
        while todo:
            function, _ = todo.popitem()
            known = self.of(function.block)
            if known != self._known.get(function, _NOTHING):
                self._known[function] = known
                todo |= {
                    caller: None for caller in callers[function] if caller not in self._skipped
                }

        return self._known

    def of(self, block: Block) -> Effects:
        """Return what a piece of code does."""
        binds = set(block.binds)
        stores = set(block.changes)
        changes: set[str] = set()
        for call in block.calls:
            changes |= self._directly(call)
            # setattr(Net, "forward", forward) stores into Net, which may be a class.
            if call.root in {"setattr", "delattr"} and call.args and self._is_builtin(call.root):
                stores |= call.args[0]

        for inner in block.inner:
            known = self._known.get(inner, _NOTHING)
            binds |= known.binds
            stores |= known.stores
            changes |= known.changes

        for callee in self._called(block):
            known = self._known.get(callee.function, _NOTHING)
            binds |= known.binds
            # The module's own objects. Those of the function's scope don't reach the caller,
            # except for its parameters.
            changes.update(key for key in known.changes if ":" not in key)
            for param, passed in callee.received:
                if param in known.stores:
                    stores |= passed
                elif param in known.changes:
                    changes |= self._objects(passed)

        # An attribute of a function can be stored; what else changes is no function.
        changes = self._with_aliases(block.changes) | self._with_aliases(
            stores | changes, among=self._objects
        )
        return Effects(frozenset(binds), frozenset(changes), frozenset(stores))

    def _with_aliases(
        self, keys: set[str], among: Callable[[set[str]], Iterable[str]] = frozenset
    ) -> set[str]:
        """Add the objects that those of ``keys`` may be, be a part of, or hold.

        Args:
            among: chooses those that count.
        """
        reached = set(keys)
        todo = list(keys)
        while todo:
            fresh = set(among(self._program.aliases.get(todo.pop(), set()))) - reached
            reached |= fresh
            todo += fresh
        return reached

    def _called(self, block: Block) -> list[_Callee]:
        if id(block) not in self._callees:
            self._callees[id(block)] = [
                callee for call in block.calls for callee in self._resolve(call)
            ]
        return self._callees[id(block)]

    def _resolve(self, call: CallSite) -> Iterator[_Callee]:
        """Return the program's own functions that a call calls, or passes on to be called."""
        program = self._program
        if call.root and not call.method:
            for key, function, bound in program.resolve(call.root):
                # A function that the called one wraps may receive any argument.
                direct = key == call.root
                received = _given(function, call, bound) if direct else _all(function, call)
                # An instance that is called is the first argument of its class's method.
                if bound and not direct:
                    received += _first(function, call.root)
                yield _Callee(function, received)
        elif call.method and call.root not in program.packages:
            own = frozenset({call.root} if call.root else ())
            method = CallSite(call.root, call.method, (own, *call.args), call.keywords, call.alone)
            for function, _ in program.functions.get(f".{call.method}", ()):
                yield _Callee(function, (*_given(function, call, 0), *_given(function, method, 0)))

        for key in call.passed:
            for function, _ in program.functions.get(key, ()):
                yield _Callee(function, _all(function, call))

    def _directly(self, call: CallSite) -> frozenset[str]:
        """Return the keys that a call changes, going by the name of what is called."""
        root, method = call.root, call.method
        shuffled = self._objects(call.passed) if method == "shuffle" else frozenset[str]()
        if root is None:
            return shuffled

        if self._is_builtin(root):
            # list.append(items, item) changes its first argument as setattr(item, ...) does.
            changes_first = root in known_names.CHANGING_BUILTINS or changes_object(method)
            return call.args[0] if changes_first and call.args else frozenset()

        if root in self._program.packages:
            harmless = self._program.packages[root] & known_names.HARMLESS_PACKAGES
            changes = call.alone or known_names.changes_arguments(method or root.rpartition(":")[2])
            return self._objects(call.passed) if changes and not harmless else frozenset()

        if method:
            return shuffled | {root} if call.alone or changes_object(method) else shuffled

        known = next(self._program.resolve(root), None)
        if known or not call.alone:
            return frozenset()
        # partial(table.__setitem__, "a") changes the table when it is called.
        return self._objects({root, *call.passed, *self._program.wraps.get(root, ())})

    def _is_builtin(self, root: str) -> bool:
        return root in known_names.SHOWING or (
            root in known_names.BUILTINS and root not in self._program.values
        )

    def _objects(self, keys: Iterable[str]) -> frozenset[str]:
        """Leave out functions and classes: to be passed on, or held, changes none of them."""
        return frozenset(key for key in keys if key not in self._program.functions)


def _given(
    function: Function, call: CallSite, bound: int
) -> tuple[tuple[str, frozenset[str]], ...]:
    return tuple(function.received(call, bound))


def _first(function: Function, root: str) -> tuple[tuple[str, frozenset[str]], ...]:
    return tuple((param, frozenset({root})) for param in list(function.params.values())[:1])


def _all(function: Function, call: CallSite) -> tuple[tuple[str, frozenset[str]], ...]:
    return tuple((param, call.passed) for param in function.params.values())
