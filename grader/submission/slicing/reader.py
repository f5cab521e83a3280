"""Read a syntax tree into a :class:`~grader.submission.slicing.program.Program`."""

from __future__ import annotations

import ast
import itertools
import re
from typing import TYPE_CHECKING, Any, TypeGuard

from grader.submission.slicing import known_names, syntax
from grader.submission.slicing.program import (
    ANY,
    DEFINITIONS,
    STAR,
    Block,
    CallSite,
    Function,
    Program,
    Statement,
)
from grader.submission.slicing.scope import Context, Scope

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from grader.submission.slicing.syntax import FunctionNode


def read(tree: ast.Module) -> Program:
    """Read a module's statements."""
    program = Program()
    reader = _Reader(program, annotations="annotations" not in _future_features(tree))
    program.statements = [reader.statement(node) for node in tree.body]

    reader.note_registries()

    for statement in program.statements:
        _extend(program.values, statement.block.binds)
    for function in program.all_functions:
        _extend(program.values, function.block.binds)
        _extend(program.global_values, function.block.binds)

    for name, values in program.values.items():
        if all(
            value is not None and syntax.is_constant(value, program.constants) for value in values
        ):
            program.constants.add(name)
    return program


def _extend(values: dict[str, list[ast.AST | None]], more: dict[str, list[ast.AST | None]]) -> None:
    for name, nodes in more.items():
        values.setdefault(name, []).extend(nodes)


def is_future(node: ast.stmt) -> TypeGuard[ast.ImportFrom]:
    """Whether a statement is ``from __future__ import ...``."""
    return isinstance(node, ast.ImportFrom) and node.module == "__future__"


def _future_features(tree: ast.Module) -> set[str]:
    return {alias.name for node in tree.body if is_future(node) for alias in node.names}


