"""What a check expects: the fixture ``expect`` compares values, part by part, and keeps the result.

A check earns its points times the mean of its parts; a part earns what its worst comparison does.
So a check of two gradients over three sizes has two parts, and one wrong gradient costs half of the
points. A check may decide otherwise what it is worth where a part is wrong, see
:meth:`Expect.partial_credit`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from grader.checks import compare
from grader.checks.models import RemoteModel, RemoteOptimizer
from grader.checks.student import RemoteFunction
from grader.checks.transcript import size_of
from grader.errors import WrongValueError
from grader.language import _, printable
from grader.results import NOTHING, Deviation, Epoch, ModelAnswer, Shown

_EPOCHS_KEPT = 400
_ANSWERS_KEPT = 400
_ANSWER_LENGTH = 40
_LARGEST_DRAWN = 1e12
_BYTES_KEPT = 4 << 20  # of what a function returned: right values are smaller


@dataclass(frozen=True)
class Comparison:
    """A comparison of a value with the right one.

    Attributes:
        name: of the value, for example "grad_w1".
        kind: what was compared: "array", "number", "losses", or "change" for how far a value went
            from its start.
        got: the value.
        want: the right one.
        returned: all that the function returned with it, itself included.
        fault: what is wrong with it, as the check's message says it; "" where it is accepted.
    """

    name: str
    kind: str
    got: Any
    want: Any
    returned: Sequence[Any]
    fault: str = ""

    @property
    def right(self) -> bool:
        """Whether the value is accepted."""
        return not self.fault


@dataclass
class Expect:
    """Collects what a check's comparisons find.

    Attributes:
        device: that computed the values; default tolerances depend on it.
        parts: by name, the share reached (0 to 1) and the first fault.
        notes: what a student should read even if nothing is wrong.
        compared: the comparisons, for a diagnosis.
        shown: what a report for people shows beside the points.
    """

    device: str = "cpu"
    parts: dict[str, tuple[float, str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    compared: list[Comparison] = field(default_factory=list)
    shown: Shown = NOTHING
    _kept: dict[str, float] | None = None

    def partial_credit(self, **kept: float) -> None:
        """Set what the check keeps where a part is wrong, instead of the mean of the parts.

        A wrong part that is not named costs all, and so do several of which none is right. With
        ``losses=0.5``, wrong losses cost half of the points, and wrong weights everything.

        Args:
            kept: by the part's name, the share of the check's points; for several wrong parts
                these are multiplied.
        """
        # ``changes`` names its parts so.
        changed = {_("the change of {name}", name=name): share for name, share in kept.items()}
        self._kept = kept | changed

    def arrays(self, got: Any, *, tolerance: float | None = None, **want: Any) -> None:
        """Compare what a function returned with arrays or tensors; each is a part.

        Args:
            got: the value, or a list or tuple of as many as are named.
            tolerance: relative, norm-wise; by default that of the dtype and the device.
            want: by name, in the order in which the function returns them.

        Raises:
            WrongValueError: not that many values were returned.
        """
        values = self.values(got, *want)
        for (name, right), value in zip(want.items(), values, strict=True):
            self._compare_arrays(name, "array", (value, right), values, tolerance)

    def changes(
        self, got: Sequence[Any], before: Sequence[Any], *, tolerance: float, **want: Any
    ) -> None:
        """Compare how much arrays or tensors changed, not their values.

        A missing step is small compared with the values.

        Args:
            got: as many as are named.
            before: what they were.
            tolerance: relative, norm-wise, of the change.
            want: what they should be, by name.

        Raises:
            WrongValueError: ``got`` is not that many values.
        """
        got = self._as_many(got, *want)
        for (name, right), value, old in zip(want.items(), got, before, strict=True):
            whole = isinstance(value, type(old)) and value.shape == old.shape
            if whole and compare.has_tolerance(compare.as_numpy(value).dtype):
                self._compare_arrays(name, "change", (value - old, right - old), got, tolerance)
            else:
                self.arrays(value, **{name: right})

    def number(self, got: Any, *, tolerance: float = 1e-5, **want: float) -> None:
        """Compare what a function returned with a number (or several); each is a part."""
        values = self.values(got, *want)
        for (name, right), value in zip(want.items(), values, strict=True):
            fault = compare.number_fault(value, right, tolerance)
            self._compare(name, "number", value, right, values, fault)

    def losses(self, got: Any, want: Sequence[float], *, tolerance: float = 1e-4) -> None:
        """Compare a list of losses, a part called "losses"."""
        fault = compare.losses_fault(got, list(want), tolerance)
        self._compare("losses", "losses", got, list(want), [got], fault)

    def dtype(self, like: Any, **got: Any) -> None:
        """Expect arrays or tensors of the dtype of their inputs, a part called "dtype".

        A tensor keeps its dtype. An array may come back as float64 for float32, which NumPy does
        silently, but not as float32 for float64. What is of no float dtype is left to ``arrays``.

        Args:
            like: one of the inputs.
            got: what the function returned, by name.
        """
        for name, value in got.items():
            fault = compare.dtype_fault(value, like)

            # The right dtype is no part: a wrong value earns nothing for it.
            if fault is not None:
                self.part("dtype", _("of {name} {fault}", name=name, fault=fault))

    def defaults(self, function: RemoteFunction, **want: float) -> None:
        """Expect a function's parameters to have these defaults, a part called "defaults".

        They are read from the text: a call with a default of 10000 epochs would take long.
        """
        got = function.defaults()
        if got is None:
            return

        for name, value in want.items():
            default = got.get(name)
            if default is ...:
                continue
            right = default is not None and compare.number_fault(default, value) is None

            # Right defaults are no part: they are in the stub, and earn nothing.
            if not right:
                fault = _(
                    "of {function} are wrong: {name} should be {value:g}",
                    function=function.name,
                    name=name,
                    value=value,
                )
                self.part("defaults", fault)

    def integer(self, got: Any, **want: int) -> None:
        """Compare what a function returned with an integer: 3, 3.0 or a 0-d array."""
        for (name, right), value in zip(want.items(), self.values(got, *want), strict=True):
            if not compare.is_number(value):
                self.part(name, _("is {kind}, expected a number", kind=compare.kind_of(value)))
            else:
                fault = _("is {got:g}, expected {want}", got=float(value), want=right)
                self.part(name, None if float(value) == right else fault)

    def tensor(self, name: str, got: Any, shape: tuple[int, ...], dtype: Any) -> None:
        """Expect a tensor of a shape and a dtype, whatever its values."""
        if getattr(got, "dtype", None) == dtype and tuple(got.shape) == shape:
            self.part(name, None)
            return

        wanted = str(dtype).removeprefix("torch.")
        is_tensor = type(got).__module__ == "torch" and hasattr(got, "dtype")
        if is_tensor and got.dtype == dtype:
            fault = _("has shape {got}, expected {want}", got=tuple(got.shape), want=shape)
        elif is_tensor and tuple(got.shape) == shape:
            given = str(got.dtype).removeprefix("torch.")
            fault = _("has dtype {got}, expected {want}", got=given, want=wanted)
        else:
            fault = _(
                "is {kind}, expected a torch tensor of shape {shape} and dtype {dtype}",
                kind=compare.kind_of(got),
                shape=shape,
                dtype=wanted,
            )
        self.part(name, fault)

    def numbers(self, got: Any, length: int) -> list[float]:
        """Return the numbers of a list, tuple, 1-d array or tensor as floats.

        Raises:
            WrongValueError: the value is none of these, or not of this length.
        """
        values = compare.numbers_in(got)
        if values is None or len(values) != length:
            message = _(
                "returned {kind}, expected a list of {length} numbers",
                kind=compare.kind_of(got),
                length=length,
            )
            raise WrongValueError(message)
        return values

    def model(self, got: Any) -> RemoteModel:
        """Return the model that a function returned.

        Raises:
            WrongValueError: the value is no model.
        """
        if not isinstance(got, RemoteModel):
            raise WrongValueError(
                _("returned {kind}, expected a torch.nn.Module", kind=compare.kind_of(got))
            )
        return got

    def optimizer(self, got: Any) -> RemoteOptimizer:
        """Return the optimizer that a function returned.

        Raises:
            WrongValueError: the value is no optimizer.
        """
        if not isinstance(got, RemoteOptimizer):
            raise WrongValueError(
                _("returned {kind}, expected a torch.optim optimizer", kind=compare.kind_of(got))
            )
        return got

    def values(self, got: Any, *names: str) -> Sequence[Any]:
        """Return the values that a function returned, one for each name.

        Raises:
            WrongValueError: there are more or fewer.
        """
        return [got] if len(names) == 1 else self._as_many(got, *names)

    def _as_many(self, got: Any, *names: str) -> Sequence[Any]:
        if not isinstance(got, (list, tuple)) or len(got) != len(names):
            message = _(
                "returned {kind}, expected ({names})",
                kind=compare.kind_of(got),
                names=", ".join(names),
            )
            raise WrongValueError(message)
        return got

    def true(self, name: str, ok: bool, fault: str) -> None:
        """Expect a condition; ``fault`` describes what is wrong, and reveals no right value."""
        self.part(name, None if ok else fault)

    def part(self, name: str, fault: str | None, share: float = 0.0) -> None:
        """Record a comparison's result: None, or a fault that leaves ``share`` of the part."""
        reached, message = self.parts.get(name, (1.0, ""))
        if fault is not None:
            reached = min(reached, max(share, 0.0))
            message = message or _fault_of(name, fault)
        self.parts[name] = (reached, message)

    def note(self, message: str) -> None:
        """Record a message that is no fault, for example how accurate a trained model is."""
        self.notes.append(message)

    def trains(self, epoch: int, loss: float, accuracy: float | None = None) -> None:
        """Show a point of a training run, if it can be drawn.

        Args:
            epoch: the number of epochs so far, or of steps.
            accuracy: in percent; None where there is none.
        """
        drawn = abs(loss) <= _LARGEST_DRAWN and len(self.shown.epochs) < _EPOCHS_KEPT
        if not drawn:
            return

        rounded = None if accuracy is None else round(accuracy, 2)
        point = Epoch(epoch, float(f"{loss:.6g}"), rounded)
        self.shown = replace(self.shown, epochs=(*self.shown.epochs, point))

    def curve(self, losses: Iterable[float]) -> None:
        """Show a training run by its losses, one a step, unless one is shown already."""
        if not self.shown.epochs:
            for step, loss in enumerate(losses):
                self.trains(step, loss)

    def answers(self, answers: Iterable[tuple[str, str, bool]]) -> None:
        """Show a model's answers: (question, answer, whether it is right) for each."""
        kept = [
            ModelAnswer(question, printable(answer, _ANSWER_LENGTH), bool(right))
            for question, answer, right in answers
        ]
        self.shown = replace(self.shown, answers=tuple(kept[:_ANSWERS_KEPT]))

    def clear(self) -> None:
        """Forget everything."""
        self.parts.clear()
        self.notes.clear()
        self.compared.clear()
        self.shown = NOTHING
        self._kept = None

    def _compare(
        self, part: str, kind: str, got: Any, want: Any, returned: Sequence[Any], fault: str | None
    ) -> None:
        name = _("the change of {name}", name=part) if kind == "change" else part
        if size_of(returned).bytes <= _BYTES_KEPT:
            message = "" if fault is None else _fault_of(name, fault)
            self.compared.append(Comparison(part, kind, got, want, returned, message))
        self.part(name, fault)

    def _compare_arrays(
        self,
        name: str,
        kind: str,
        pair: tuple[Any, Any],
        returned: Sequence[Any],
        tolerance: float | None,
    ) -> None:
        fault, deviation = compare.compared(name, *pair, tolerance, device=self.device)
        self._compare(name, kind, *pair, returned, fault)
        self.shown = replace(self.shown, deviations=worst((*self.shown.deviations, deviation)))

    @property
    def share(self) -> float:
        """The mean of the parts, or what the check's partial credit says."""
        if not self.parts:
            return 1.0
        if self._kept is None:
            return sum(self.shares.values()) / len(self.parts)

        wrong = [name for name, share in self.shares.items() if share < 1]
        if wrong and len(wrong) == len(self.parts):
            return 0.0
        return math.prod(self._kept.get(name, 0.0) for name in wrong)

    @property
    def shares(self) -> dict[str, float]:
        """The share reached of each part, by name."""
        return {name: share for name, (share, _) in self.parts.items()}

    @property
    def faults(self) -> list[str]:
        """The first fault of each part that has one."""
        return [message for _, message in self.parts.values() if message]


def _fault_of(name: str, fault: str) -> str:
    return _("{name} {fault}", name=name, fault=fault)


def worst(deviations: Iterable[Deviation]) -> tuple[Deviation, ...]:
    """Return the worst deviation of each name, in the order in which the names come."""
    by_name: dict[str, Deviation] = {}
    for deviation in deviations:
        before = by_name.get(deviation.name)
        if before is None or _badness(deviation) > _badness(before):
            by_name[deviation.name] = deviation
    return tuple(by_name.values())


def _badness(deviation: Deviation) -> tuple[bool, float]:
    if deviation.error is None:
        return not deviation.right, math.inf
    if not deviation.tolerance:
        return not deviation.right, math.inf if deviation.error else 0.0
    return not deviation.right, deviation.error / deviation.tolerance
