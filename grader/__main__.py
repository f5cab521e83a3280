"""Make ``python -m grader`` the same as ``grade``."""

import sys

if __name__ == "__main__":
    if not getattr(sys.flags, "safe_path", False):
        del sys.path[0]  # the current folder, which may hold anything: this package finds its own modules
    from grader.cli import main

    main()
