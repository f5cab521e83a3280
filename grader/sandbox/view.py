"""What the submission's side sees of this machine.

It sees the Python that runs it and a few environment variables.
"""

from __future__ import annotations

import functools
import os
import sys
import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING

from grader.errors import UsageError
from grader.language import _
from grader.sandbox.search_path import SITE, search_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_GRADER = Path(__file__).resolve().parents[1]
# What of its own package the submission's side needs: no checks, no answers.
WORKERS_PARTS = ("__init__.py", "wire", "worker")
# A prefix such as /usr/local may contain anything else.
_PARTS_OF_PREFIX = ("bin/python*", "lib", "lib32", "lib64", "pyvenv.cfg", "share/zoneinfo")
_SYSTEM = (
    *("/usr/bin", "/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/libexec", "/usr/share/zoneinfo"),
    *("/lib", "/lib32", "/lib64"),
    *(
        "/etc/ld.so.cache",
        "/etc/ld.so.conf",
        "/etc/ld.so.conf.d",
        "/etc/localtime",
        "/etc/alternatives",
    ),
    "/sys/devices/system/cpu",  # the number of cores
)
_OF_GPU = ("/proc", "/sys", "/etc/vulkan", "/usr/share/nvidia", "/usr/local/nvidia")
_BOOT = """
import os, sys
sys.path[:] = sys.argv[2].split(os.pathsep)
import importlib
importlib.import_module(sys.argv[1]).main(int(sys.argv[3]), sys.argv[4])
"""
# Two graders with the default number of threads were 32 times slower than with one thread each.
ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
}
# Variables that begin with these change what Python, pytest or a numerical library does. An
# examiner gets none of them ...
_CHANGING = (
    *("PYTHON", "PYTEST_", "OMP_", "GOMP_", "KMP_", "MKL_", "OPENBLAS_", "VECLIB_", "NPY_"),
    *("TORCH", "PYTORCH_", "ATEN_", "ONEDNN_", "DNNL_", "NVIDIA_TF32_OVERRIDE"),
)
# ... except these. They set where packages are, how streams are encoded, where bytecode goes and
# what the prompt is; an old OpenBLAS needs two of them to compute correctly on a new processor.
_HARMLESS = (
    *(
        "PYTHONHOME",
        "PYTHONNOUSERSITE",
        "PYTHONPATH",
        "PYTHONPLATLIBDIR",
        "PYTHONSAFEPATH",
        "PYTHONUSERBASE",
    ),
    *("PYTHONCOERCECLOCALE", "PYTHONIOENCODING", "PYTHONUNBUFFERED", "PYTHONUTF8"),
    *("PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX", "PYTHONSTARTUP", "PYTHON_"),
    *("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"),
)
_FOLDERS = ("TMPDIR", "TEMP", "TMP", "PYTHONPYCACHEPREFIX")
_DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")


def readable(device: str = "cpu") -> list[str]:
    """Return the files and folders that a submission may read, of those that exist.

    They are the interpreter, its libraries and packages, the parts of the grader's package that the
    submission's side consists of, and the system's shared libraries; see also :func:`partial`. A
    folder that is on ``sys.path`` for another reason (PYTHONPATH, a checkout)
    is not among them: it may contain anything.
    """
    prefixes = dict.fromkeys([sys.prefix, sys.exec_prefix, sys.base_prefix, sys.base_exec_prefix])
    paths = [
        *_SYSTEM,
        *(
            path
            for prefix in prefixes
            for part in _PARTS_OF_PREFIX
            for path in map(str, Path(prefix).glob(part))
        ),
        *(sysconfig.get_path(name) for name in ("stdlib", "platstdlib")),
        *(entry for entry in sys.path if Path(entry).name in SITE),
        *(str(_GRADER / part) for part in WORKERS_PARTS),
    ]

    if device != "cpu":
        libraries = os.environ.get("LD_LIBRARY_PATH", "").split(os.pathsep)
        paths += [
            *_OF_GPU,
            *map(str, Path("/usr/local").glob("cuda*/lib64")),
            *filter(None, libraries),
        ]

    # Both a link and its target: abspath leaves links as they are.
    existing = [path for path in map(os.path.abspath, paths) if os.path.exists(path)]  # noqa: PTH110
    return list(dict.fromkeys(existing + [os.path.realpath(path) for path in existing]))


