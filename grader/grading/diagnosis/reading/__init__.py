"""Read the student's code, without running it: facts with a line, which may be the cause.

::

    statements ──▶ Program ──▶ a Body per function, method and class ──▶ rules ──▶ findings

A rule is a function that yields facts: "line 12 names ``opt.zero_grad`` and does not call it". What
students read of it, and of which symptoms it may be the cause, stands in rules.toml.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from itertools import islice

import msgspec

from grader.grading.diagnosis.hints import Bilingual
from grader.grading.diagnosis.reading import (
    arrays,
    calls,
    changes,
    graph,
    layers,
    leaves,
    loops,
    names,
    optimizers,
    steps,
    updates,
)
from grader.grading.diagnosis.reading.body import Body, Definition, Fact, line_of, names_in
from grader.language import one_line
from grader.results import Hint
from grader.submission.program import Asked, Program
from grader.submission.source import UNPARSABLE, Source, parse

_LONGEST = 60  # characters of code in a hint
_ANY = "any"

# Rules look at nodes in pairs: what no homework is as long as takes too much time, and is not read.
_MOST_NODES = 2_500  # of a function
_MOST_NODES_IN_ALL = 15_000
_MOST_FUNCTIONS = 250
_MOST_FACTS = 10  # of a rule in a function

OF_FUNCTIONS: dict[str, Callable[[Body], Iterator[Fact]]] = {
    "not-called": calls.not_called,
    "class-with-data": calls.class_with_data,
    "error-not-raised": calls.error_not_raised,
    "or-of-values": calls.or_of_values,
    "value-called": calls.value_called,
    "no-return": names.no_return,
    "return-in-loop": loops.return_in_loop,
    "parameters-differ": names.parameters_differ,
    "parameters-reordered": names.parameters_reordered,
    "arguments-swapped": names.arguments_swapped,
    "results-swapped": names.results_swapped,
    "fewer-returned": names.fewer_returned,
    "reshaped-to-transpose": arrays.reshaped_to_transpose,
    "mask-by-matmul": arrays.mask_by_matmul,
    "results-same": changes.results_same,
    "equals-minus": names.equals_minus,
    "written-into": arrays.written_into,
    "iterator-used-up": loops.iterator_used_up,
    "padded-behind": arrays.padded_behind,
    "recorded-again": loops.recorded_again,
    "kept-sometimes": loops.kept_sometimes,
    "reset-in-loop": loops.reset_in_loop,
    "replaced-in-loop": loops.replaced_in_loop,
    "kept-between-calls": names.kept_between_calls,
    "loss-under-no-grad": graph.loss_under_no_grad,
    "argmax-on-the-way": graph.argmax_on_the_way,
    "loss-made-leaf": graph.loss_made_leaf,
    "graph-cut": graph.cut,
    "behind-autograd": graph.behind_autograd,
    "losses-added-up": steps.losses_added_up,
    "backward-again": steps.backward_again,
    "grad-not-required": leaves.grad_not_required,
    "no-leaf": leaves.no_leaf,
    "grad-read-early": leaves.grad_read_early,
    "parameter-renamed": updates.parameter_renamed,
    "leaf-replaced": updates.rebound,
    "update-recorded": updates.update_recorded,
    "cleared-early": steps.cleared_early,
    "cleared-halfway": steps.cleared_halfway,
    "step-early": steps.step_early,
    "cleared-outside": steps.cleared_outside,
    "never-backward": steps.never_backward,
    "never-step": steps.never_step,
    "gradients-kept": steps.gradients_kept,
    "model-replaced": layers.model_replaced,
    "optimizer-in-loop": layers.optimizer_in_loop,
    "optimizer-of-another": layers.optimizer_of_another,
    "rate-not-passed": layers.rate_not_passed,
    "weighted-loss": layers.weighted_loss,
    "other-activation": layers.other_activation,
    "more-layers": layers.more_layers,
    "mean-of-squares": layers.mean_of_squares,
    "rows-left-out": loops.rows_left_out,
    "rows-twice": loops.rows_twice,
    "mask-selects": arrays.mask_selects,
    "einsum-alone": arrays.einsum_alone,
    "random-numbers": layers.random_numbers,
    "gradient-limited": layers.gradient_limited,
    "rate-changed": optimizers.rate_changed,
    "other-options": optimizers.other_options,
    "loop-left": loops.loop_left,
    "max-over-axis": arrays.max_over_axis,
    "values-for-classes": arrays.values_for_classes,
    "builtin-on-arrays": arrays.builtin_on_arrays,
    "numpy-on-tensors": arrays.numpy_on_tensors,
    "sum-of-rows": arrays.sum_of_rows,
    "property-called": calls.property_called,
    "changed-by": changes.changed_in_place,
    "dtype-converted": names.dtype_converted,
    "default-dtype": names.default_dtype,
    "off-device": names.off_device,
    "parameter-overwritten": names.parameter_overwritten,
    "parameter-unused": names.parameter_unused,
    "result-dropped": names.result_dropped,
    "result-lost": names.result_lost,
    "result-unused": names.result_unused,
}
OF_CLASSES: dict[str, Callable[[Body], Iterator[Fact]]] = {
    "misspelt-method": layers.misspelt_method,
    "no-super-init": layers.no_super_init,
    "layers-in-list": layers.layers_in_list,
}


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An entry of rules.toml, which describes its fields."""

    en: str
    zh: str
    symptoms: tuple[str, ...] = (_ANY,)
    sure: bool = False
    alone: bool = False