class _Reader:
    """Walks over nodes with a list of what is still to do.

    Homework nests deeper than Python's stack.
    """

    def __init__(self, program: Program, *, annotations: bool) -> None:
        self._program = program
        # Whether annotations are evaluated: not under "from __future__ import annotations".
        self._annotations = annotations
        # Every function, lambda and comprehension has a number of its own in the keys of its names.
        self._numbers = itertools.count(1)
        self._todo: list[tuple[ast.AST, Context]] = []
        # From a name or a module's item to what is bound to it.
        self._values: dict[ast.AST, ast.AST] = {}
        # From a lambda to the key that it is bound to.
        self._lambdas: dict[ast.AST, str] = {}
        # Where classes are defined, with the keys of their bases and metaclasses.
        self._classes: list[tuple[Block, set[str]]] = []
        self._statement = Statement(ast.Pass())
        self._handlers: dict[type[ast.AST], Callable[[Any, Context], None]] = {
            ast.Name: self._name,
            ast.Attribute: self._part,
            ast.Subscript: self._part,
            ast.Assign: self._assign,
            ast.AnnAssign: self._assign,
            ast.AugAssign: self._augment,
            ast.NamedExpr: self._assign,
            ast.For: self._loop,
            ast.AsyncFor: self._loop,
            ast.withitem: self._with,
            ast.Expr: self._expression,
            ast.Call: self._call,
            ast.Lambda: self._lambda,
            ast.FunctionDef: self._def,
            ast.AsyncFunctionDef: self._def,
            ast.ClassDef: self._class,
            ast.Import: self._import,
            ast.ImportFrom: self._import,
            **dict.fromkeys(syntax.COMPREHENSIONS, self._comprehension),
        }

    def statement(self, node: ast.stmt) -> Statement:
        """Read one; of ``if __name__ == "__main__"`` only what an import runs."""
        statement = self._statement = Statement(node)
        context = Context(Scope(), statement.block, statement.now, statement.later)

        if isinstance(node, ast.If) and syntax.is_main_guard(node):
            self._push(node.orelse, context)
        else:
            self._push([node], context)

        while self._todo:
            part, where = self._todo.pop()
            self._handlers.get(type(part), self._other)(part, where)
        return statement

    def note_registries(self) -> None:
        """Count a new class as a change of its bases, in a program whose classes look for it."""
        program = self._program
        looked_for = {attribute for _, attribute in program.attributes} & {"__subclasses__"}
        known = set(program.functions).union(*program.wraps.values())
        told = known & {".__init_subclass__", "type"}
        if looked_for or told:
            for block, bases in self._classes:
                block.changes |= bases

    def _push(self, nodes: Iterable[ast.AST | None], context: Context) -> None:
        self._todo += [(node, context) for node in nodes if node is not None]

    def _other(self, node: ast.AST, context: Context) -> None:
        if not isinstance(node, ast.expr):
            for name in syntax.bound_by(node):
                self._bind(context.scope.key(name), None, context)
        self._push(syntax.children(node), context)

    # Names, and parts of objects

    def _name(self, node: ast.Name, context: Context) -> None:
        key = context.scope.key(node.id)
        if not isinstance(node.ctx, ast.Store):
            self._use(key, context)
        if not isinstance(node.ctx, ast.Load):
            self._bind(key, self._values.get(node), context)

    def _use(self, key: str, context: Context) -> None:
        if ":" not in key:
            context.now.add(key)
        elif context.scope.owner:
            # A class's own name, or, before it is bound, the module's.
            context.now.add(key.partition(":")[2])

    def _bind(self, key: str, value: ast.AST | None, context: Context) -> None:
        if ":" not in key:
            context.block.binds.setdefault(key, []).append(value)

    def _part(self, node: ast.Attribute | ast.Subscript, context: Context) -> None:
        item = syntax.module_item(node)
        if item is not None:
            if isinstance(node.ctx, ast.Load):
                self._use(item, context)
            else:
                self._bind(item, self._values.get(node), context)
            return

        root, way = syntax.chain(node)
        if isinstance(root, ast.Call) and isinstance(root.func, ast.Name):
            # What a function of the program returns is changed.
            if not isinstance(node.ctx, ast.Load) or way[-1] in known_names.MUTATORS:
                context.block.changes.add(context.scope.key(root.func.id))
        elif isinstance(root, ast.Name):
            self._program.attributes.add((context.scope.key(root.id), way[0]))
            if not isinstance(node.ctx, ast.Load):
                context.block.changes.add(context.scope.key(root.id))
            elif way[-1] in known_names.MUTATORS:
                # Whoever takes an object's append, to pass it on, calls it sooner or later.
                self._note(node, (), (), context, alone=False)
        self._push(syntax.children(node), context)

    # Bindings

    def _assign(self, node: ast.Assign | ast.AnnAssign | ast.NamedExpr, context: Context) -> None:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        if isinstance(node, ast.AnnAssign) and self._annotations:
            self._push([node.annotation], context)
        if node.value is None:
            return
        self._push([*targets, node.value], context)

        made_from = set[str]()
        if not isinstance(node.value, (ast.Lambda, ast.Constant)):
            made_from = {
                context.scope.key(part.id)
                for part in ast.walk(node.value)
                if isinstance(part, ast.Name)
            }

        for other in targets[1:]:
            self._link(targets[0], other, context)
        for target in targets:
            self._pair(target, node.value, context)
            for part in ast.walk(target):
                if isinstance(part, ast.Name):
                    self._program.wraps[context.scope.key(part.id)] |= made_from

    def _pair(self, target: ast.AST, value: ast.AST, context: Context) -> None:
        """Note what each name of a target is bound to: ``a, b = 1, 2`` part by part."""
        todo = [(target, value)]
        while todo:
            left, right = todo.pop()
            if isinstance(left, (ast.Tuple, ast.List)):
                values = right.elts if isinstance(right, (ast.Tuple, ast.List)) else []
                starred = any(isinstance(part, ast.Starred) for part in (*left.elts, *values))
                if len(values) == len(left.elts) and not starred:
                    todo += zip(left.elts, values, strict=True)
                    continue
            elif isinstance(left, ast.Name) or syntax.module_item(left):
                self._values[left] = right
                if isinstance(left, ast.Name) and isinstance(right, ast.Lambda):
                    self._lambdas[right] = context.scope.key(left.id)
            self._link(left, right, context)

    def _link(self, target: ast.AST, value: ast.AST, context: Context) -> None:
        """Note that a target may be, be a part of, or hold what a value's variables stand for."""
        keys = self._keys(value, context)
        context.block.held |= keys
        for left in syntax.parts(target):
            key = context.scope.key(left.id)
            self._program.aliases[key] |= keys - {key}

    def _keys(self, value: ast.AST, context: Context) -> frozenset[str]:
        return frozenset(context.scope.key(name.id) for name in syntax.parts(value))

    def _augment(self, node: ast.AugAssign, context: Context) -> None:
        if isinstance(node.target, ast.Name):
            key = context.scope.key(node.target.id)
            self._use(key, context)
            context.block.changes.add(key)
            self._values[node.target] = node.value
        self._push([node.target, node.value], context)

    def _loop(self, node: ast.For | ast.AsyncFor, context: Context) -> None:
        self._link(node.target, node.iter, context)
        self._push(syntax.children(node), context)

    def _with(self, node: ast.withitem, context: Context) -> None:
        if node.optional_vars:
            self._link(node.optional_vars, node.context_expr, context)
            # What it enters may be, or hold, what it was made from.
            if isinstance(node.context_expr, ast.Call):
                for argument in node.context_expr.args:
                    self._link(node.optional_vars, argument, context)
        self._push(syntax.children(node), context)

    def _comprehension(
        self, node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp, context: Context
    ) -> None:
        names: set[str] = set()
        for clause in node.generators:
            names.update(part.id for part in ast.walk(clause.target) if isinstance(part, ast.Name))

        # A generator's elements are evaluated when somebody asks for them.
        now = context.later if isinstance(node, ast.GeneratorExp) else context.now
        scope = Scope(next(self._numbers), frozenset(names), parent=context.scope)
        within = context._replace(scope=scope, now=now)

        for clause in node.generators:
            self._link(clause.target, clause.iter, within)
            self._push([clause.target, *clause.ifs], within)
            # The first iterable is evaluated outside.
            self._push([clause.iter], context if clause is node.generators[0] else within)
        elements = (
            part for part in syntax.children(node) if not isinstance(part, ast.comprehension)
        )
        self._push(elements, within)

    def _import(self, node: ast.Import | ast.ImportFrom, context: Context) -> None:
        for alias in node.names:
            if isinstance(node, ast.Import):
                package, _, rest = alias.name.partition(".")
                submodule = rest.partition(".")[0]
            else:
                module = "." * node.level + (node.module or "")
                package, _, rest = module.partition(".")
                submodule = rest.partition(".")[0] or alias.name

            if context.in_function:
                self._statement.packages.add(package)
            if submodule:
                self._statement.submodules.add((package, submodule))

            if alias.name == "*":
                self._bind(STAR, None, context)
                continue
            for name in syntax.bound_by(alias):
                key = context.scope.key(name)
                self._bind(key, alias, context)
                self._program.packages.setdefault(key, set()).add(package)

    # Functions and classes

    def _def(self, node: ast.FunctionDef | ast.AsyncFunctionDef, context: Context) -> None:
        key = context.scope.key(node.name)
        self._bind(key, node, context)
        function = self._function(node, context)
        self._decorated(node, key, context)

        if context.scope.owner:
            self._register(f".{node.name}", function)
            # Calling the class, or an instance of it, calls these.
            if node.name == "forward" or node.name.startswith("__"):
                self._register(context.scope.owner, function, 1)
        else:
            self._register(key, function)

        if context.in_function:
            context.block.inner.append(function)

    def _lambda(self, node: ast.Lambda, context: Context) -> None:
        function = self._function(node, context)
        if node in self._lambdas:
            self._register(self._lambdas[node], function)
        if node not in self._lambdas or context.in_function:
            context.block.inner.append(function)

    def _function(self, node: FunctionNode, context: Context) -> Function:
        # Decorators, defaults and annotations are evaluated outside.
        self._push(syntax.outside(node, annotations=self._annotations), context)

        body: list[ast.AST] = [node.body] if isinstance(node, ast.Lambda) else [*node.body]
        bound, declared = syntax.stored_names(body)
        params = [arg.arg for arg in syntax.parameters(node)]
        number = next(self._numbers)
        scope = Scope(
            number, frozenset([*bound, *params]), frozenset(declared), parent=context.scope
        )

        function = Function(node, {name: f"{number}:{name}" for name in params})
        self._program.all_functions.append(function)
        within = Context(scope, function.block, context.later, context.later)
        self._push(body, within)
        if isinstance(node, ast.FunctionDef):
            for returned in syntax.returned_values(node):
                self._program.aliases[context.scope.key(node.name)] |= self._keys(returned, within)
        return function

    def _class(self, node: ast.ClassDef, context: Context) -> None:
        key = context.scope.key(node.name)
        self._bind(key, node, context)
        self._decorated(node, key, context)
        self._push(syntax.outside(node), context)

        self._program.functions.setdefault(key, [])
        bases = {context.scope.key(base.id) for base in syntax.parts(ast.Tuple(node.bases))}
        self._program.wraps[key] |= bases
        # What is stored into a base later is seen through the class.
        context.block.held |= bases
        for keyword in node.keywords:
            # A class is its metaclass's as an element is its list's.
            self._program.aliases[key] |= self._keys(keyword.value, context)
        self._classes.append((context.block, bases | self._program.aliases[key]))

        bound, declared = syntax.stored_names(node.body)
        scope = Scope(
            next(self._numbers),
            frozenset(bound),
            frozenset(declared),
            owner=key,
            parent=context.scope,
        )
        self._push(node.body, context._replace(scope=scope))

    def _register(self, key: str, function: Function, bound: int = 0) -> None:
        self._program.functions.setdefault(key, []).append((function, bound))

    def _decorated(
        self,
        node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef,
        key: str,
        context: Context,
    ) -> None:
        for decorator in node.decorator_list:
            func = decorator.func if isinstance(decorator, ast.Call) else decorator
            self._note(func, (frozenset({key}),), (), context, alone=True)

    # Calls

    def _expression(self, node: ast.Expr, context: Context) -> None:
        value = node.value.value if isinstance(node.value, ast.Await) else node.value
        if isinstance(value, ast.Call):
            self._call(value, context, alone=True)
        else:
            self._push([value], context)

    def _call(self, node: ast.Call, context: Context, *, alone: bool = False) -> None:
        self._push(syntax.children(node), context)

        args: list[frozenset[str]] = []
        # By name; None for *args and **kwargs, which may go to any parameter.
        keywords: list[tuple[str | None, frozenset[str]]] = []
        for arg in node.args:
            if isinstance(arg, ast.Starred):
                keywords.append((None, self._keys(arg, context)))
            else:
                args.append(self._keys(arg, context))
        keywords += [(keyword.arg, self._keys(keyword.value, context)) for keyword in node.keywords]

        self._note(node.func, tuple(args), tuple(keywords), context, alone=alone)
        if context.in_function and syntax.called_name(node) == "globals":
            context.later.add(DEFINITIONS)
        if syntax.called_name(node) not in known_names.BUILTINS:
            context.block.held.update(*args, *(keys for _, keys in keywords))
        if isinstance(node.func, ast.Name) and context.in_function:
            self._program.called_later.add(context.scope.key(node.func.id))
        self._reach_for_module(node, context)

    def _note(
        self,
        func: ast.AST,
        args: tuple[frozenset[str], ...],
        keywords: tuple[tuple[str | None, frozenset[str]], ...],
        context: Context,
        *,
        alone: bool,
    ) -> None:
        root, way = syntax.chain(func)
        if isinstance(root, ast.Lambda):
            root = ast.Name(self._lambdas.setdefault(root, f"{next(self._numbers)}:lambda"))

        key = context.scope.key(root.id) if isinstance(root, ast.Name) else None
        method = way[-1] if way and way[-1] != "[]" else ""
        context.block.calls.append(CallSite(key, method, args, keywords, alone))

    def _reach_for_module(self, node: ast.Call, context: Context) -> None:
        """Note the names that a call may bind in the module.

        Such as ``exec(...)``, ``globals().update(...)``, ``setattr(sys.modules[__name__], ...)``.
        """
        name = syntax.called_name(node)
        if name in {"exec", "eval"}:
            for part in ast.walk(node):
                if isinstance(part, ast.Constant) and isinstance(part.value, str):
                    context.now.update(re.findall(r"[^\W\d]\w*", part.value))

        if (name == "exec" and len(node.args) == 1) or (
            syntax.is_module_dict(node) and (name == "globals" or not context.in_function)
        ):
            self._bind(ANY, None, context)

        if isinstance(node.func, ast.Attribute) and syntax.is_module_dict(node.func.value):
            for keyword in node.keywords:
                self._bind(keyword.arg or ANY, keyword.value, context)
            for arg in node.args:
                for key in arg.keys if isinstance(arg, ast.Dict) else ():
                    self._bind(_text_or_any(key), None, context)

        if name == "setattr" and len(node.args) == 3 and syntax.is_this_module(node.args[0]):  # noqa: PLR2004 - its arguments
            _, attribute, value = node.args
            self._bind(_text_or_any(attribute), value, context)


def _text_or_any(node: ast.AST | None) -> str:
    return str(node.value) if isinstance(node, ast.Constant) else ANY
