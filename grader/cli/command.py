"""What every command has: ``--lang``, help in that language, and an example.

The example keeps its line breaks.
"""

from __future__ import annotations

import re
from copy import copy
from typing import TYPE_CHECKING, Any

import click

from grader.language import LANGUAGES, _, later

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from typing_extensions import Self


class Command(click.Command):
    """A command with ``--lang``, whose help is in that language."""

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
