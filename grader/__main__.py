"""Start ``grade``, which is also ``python -m grader``, the same way whatever the caller's environment holds."""

import os
import sys

# Starts this module again in a fresh interpreter. Its import path comes as an argument: none of what Python itself
# puts there, as the current folder, is to be searched.
_AGAIN = """
import os, sys
sys.path[:] = sys.argv[1].split(os.pathsep)
sys.argv[:2] = ["grade"]
from grader.__main__ import main
main()
"""


def main() -> None:
    """Run ``grade`` where only what grading was tested with is in force.

    Variables that change what Python, pytest or a numerical library does are taken out. Python itself has read some of
    them by now (PYTHONOPTIMIZE, for one, has docstrings left out of the checks): then it starts once more.
    """
    from grader.sandbox import surroundings

    environment = _in_utf8(surroundings.of_examiner(os.environ))
    sys.path[:] = surroundings.import_path()
    if sys.executable and _must_start_again(environment):
        command = [sys.executable, "-c", _AGAIN, os.pathsep.join(sys.path), *sys.argv[1:]]
        os.execve(sys.executable, command, environment)  # noqa: S606 - our own interpreter and code
    os.environ.clear()
    os.environ.update(environment)

    from grader.cli import main as run

    run()


def _in_utf8(environment: dict[str, str]) -> dict[str, str]:
    """Have names of files in UTF-8, whatever the locale; what is printed stays in the locale's encoding."""
    if sys.getfilesystemencoding() == "utf-8":
        return environment
    printed = {"PYTHONIOENCODING": sys.stdout.encoding} if sys.stdout else {}
    return printed | environment | {"PYTHONUTF8": "1"}


def _must_start_again(environment: dict[str, str]) -> bool:
    """Tell whether options or variables are in force that change what code does, and that Python reads at its start."""
    flags = sys.flags
    if flags.optimize or flags.dev_mode or flags.inspect or sys.warnoptions:
        return True
    read = not flags.ignore_environment and {*os.environ.items()} ^ {*environment.items()}
    return any(name.startswith("PYTHON") for name, _value in read or ())


if __name__ == "__main__":
    if not getattr(sys.flags, "safe_path", False):
        del sys.path[0]  # the current folder, which may hold anything: this package finds its own modules
    main()
