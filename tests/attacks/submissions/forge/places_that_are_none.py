"""Makes up an exception that was raised on a hundred thousand lines, before the first and beyond the last, with texts of odd length.

deserves: 0
"""

import os
import socket
import stat


def line():
    """Give a copy of the socket that the grader speaks by."""
    for descriptor in range(3, 256):
        try:
            if stat.S_ISSOCK(os.fstat(descriptor).st_mode):
                return socket.socket(fileno=os.dup(descriptor))
        except OSError:
            pass
    raise OSError


def send(frames, **fields):
    from grader import wire

    raised = {"kind": "call", "type_name": "E" * 5000, "message": "{name} {0} {" * 1000, "builtin": "ImportError"} | fields
    line().sendall(wire.to_frame(wire.Raised(frames=frames, errno=2**62, installed=["{x}"] * 100, **raised), []))
    os._exit(0)


def double(x):
    from grader import wire

    send([wire.Frame(number, "") for number in (-(2**63), -1, 0, 2**62, *range(1, 100_000))])


def shift(x):
    from grader import wire

    send([wire.Frame(-1, "\x1b"), wire.Frame(2**62, "f" * 100_000), wire.Frame(-(2**63), "")], kind="{where}")
