"""Landlock: a process gives up its access to all files except those that it names, irreversibly.

https://docs.kernel.org/userspace-api/landlock.html, whose names are used here. Each ABI version of
the kernel adds accesses: 1 files, 2 links between folders, 3 truncation, 4 TCP, 5 ioctl on devices,
6 signals and abstract sockets. What an older version lacks, the filter of system calls denies.
"""

from __future__ import annotations

import ctypes
import os
import stat
import struct
from collections.abc import Iterable, Iterator, Mapping

from grader.worker.walls import kernel

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446  # on every architecture
_CREATE_RULESET_VERSION = 1
_RULE_PATH_BENEATH = 1

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
_REMOVE_DIR, _REMOVE_FILE = 1 << 4, 1 << 5
_MAKE_DIR, _MAKE_REG, _MAKE_FIFO, _MAKE_SYM = 1 << 7, 1 << 8, 1 << 10, 1 << 12
_REFER, _TRUNCATE, _IOCTL_DEV = 1 << 13, 1 << 14, 1 << 15
# The accesses to files that the kernel handles, by the first ABI version that does.
_HANDLED = {
    1: (1 << 13) - 1,
    2: (1 << 14) - 1,
    3: (1 << 15) - 1,
    5: (1 << 16) - 1,
}
_NET = 0b11  # bind and connect
_SCOPED = 0b11  # abstract unix sockets and signals
_NET_ABI, _SCOPED_ABI = 4, 6

_READ = _EXECUTE | _READ_FILE | _READ_DIR
_WRITE = (
    _READ
    | _WRITE_FILE
    | _REMOVE_DIR
    | _REMOVE_FILE
    | _MAKE_DIR
    | _MAKE_REG
    | _MAKE_FIFO
    | _MAKE_SYM
    | _REFER
    | _TRUNCATE
)
_DEVICE = _READ_FILE | _WRITE_FILE | _TRUNCATE | _IOCTL_DEV
_NOTHING: Mapping[str, Iterable[str]] = {}
_OF_FILES = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | _IOCTL_DEV


def abi() -> int:
    """Return the ABI version of the kernel's Landlock; 0 where there is none."""
    try:
        return kernel.syscall(
            _CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint(_CREATE_RULESET_VERSION)
        )
    except OSError:
        return 0


def scopes_signals() -> bool:
    """Whether Landlock prevents a restricted process from signalling others."""
    return abi() >= _SCOPED_ABI


def restrict(readable: Iterable[str], writable: Iterable[str], devices: Iterable[str]) -> None:
    """Give up access to every file except these.

    Where the kernel supports it, also give up TCP, the abstract sockets of other processes, and
    signals to them.

    Args:
        readable: files and folders to read and execute; paths that do not exist are skipped.
        writable: folders in which everything is allowed, except making device nodes and sockets.
        devices: files to read and write.

    Raises:
        OSError: the kernel has no Landlock.
    """
    rules = make_rules(readable, writable, devices)
    try:
        obey(rules)
    finally:
        os.close(rules)


def make_rules(
    readable: Iterable[str],
    writable: Iterable[str],
    devices: Iterable[str],
    partial: Mapping[str, Iterable[str]] = _NOTHING,
) -> int:
    """Return a descriptor of rules; they hold for nobody yet. The arguments are :func:`restrict`'s.

    Args:
        partial: folders within the readable ones, and the only entries of each that are readable.

    Raises:
        OSError: the kernel has no Landlock.
    """
    version = abi()
    handled = max((mask for first, mask in _HANDLED.items() if first <= version), default=0)

    fields = [handled]
    if version >= _NET_ABI:
        fields.append(_NET)
    if version >= _SCOPED_ABI:
        fields.append(_SCOPED)

    attributes = struct.pack(f"={len(fields)}Q", *fields)
    rules = kernel.syscall(
        _CREATE_RULESET, attributes, ctypes.c_size_t(len(attributes)), ctypes.c_uint(0)
    )
    try:
        for path, access in (
            *_readable_parts(readable, partial),
            *((path, _WRITE) for path in writable),
            *((path, _DEVICE) for path in devices),
        ):
            _allow(rules, path, access & handled)
    except BaseException:
        os.close(rules)
        raise
    return rules


def obey(rules: int) -> None:
    """Give up every access that the rules do not allow, in addition to earlier ones.

    Raises:
        OSError: this process may still gain privileges.
    """
    kernel.syscall(_RESTRICT_SELF, ctypes.c_int(rules), ctypes.c_uint(0))


def _readable_parts(
    readable: Iterable[str], partial: Mapping[str, Iterable[str]]
) -> Iterator[tuple[str, int]]:
    """Yield the paths to read, with the access to each.

    Rules can only add. So all that lies beside a partial folder is named, up to what is readable;
    the names in the folders on the way there can be listed.
    """
    parts = {os.path.realpath(folder): [*names] for folder, names in partial.items()}

    def visit(path: str) -> Iterator[tuple[str, int]]:
        if path in parts:
            yield path, _READ_DIR
            yield from ((f"{path}/{name}", _READ) for name in parts[path])
        elif any(folder.startswith(f"{path}/") for folder in parts):
            yield path, _READ_DIR
            with os.scandir(path) as entries:
                # What a link refers to is readable if that is.
                inner = [entry.path for entry in entries if not entry.is_symlink()]
            for entry in inner:
                yield from visit(entry)
        else:
            yield path, _READ

    for path in dict.fromkeys(map(os.path.realpath, readable) if parts else readable):
        if not any(path.startswith(f"{folder}/") for folder in parts):
            yield from visit(path)


def _allow(ruleset: int, path: str, access: int) -> None:
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return

    try:
        if not stat.S_ISDIR(os.fstat(descriptor).st_mode):
            access &= _OF_FILES
        rule = struct.pack("=Qi", access, descriptor)
        kernel.syscall(
            _ADD_RULE,
            ctypes.c_int(ruleset),
            ctypes.c_int(_RULE_PATH_BENEATH),
            rule,
            ctypes.c_uint(0),
        )
    finally:
        os.close(descriptor)
