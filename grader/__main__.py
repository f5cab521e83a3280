"""Start ``grade``, which is also ``python -m grader``.

The same way whatever the caller's environment holds.
"""

import os
import sys

from grader.sandbox.search_path import search_path, without_here

# Starts this module once more, in a fresh interpreter. The import path comes as an argument: none
# of what Python itself puts there, as the current folder, is to be searched.
_ONCE_MORE = """
import os, sys
sys.path[:] = sys.argv[1].split(os.pathsep)
sys.argv[:2] = ["grade"]
from grader.__main__ import main
main(once_more=False)
"""


def main(*, once_more: bool = True) -> None:
    """Run ``grade`` with no more of its environment in force than what grading was tested with.

    Variables that change what Python, pytest or a numerical library does are taken out. Python
    itself has read some of them by now (PYTHONOPTIMIZE, for one, has docstrings left out of the
    checks): then it starts once more.
    """
    sys.path[:] = without_here()
    from grader.sandbox import view

    environment = _in_utf8(view.of_examiner(os.environ))
    if once_more and sys.executable and _has_read_other(environment):
        command = [
            sys.executable,
            *_isolation(),
            "-c",
            _ONCE_MORE,
            os.pathsep.join(search_path()),
            *sys.argv[1:],
        ]
        os.execve(sys.executable, command, environment)  # noqa: S606 - our own interpreter and code
    for name in os.environ.keys() - environment.keys():
        del os.environ[name]
    os.environ.update(environment)

    from grader.cli import main as run

    run()


def _in_utf8(environment: dict[str, str]) -> dict[str, str]:
    """Have names of files in UTF-8, whatever the locale.

    What is printed stays in the locale's encoding.
    """
    if sys.getfilesystemencoding() == "utf-8":
        return environment
    printed = {"PYTHONIOENCODING": sys.stdout.encoding} if sys.stdout else {}
    return printed | environment | {"PYTHONUTF8": "1"}


def _has_read_other(environment: dict[str, str]) -> bool:
    """Tell whether this interpreter was started with other options and variables of its own than
    these.
    """
    flags = sys.flags
    if flags.optimize or flags.dev_mode or flags.inspect or sys.warnoptions:
        return True
    if flags.ignore_environment:
        return False
    read, wanted = (
        {name: value for name, value in variables.items() if name.startswith("PYTHON")}
        for variables in (os.environ, environment)
    )
    return read != wanted


def _isolation() -> list[str]:
    """Give the options by which this interpreter was kept from its user's variables and packages."""
    if sys.flags.isolated:
        return ["-I"]
    return [
        *(["-E"] if sys.flags.ignore_environment else []),
        *(["-s"] if sys.flags.no_user_site else []),
    ]


if __name__ == "__main__":
    main()
