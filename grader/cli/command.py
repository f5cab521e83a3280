"""What every command has: ``--lang``, help in that language, and an example.

The example keeps its line breaks.
"""

from __future__ import annotations

import re
from copy import copy
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import click

from grader.language import LANGUAGES, _, later

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from typing_extensions import Self


class _Formatter(click.HelpFormatter):
    """Writes help in lines that break where a reader of English or Chinese expects it."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, _("Usage: ") if prefix is None else prefix)

    def write_heading(self, heading: str) -> None:
        indent = " " * self.current_indent
        self.write(indent + _("{heading}:", heading=heading) + "\n")

    def write_text(self, text: str) -> None:
        super().write_text(_broken(text, self.width - self.current_indent))

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        rows = list(rows)
        first = min(max(len(term) for term, _text in rows), col_max) + col_spacing
        width = max(self.width - first - self.current_indent, 10)
        broken = [(term, _broken(text, width)) for term, text in rows]
        super().write_dl(broken, col_max, col_spacing)


def _broken(text: str, width: int) -> str:
    """Return a text in lines, with the sign by which click leaves them as they are."""
    # Imported here, so that a command that prints no help is quick.
    from grader.report.paragraph import break_offsets

    offsets = [0, *break_offsets(text, width), len(text)]
    return "\b\n" + "\n".join(text[a:b].rstrip() for a, b in pairwise(offsets))


class _Context(click.Context):
    formatter_class = _Formatter


class Command(click.Command):
    """A command with ``--lang``, whose help is in that language."""

    context_class = _Context

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = click.Option(
            ["--lang"],
            type=click.Choice(LANGUAGES),
            expose_value=False,
            help=later("The language of all output; by default that of the locale."),
        )
        self.params.append(language)

    def format_help(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help in the language in force."""
        super(Command, self._translated()).format_help(context, formatter)

    def format_epilog(self, context: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's
        """Write the example as it is."""
        if self.epilog:
            heading = _("Example:")
            formatter.write(f"\n{heading}\n{self.epilog}\n")

    def get_short_help_str(self, limit: int = 45) -> str:  # noqa: ARG002 - click's
        """Return the line for the list of commands: the help's first clause, whole."""
        text = self._translated().help or ""
        return re.split(r"[:：;；。]|\.(?:\s|$)", text, maxsplit=1)[0]

    def _translated(self) -> Self:
        """Return a copy in the language in force.

        The texts were set at import, before the language was known.
        """
        twin = copy(self)
        twin.help = self.help and _(self.help)
        twin.epilog = self.epilog and _(self.epilog)

        twin.params = [copy(parameter) for parameter in self.params]
        for parameter in twin.params:
            if isinstance(parameter, click.Option):
                parameter.help = parameter.help and _(parameter.help)
        return twin


class Commands(Command, click.Group):
    """A group of commands."""


class Sections(Commands):
    """A group of commands, in sections.

    Args:
        sections: each heading, with the commands below it in their order.
    """

    def __init__(
        self, *args: Any, sections: Mapping[str, Sequence[click.Command]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._sections = sections
        for commands in sections.values():
            for command in commands:
                self.add_command(command)

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's
        """Write the list of commands, those of each reader below a heading."""
        longest = max(map(len, self.commands))
        for heading, commands in self._sections.items():
            rows = [(f"{one.name:{longest}}", one.get_short_help_str()) for one in commands]
            with formatter.section(_(heading)):
                formatter.write_dl(rows)