def partial(readable: Iterable[str], libraries: Iterable[str] | None) -> dict[str, list[str]]:
    """Return the folders within readable ones of which only some entries are readable, and these.

    Of the grader's package those are the parts of the submission's side, wherever it is installed.

    Args:
        libraries: entries of folders of packages; None where all of them are readable.
    """
    own = os.path.realpath(_GRADER)
    parts: dict[str, list[str]] = {}
    for folder in _package_folders(tuple(readable)):
        package = f"{folder}/{_GRADER.name}"
        is_own = os.path.realpath(package) == own
        if libraries is None:
            if os.path.isdir(package):  # noqa: PTH112
                parts[package] = [*WORKERS_PARTS] if is_own else []
            continue

        ours = [f"{_GRADER.name}/{part}" for part in WORKERS_PARTS] if is_own else []
        there = [name for name in sorted(libraries) if os.path.exists(f"{folder}/{name}")]  # noqa: PTH110
        parts[folder] = there + ours

    return parts


@functools.cache
def _package_folders(readable: tuple[str, ...]) -> list[str]:
    """Return the folders of installed packages at or within readable folders."""
    found = []
    for path in map(Path, readable):
        if path.name in SITE:
            found.append(path)
        elif path.name.startswith(("lib", "python")):
            for name in SITE:
                found += [*path.glob(name), *path.glob(f"python3*/{name}")]
    return list(dict.fromkeys(map(str, found)))


def devices(device: str = "cpu") -> list[str]:
    """Return the device files that a submission may read and write."""
    gpus = [] if device == "cpu" else [*map(str, Path("/dev").glob("nvidia*")), "/dev/shm"]  # noqa: S108 - a name, not a file of ours
    return [*_DEVICES, *gpus]


def require_hidden(paths: Iterable[Path]) -> None:
    """Require that a submission cannot read any of these paths.

    Raises:
        UsageError: one is in a folder that every submission may read.
    """
    for path in paths:
        for seen in readable():
            if path.resolve().is_relative_to(Path(seen).resolve()):
                raise UsageError(
                    _(
                        "submissions could read {path}: "
                        "it is in {folder}, which their Python needs",
                        path=path,
                        folder=seen,
                    ),
                    hint=_("move it elsewhere, or use --isolation E if nothing must be hidden"),
                )


def command(module: str, descriptor: int, argument: str) -> list[str]:
    """Return the command that starts a process which calls a module's main function.

    The call is ``main(descriptor, argument)``.
    """
    return [
        sys.executable,
        "-c",
        _BOOT,
        module,
        os.pathsep.join(search_path()),
        str(descriptor),
        argument,
    ]


def of_examiner(variables: Mapping[str, str]) -> dict[str, str]:
    """Return the variables that an examiner runs with, of those that its caller has set.

    A relative path for its own files is dropped: the current folder may contain a course.
    """
    kept = {}
    for name, value in variables.items():
        changing = name.startswith(_CHANGING) and not name.startswith(_HARMLESS)
        relative = name in _FOLDERS and not os.path.isabs(value)  # noqa: PTH117
        if not changing and not relative:
            kept[name] = value

    return kept | ONE_THREAD | {"MPLBACKEND": "Agg"}


def environment(home: str, device: str) -> dict[str, str]:
    """Return the few variables that the submission's side sees."""
    return (
        _of_gpu(device)
        | ONE_THREAD
        | {
            "PATH": os.defpath,
            "HOME": home,
            "TMPDIR": home,
            "USER": "student",  # for libraries that look it up
            "LOGNAME": "student",
            "LANG": "C.UTF-8",
            "PYTHONHASHSEED": "0",  # the same submission gets the same score
            "MPLBACKEND": "Agg",  # a plot opens no window
        }
    )


def _of_gpu(device: str) -> dict[str, str]:
    """Return the variables that show the submission only the run's GPU, or none."""
    if device == "cpu":
        return {"CUDA_VISIBLE_DEVICES": ""}

    # Torch numbers the devices that are visible to us.
    number = int(device.partition(":")[2] or 0)
    visible = os.environ.get("CUDA_VISIBLE_DEVICES", "")

    return {
        # In containers this may be the only way to find the driver.
        "LD_LIBRARY_PATH": os.environ.get("LD_LIBRARY_PATH", ""),
        "CUDA_VISIBLE_DEVICES": visible.split(",")[number] if visible else str(number),
        # The same sums in the same order in every run.
        "CUBLAS_WORKSPACE_CONFIG": ":4096:8",
    }