@dataclass(frozen=True)
class Finding:
    """What a rule found.

    Attributes:
        id: the rule's.
        definition: the outermost function or class that it is in.
        line: of the source text.
        hint: what the student reads.
    """

    id: str
    definition: str
    line: int
    hint: Hint

    @property
    def is_sure(self) -> bool:
        """Whether it is a mistake in any program."""
        return rules()[self.id].sure

    @property
    def is_alone(self) -> bool:
        """Whether it explains whatever is wrong with the function's values."""
        return rules()[self.id].alone

    def names(self, symptom: str) -> bool:
        """Whether its rule names the symptom."""
        return symptom in rules()[self.id].symptoms

    def may_cause(self, symptom: str) -> bool:
        """Whether it may be the cause of a symptom: a hint's id, or "wrong", or "raised"."""
        symptoms = rules()[self.id].symptoms
        return _ANY in symptoms or symptom in symptoms


@lru_cache(maxsize=1)
def rules() -> dict[str, Rule]:
    """Return the rules' entries, by id, the first to be believed first."""
    text = (resources.files("grader.grading.diagnosis.reading") / "rules.toml").read_bytes()
    return msgspec.toml.decode(text, type=dict[str, Rule])


def findings(source: Source, asked: Asked) -> list[Finding]:
    """Return what the rules find in a submission, the first to be believed first.

    Nothing where its text is no Python, or far too long for a homework.
    """
    try:
        program = Program(parse(source.text), asked)
    except UNPARSABLE:
        return []

    functions, classes = _bodies(program)
    size = sum(body.size for body in (*functions, *classes))
    if len(functions) > _MOST_FUNCTIONS or size > _MOST_NODES_IN_ALL:
        return []

    functions = [body for body in functions if body.size <= _MOST_NODES]
    classes = [body for body in classes if body.size <= _MOST_NODES]
    found: dict[tuple[str, int], Finding] = {}
    for bodies, of_these in ((classes, OF_CLASSES), (functions, OF_FUNCTIONS)):
        for id_, rule in of_these.items():
            for body in bodies:
                for node, values in islice(rule(body), _MOST_FACTS):
                    finding = _finding(id_, body, node, values, source)
                    found.setdefault((id_, finding.line), finding)
    return [*found.values()]


def _bodies(program: Program) -> tuple[list[Body], list[Body]]:
    """Return the functions, methods included, and the classes; of one name, the last one."""
    functions: dict[str, Body] = {}
    methods: dict[str, Body] = {}
    classes: dict[str, Body] = {}
    (module,) = program.all(ast.Module)
    for node in module.body:
        if isinstance(node, Definition):
            functions[node.name] = Body(node, node.name, program, functions)
        elif isinstance(node, ast.ClassDef):
            classes[node.name] = Body(node, node.name, program, functions)
            for method in node.body:
                if isinstance(method, Definition):
                    own = Body(method, node.name, program, functions)
                    methods[f"{node.name}.{method.name}"] = own
    return [*functions.values(), *methods.values()], [*classes.values()]


def _finding(
    id_: str, body: Body, node: ast.AST, values: Mapping[str, str], source: Source
) -> Finding:
    rule = rules()[id_]
    line = line_of(node)
    where = _where(source, line)
    shown = {name: one_line(value, _LONGEST) for name, value in values.items()}
    en = rule.en.format(where=where.en, **shown)
    zh = rule.zh.format(where=where.zh, **shown)
    return Finding(id_, body.outer, line, Hint(id_, en[0].upper() + en[1:], zh))


def _where(source: Source, line: int) -> Bilingual:
    place = source.pointer(line)
    if place is None:
        return Bilingual("your code", "你的代码")
    if place.cell:
        return Bilingual(
            f"code cell {place.cell}, line {place.line}",
            f"第 {place.cell} 个代码单元第 {place.line} 行",
        )
    return Bilingual(f"line {place.line}", f"第 {place.line} 行")


def uses(source: Source) -> dict[str, frozenset[str]]:
    """Return the names that each outermost definition of a submission uses."""
    try:
        module = parse(source.text)
    except UNPARSABLE:
        return {}
    return {
        node.name: frozenset(names_in(node))
        for node in module.body
        if isinstance(node, Definition | ast.ClassDef)
    }
