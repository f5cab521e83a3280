"""What every command has.

``--lang``, help in that language, an example whose line ends are kept.
"""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, Any

import click

from grader.language import LANGUAGES, _, later

if TYPE_CHECKING:
    from typing_extensions import Self


class Command(click.Command):
    """A command with ``--lang``.

    Whose help is in that language and keeps the line ends of its example.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = later("The language of all that is printed; by default that of the locale.")
        self.params.append(
            click.Option(["--lang"], type=click.Choice(LANGUAGES), expose_value=False, help=words)
        )

    def format_help(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help in the language in force."""
        super(Command, self._translated()).format_help(context, formatter)

    def format_epilog(self, context: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's
        """Write the example as it stands."""
        if self.epilog:
            heading = _("Example:")
            formatter.write(f"\n{heading}\n{self.epilog}\n")

    def get_short_help_str(self, limit: int = 45) -> str:
        """Give the line that stands in the list of commands."""
        return super(Command, self._translated()).get_short_help_str(limit)

    def _translated(self) -> Self:
        """Give a copy in the language in force.

        The words were taken at import, before it was known.
        """
        twin = copy(self)
        twin.help, twin.epilog = self.help and _(self.help), self.epilog and _(self.epilog)
        twin.params = [copy(parameter) for parameter in self.params]
        for parameter in twin.params:
            if isinstance(parameter, click.Option):
                parameter.help = parameter.help and _(parameter.help)
        return twin


class Group(Command, click.Group):
    """The commands."""
