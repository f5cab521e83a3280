"""What a check expects: the fixture ``expect`` compares, part by part, and keeps what was reached.

A check is worth its points times the mean of its parts; a part is worth what its worst comparison
gives. So a check of two gradients over three sizes has two parts, and one wrong gradient costs half
of it.
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
from grader.results import NOTHING, Answer, Deviation, Epoch, Shown

_EPOCHS_KEPT = 400
_ANSWERS_KEPT = 400
_LARGEST_DRAWN = 1e12
_BYTES_KEPT = 4 << 20  # of what a function returned: right values are smaller


@dataclass(frozen=True)
class Comparison:
    """A value that was held against the right one.

    Attributes:
        name: of the value, for example "grad_w1".
        kind: what was compared: "array", "number", "losses", or "change" for how far a value went
            from what it was.
        got: the value.
        want: the right one.
        returned: all that the function returned with it, itself included.
        right: whether it is as good.
    """

    name: str
    kind: str
    got: Any
    want: Any
    returned: Sequence[Any]
    right: bool


@dataclass
class Expect:
    """Collects what a check's comparisons find.

    Attributes:
        guarded: whether messages must hold nothing of the student's choosing, as in hidden checks.
        device: that computed the values, on which default tolerances depend.
        parts: by name, the share reached (0 to 1) and the first thing found wrong.
        notes: what a student should read also where nothing is wrong.
        compared: the comparisons, for a diagnosis.
        shown: what there is to see beside the points, in a report for people.
    """

    guarded: bool = False
    device: str = "cpu"
    parts: dict[str, tuple[float, str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    compared: list[Comparison] = field(default_factory=list)
    shown: Shown = NOTHING

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
        """Compare how far arrays or tensors went, not where they are: a missing step would hide
        behind their size.

        Args:
            got: as many as are named.
            before: what they were.
            tolerance: relative, norm-wise, of the change.
            want: what they should be, by name.
        """
        for (name, right), value, old in zip(want.items(), got, before, strict=True):
            whole = isinstance(value, type(old)) and value.shape == old.shape
            if whole and compare.as_numpy(value).dtype.name in compare.TOLERANCE:
                self._compare_arrays(name, "change", (value - old, right - old), got, tolerance)
            else:
                self.arrays(value, **{name: right})

    def number(self, got: Any, *, tolerance: float = 1e-5, **want: float) -> None:
        """Compare what a function returned with a number (or as many as are named).

        Each is a part.
        """
        values = self.values(got, *want)
        for (name, right), value in zip(want.items(), values, strict=True):
            fault = compare.number_fault(value, right, tolerance, guarded=self.guarded)
            self._compare(name, "number", value, right, values, fault)

    def losses(self, got: Any, want: Sequence[float], *, tolerance: float = 1e-4) -> None:
        """Compare a list of losses, a part called "losses"."""
        fault = compare.losses_fault(got, list(want), tolerance, guarded=self.guarded)
        self._compare("losses", "losses", got, list(want), [got], fault)

    def defaults(self, function: RemoteFunction, **want: float) -> None:
        """Expect a function's parameters to have these numbers as defaults, a part called
        "defaults".

        Read from its signature: to call it with a default of 10000 epochs would take its time.
        """
        got = function.defaults()
        if got is None:
            return
        for name, value in want.items():
            default = got.get(name)
            right = default is not None and compare.number_fault(default, value) is None
            words = _("of {function} are wrong: {name} should be {value:g}")
            words = words.format(function=function.name, name=name, value=value)
            if not right:  # to have kept the stub's line earns nothing
                self.part("defaults", words)

    def integer(self, got: Any, **want: int) -> None:
        """Compare what a function returned with a whole number.

        3, 3.0 and a 0-d array of it are as good.
        """
        for (name, right), value in zip(want.items(), self.values(got, *want), strict=True):
            if not compare.is_number(value):
                self.part(name, _("is {kind}, expected a number", kind=self._kind_of(value)))
            else:
                self.part(name, None if float(value) == right else _("is wrong"))

    def tensor(self, name: str, got: Any, shape: tuple[int, ...], dtype: Any) -> None:
        """Expect a tensor of a shape and a dtype, whatever its values."""
        ok = getattr(got, "dtype", None) == dtype and tuple(got.shape) == shape
        words = _("is {kind}, expected a torch tensor of shape {shape} and dtype {dtype}")
        kind, wanted = self._kind_of(got), str(dtype).removeprefix("torch.")
        self.part(name, None if ok else words.format(kind=kind, shape=shape, dtype=wanted))

    def numbers(self, got: Any, length: int) -> list[float]:
        """Give a list (tuple, 1-d array or tensor) of numbers as floats.

        Raises:
            WrongValueError: it is none, or not of this length.
        """
        values = compare.numbers_in(got)
        if values is None or len(values) != length:
            raise WrongValueError(
                _(
                    "returned {kind}, expected a list of {length} numbers",
                    kind=self._kind_of(got),
                    length=length,
                )
            )
        return values

    def model(self, got: Any) -> RemoteModel:
        """Give the model that a function returned.

        Raises:
            WrongValueError: it is none.
        """
        if not isinstance(got, RemoteModel):
            raise WrongValueError(
                _("returned {kind}, expected a torch.nn.Module", kind=self._kind_of(got))
            )
        return got

    def optimizer(self, got: Any) -> RemoteOptimizer:
        """Give the optimizer that a function returned.

        Raises:
            WrongValueError: it is none.
        """
        if not isinstance(got, RemoteOptimizer):
            raise WrongValueError(
                _("returned {kind}, expected a torch.optim optimizer", kind=self._kind_of(got))
            )
        return got

    def values(self, got: Any, *names: str) -> Sequence[Any]:
        """Give the values that a function returned.

        Raises:
            WrongValueError: not as many as there are names.
        """
        if len(names) == 1:
            return [got]
        if not isinstance(got, (list, tuple)) or len(got) != len(names):
            raise WrongValueError(
                _(
                    "returned {kind}, expected ({names})",
                    kind=self._kind_of(got),
                    names=", ".join(names),
                )
            )
        return got

    def true(self, name: str, ok: bool, fault: str) -> None:
        """Expect something of a part.

        ``fault`` says what is wrong otherwise, and reveals no right value.
        """
        self.part(name, None if ok else fault)

    def part(self, name: str, fault: str | None, share: float = 0.0) -> None:
        """Note what a comparison found: nothing, or a fault that leaves ``share`` of the part."""
        before, words = self.parts.get(name, (1.0, ""))
        if fault is None:
            self.parts[name] = (before, words)
        else:
            self.parts[name] = (
                min(before, max(share, 0.0)),
                words or _("{name} {fault}", name=name, fault=fault),
            )

    def note(self, words: str) -> None:
        """Say something that is no fault, for example how well a trained model does."""
        self.notes.append(words)

    def trains(self, epoch: int, loss: float, accuracy: float | None = None) -> None:
        """Show a point of a training run, where it can be drawn; not of a hidden check.

        Args:
            epoch: how many there were so far, or steps.
            accuracy: in percent; None where there is none.
        """
        if (
            not self.guarded
            and abs(loss) <= _LARGEST_DRAWN
            and len(self.shown.epochs) < _EPOCHS_KEPT
        ):
            point = Epoch(
                epoch, float(f"{loss:.6g}"), None if accuracy is None else round(accuracy, 2)
            )
            self.shown = replace(self.shown, epochs=(*self.shown.epochs, point))

    def curve(self, losses: Iterable[float]) -> None:
        """Show a training run by its losses, one a step, unless one is shown already.

        Not of a hidden check.
        """
        if not self.shown.epochs:
            for step, loss in enumerate(losses):
                self.trains(step, loss)

    def answers(self, answers: Iterable[tuple[str, str, bool]]) -> None:
        """Show what a model says: (question, answer, whether it is right) of each.

        Not of a hidden check.
        """
        if not self.guarded:
            kept = [
                Answer(question, printable(said, 40), bool(right))
                for question, said, right in answers
            ]
            self.shown = replace(self.shown, answers=tuple(kept[:_ANSWERS_KEPT]))

    def clear(self) -> None:
        """Forget everything."""
        self.parts.clear()
        self.notes.clear()
        self.compared.clear()
        self.shown = NOTHING

    def _compare(
        self, part: str, kind: str, got: Any, want: Any, returned: Sequence[Any], fault: str | None
    ) -> None:
        name = _("the change of {name}", name=part) if kind == "change" else part
        if size_of(returned).bytes <= _BYTES_KEPT:
            self.compared.append(Comparison(part, kind, got, want, returned, fault is None))
        self.part(name, fault)

    def _compare_arrays(
        self,
        name: str,
        kind: str,
        pair: tuple[Any, Any],
        returned: Sequence[Any],
        tolerance: float | None,
    ) -> None:
        fault = compare.array_fault(*pair, tolerance, guarded=self.guarded, device=self.device)
        self._compare(name, kind, *pair, returned, fault)
        right, guarded = fault is None, self.guarded
        found = compare.deviation(
            name, *pair, tolerance, right=right, guarded=guarded, device=self.device
        )
        self.shown = replace(self.shown, deviations=worst((*self.shown.deviations, found)))

    def _kind_of(self, value: Any) -> str:
        return compare.kind_of(value, guarded=self.guarded)

    @property
    def share(self) -> float:
        """The mean of the parts."""
        return (
            sum(share for share, _ in self.parts.values()) / len(self.parts) if self.parts else 1.0
        )

    @property
    def shares(self) -> dict[str, float]:
        """How much of each part was reached, by name."""
        return {name: share for name, (share, _) in self.parts.items()}

    @property
    def faults(self) -> list[str]:
        """What was found wrong, part by part."""
        return [words for _, words in self.parts.values() if words]


def worst(deviations: Iterable[Deviation]) -> tuple[Deviation, ...]:
    """Give the worst deviation of each name, in the order in which the names come."""
    found: dict[str, Deviation] = {}
    for one in deviations:
        before = found.get(one.name)
        if before is None or _badness(one) > _badness(before):
            found[one.name] = one
    return tuple(found.values())


def _badness(deviation: Deviation) -> tuple[bool, float]:
    return (
        not deviation.right,
        math.inf if deviation.error is None else deviation.error / deviation.tolerance,
    )
