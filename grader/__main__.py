"""Start ``grade``, which is also ``python -m grader``, in the same way in every environment."""

import os
import sys
from collections.abc import Mapping

from grader.sandbox.search_path import search_path, without_here

# Starts this module once more, in a fresh interpreter. The import path comes as an argument: what
# Python itself puts there, such as the current folder, must not be searched.
_ONCE_MORE = """
import os, sys
sys.path[:] = sys.argv[1].split(os.pathsep)
sys.argv[:2] = ["grade"]
from grader.__main__ import main
main(once_more=False)
"""


def main(*, once_more: bool = True) -> None:
    """Run ``grade`` without the variables that change what Python or a library does.

    Variables that change what Python, pytest or a numerical library does are removed from the
    environment. Python itself has read some of them by now (PYTHONOPTIMIZE, for example, removes
    the docstrings of the checks): then it starts once more.
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
        if sys.platform == "win32":  # where the caller would not wait for what is executed
            import subprocess  # not sooner: the current folder may have one

            sys.exit(subprocess.call(command, env=environment))  # noqa: S603 - our own
        os.execve(sys.executable, command, environment)  # noqa: S606 - our own interpreter and code

    for name in os.environ.keys() - environment.keys():
        del os.environ[name]
    os.environ.update(environment)

    from grader.cli import main as run

    run()


def _in_utf8(environment: dict[str, str]) -> dict[str, str]:
    """Return the environment with file names in UTF-8, whatever the locale.

    Output stays in the locale's encoding.
    """
    if sys.getfilesystemencoding() == "utf-8":
        return environment

    printed = {"PYTHONIOENCODING": sys.stdout.encoding} if sys.stdout else {}
    return printed | environment | {"PYTHONUTF8": "1"}


def _has_read_other(environment: dict[str, str]) -> bool:
    """Whether this interpreter was started with other options or variables of Python's own."""
    flags = sys.flags
    if flags.optimize or flags.dev_mode or flags.inspect or sys.warnoptions:
        return True
    if flags.ignore_environment:
        return False
    return _of_python(os.environ) != _of_python(environment)


def _of_python(environment: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in environment.items() if name.startswith("PYTHON")}


def _isolation() -> list[str]:
    """Return the options that keep this interpreter from its user's variables and packages."""
    if sys.flags.isolated:
        return ["-I"]

    options = []
    if sys.flags.ignore_environment:
        options.append("-E")
    if sys.flags.no_user_site:
        options.append("-s")
    return options


if __name__ == "__main__":
    main()
