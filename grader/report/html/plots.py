"""Plots as SVG inside a page: they take its colours, light or dark, and its font.

The only module that imports matplotlib.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Callable, Sequence
from typing import Any

from grader.errors import UsageError
from grader.language import _
from grader.results import Deviation, Epoch

# Placeholders, which become variables of the page's style.
_INK = "#010101"
_LINE = "#020202"
_FIRST = "#030303"
_SECOND = "#040404"
_VARIABLES = {
    _INK: "var(--ink)",
    _LINE: "var(--line)",
    _FIRST: "var(--first)",
    _SECOND: "var(--second)",
}
_STYLE: Any = {
    "svg.fonttype": "none",  # text stays text
    "font.size": 11,
    "axes.edgecolor": _LINE,
    "axes.facecolor": "none",
    "axes.labelcolor": _INK,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "figure.facecolor": "none",
    "grid.color": _LINE,
    "grid.linewidth": 0.5,
    "text.color": _INK,
    "text.parse_math": False,
    "xtick.color": _INK,
    "ytick.color": _INK,
}
_WIDTH_IN = 7.0
_ROW_IN = 0.3
_LABELS = 0.45  # of the width
_TICKS = 6  # more would overlap
# A logarithmic axis has no zero, and a huge error would leave no space for the others.
_LEAST = 1e-17
_MOST = 1e12


def require_matplotlib() -> None:
    """Raise UsageError if there is no matplotlib."""
    try:
        import matplotlib.figure  # noqa: F401
    except ImportError:
        hint = _("pip install 'gradekit[html]', or matplotlib")
        raise UsageError(_("pages need matplotlib, which is not installed"), hint=hint) from None


def training(epochs: Sequence[Epoch], salt: str) -> str:
    """Return a plot of the loss, and of the accuracy if there is one, of a training run."""

    def draw(figure: Any) -> None:
        figure.subplots_adjust(left=0.1, right=0.98, bottom=0.2, top=0.95, wspace=0.28)
        numbers = [epoch.number for epoch in epochs]
        losses = [epoch.loss for epoch in epochs]
        accuracies = [
            (epoch.number, epoch.accuracy) for epoch in epochs if epoch.accuracy is not None
        ]
        panels = figure.subplots(1, 2 if accuracies else 1, squeeze=False)[0]
        marker = "o" if len(epochs) <= 20 else None  # noqa: PLR2004 - more would hide the line

        loss = panels[0]
        loss.plot(numbers, losses, color=_FIRST, marker=marker, markersize=3)
        loss.set(ylabel=_("loss"), xlabel=_("epoch") if accuracies else _("step"))
        loss.set_ylim(min(0, 1.05 * min(losses)), 1.05 * max(losses) if max(losses) > 0 else 1)

        if accuracies:
            accuracy = panels[1]
            accuracy.plot(
                *zip(*accuracies, strict=True), color=_SECOND, marker=marker, markersize=3
            )
            accuracy.set(ylabel=_("accuracy in %"), xlabel=_("epoch"), ylim=(0, 103))

        for panel in panels:
            panel.grid(visible=True)
            panel.xaxis.get_major_locator().set_params(integer=True)

    return _svg(draw, 2.6, salt)


def deviations(measured: Sequence[tuple[str, Deviation]], salt: str) -> str:
    """Return a plot of the errors of tensors, a row each, with their tolerances.

    Args:
        measured: each with its label; all have an error.
    """
    height_in = 1.2 + _ROW_IN * len(measured)

    def draw(figure: Any) -> None:
        figure.subplots_adjust(
            left=_LABELS, right=0.96, bottom=0.5 / height_in, top=1 - 0.4 / height_in
        )
        axes = figure.subplots()
        rows = range(len(measured), 0, -1)

        for right, marker, color in ((True, "o", _FIRST), (False, "X", _SECOND)):
            points = [
                (min(deviation.error or _LEAST, _MOST), row)
                for row, (_name, deviation) in zip(rows, measured, strict=True)
                if deviation.right is right
            ]
            axes.scatter(
                [error for error, _row in points],
                [row for _error, row in points],
                marker=marker,
                s=60,
                color=color,
                label=_("right") if right else _("wrong"),
            )
        axes.scatter(
            [deviation.tolerance or _LEAST for _name, deviation in measured],
            rows,
            marker="|",
            s=160,
            color=_INK,
            label=_("tolerance"),
        )

        axes.set_xscale("log")
        axes.xaxis.get_major_locator().set_params(numticks=_TICKS)
        axes.xaxis.set_major_formatter(lambda value, _position: f"{value:.0e}")
        axes.set_xlabel(_("relative error"))
        axes.set_yticks(list(rows), [name for name, _deviation in measured])
        axes.set_ylim(0.4, len(measured) + 0.6)
        axes.grid(visible=True, axis="x")
        axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1), ncols=3, frameon=False)

    return _svg(draw, height_in, salt)


def histogram(counts: Sequence[int], salt: str) -> str:
    """Return a plot of the number of grades in each part of 0 to 100 percent."""

    def draw(figure: Any) -> None:
        figure.subplots_adjust(left=0.1, right=0.98, bottom=0.2, top=0.92)
        axes = figure.subplots()
        width = 100 / len(counts)
        starts = [number * width for number in range(len(counts))]

        bars = axes.bar(starts, counts, width=0.9 * width, align="edge", color=_FIRST)
        axes.bar_label(bars, [str(count) if count else "" for count in counts])
        axes.set(xlabel=_("final grade in %"), ylabel=_("students"), xlim=(0, 100))
        axes.set_xticks([*starts, 100])
        axes.yaxis.get_major_locator().set_params(integer=True)

    return _svg(draw, 2.6, salt)


def _svg(draw: Callable[[Any], None], height_in: float, salt: str) -> str:
    """Draw, and return an ``svg`` element.

    Args:
        salt: makes the ids of one plot different from those of the page's others.
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context({**_STYLE, "svg.hashsalt": salt}), warnings.catch_warnings():
        # It warns that its own fonts lack Chinese; the browser's have it.
        warnings.simplefilter("ignore")
        figure = Figure(figsize=(_WIDTH_IN, height_in))
        draw(figure)
        file = io.StringIO()
        figure.savefig(
            file,
            format="svg",
            metadata={"Date": None, "Creator": None, "Format": None, "Type": None},
        )

    text = file.getvalue()
    text = re.sub(r"<(metadata|style)\b.*?</\1>", "", text[text.index("<svg") :], flags=re.DOTALL)
    text = re.sub(
        r'<svg [^>]*?(viewBox="[^"]*")[^>]*>', r'<svg \1 aria-hidden="true">', text, count=1
    )
    text = re.sub(r' font-family: [^;"]*;', "", text)
    # The ids of groups, which are the same in every plot.
    text = re.sub(r' id="(?![mp][0-9a-f]{10}")[^"]*"', "", text)

    for placeholder, variable in _VARIABLES.items():
        text = text.replace(placeholder, variable)
    return text.strip()
