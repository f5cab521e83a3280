"""What the submission's side sees of this machine.

The Python that runs it, a few variables, and nothing else.
"""

from __future__ import annotations

import os
import sys
import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING

from grader.errors import UsageError
from grader.language import _
from grader.sandbox.search_path import search_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_GRADER = Path(__file__).resolve().parents[1]
_SITE = ("site-packages", "dist-packages")
_PARTS_OF_PREFIX = ("bin", "lib", "lib32", "lib64", "libexec", "share", "pyvenv.cfg")
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
    "/sys/devices/system/cpu",  # how many cores there are
)
_OF_GPU = ("/proc", "/sys", "/etc/vulkan", "/usr/share/nvidia", "/usr/local/nvidia")
_BOOT = """
import os, sys
sys.path[:] = sys.argv[2].split(os.pathsep)
import importlib
importlib.import_module(sys.argv[1]).main(int(sys.argv[3]), sys.argv[4])
"""
ONE_THREAD = {  # two graders with default threads were 32 times slower than with one each
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
}
# Variables that begin like this change what Python, pytest or a numerical library does: an examiner
# has none of them,
_CHANGING = (
    *("PYTHON", "PYTEST_", "OMP_", "GOMP_", "KMP_", "MKL_", "OPENBLAS_", "VECLIB_", "NPY_"),
    *("TORCH", "PYTORCH_", "ATEN_", "ONEDNN_", "DNNL_", "NVIDIA_TF32_OVERRIDE"),
)
# but those that say where packages lie, how streams are encoded, what becomes of bytecode, what a
# prompt is like; and those by which an old OpenBLAS computes rightly on a new processor.
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
    """Give the files and folders that a submission may read, of those that are there.

    They are the interpreter, its libraries and packages, the grader's own package, and the system's
    shared libraries; no folder that is on ``sys.path`` for another reason (PYTHONPATH, a checkout):
    it may hold anything.
    """
    prefixes = dict.fromkeys([sys.prefix, sys.exec_prefix, sys.base_prefix, sys.base_exec_prefix])
    paths = [
        *_SYSTEM,
        *(f"{prefix}/{part}" for prefix in prefixes for part in _PARTS_OF_PREFIX),
        *(sysconfig.get_path(name) for name in ("stdlib", "platstdlib")),
        *(entry for entry in sys.path if Path(entry).name in _SITE),
        str(_GRADER),
    ]
    if device != "cpu":
        libraries = os.environ.get("LD_LIBRARY_PATH", "").split(os.pathsep)
        paths += [
            *_OF_GPU,
            *map(str, Path("/usr/local").glob("cuda*/lib64")),
            *filter(None, libraries),
        ]
    found = [path for path in map(os.path.abspath, paths) if os.path.exists(path)]  # noqa: PTH110 - links stay
    return list(dict.fromkeys(found + [os.path.realpath(path) for path in found]))


def devices(device: str = "cpu") -> list[str]:
    """Give the device files that a submission may read and write."""
    gpus = [] if device == "cpu" else [*map(str, Path("/dev").glob("nvidia*")), "/dev/shm"]  # noqa: S108
    return [*_DEVICES, *gpus]


def require_hidden(paths: Iterable[Path]) -> None:
    """Insist that a submission sees none of these.

    Raises:
        UsageError: one lies in a folder that every submission may read.
    """
    for path in paths:
        for seen in readable():
            if path.resolve().is_relative_to(Path(seen).resolve()):
                words = _(
                    "submissions could read {path}: it lies in {folder}, which their Python needs"
                )
                hint = _(
                    "move it elsewhere, or choose --isolation E where nothing has to be hidden"
                )
                raise UsageError(words.format(path=path, folder=seen), hint=hint)


def command(module: str, descriptor: int, word: str) -> list[str]:
    """Give the command that runs ``main(descriptor.

    Word)`` of a module of ours in a process of its own.
    """
    return [
        sys.executable,
        "-c",
        _BOOT,
        module,
        os.pathsep.join(search_path()),
        str(descriptor),
        word,
    ]


def of_examiner(variables: Mapping[str, str]) -> dict[str, str]:
    """Give the variables that an examiner runs with, of those that its caller has set.

    Folders for its own files are named in full, or not at all: where it runs, a course may lie.
    """
    kept = {
        name: value
        for name, value in variables.items()
        if (name.startswith(_HARMLESS) or not name.startswith(_CHANGING))
        and (name not in _FOLDERS or os.path.isabs(value))  # noqa: PTH117
    }
    return kept | ONE_THREAD | {"MPLBACKEND": "Agg"}


def environment(home: str, device: str) -> dict[str, str]:
    """Give the few variables that the submission's side sees."""
    return (
        _of_gpu(device)
        | ONE_THREAD
        | {
            "PATH": os.defpath,
            "HOME": home,
            "TMPDIR": home,
            "USER": "student",  # for libraries that would look it up
            "LOGNAME": "student",
            "LANG": "C.UTF-8",
            "PYTHONHASHSEED": "0",  # the same submission gives the same score
            "MPLBACKEND": "Agg",  # a plot opens no window
        }
    )


def _of_gpu(device: str) -> dict[str, str]:
    """Show the submission the run's GPU alone, or none."""
    if device == "cpu":
        return {"CUDA_VISIBLE_DEVICES": ""}
    number = int(device.partition(":")[2] or 0)
    visible = os.environ.get("CUDA_VISIBLE_DEVICES", "")  # torch numbers what is visible to us
    found = {
        "LD_LIBRARY_PATH": os.environ.get("LD_LIBRARY_PATH", "")
    }  # in containers the driver is found by it alone
    return found | {
        "CUDA_VISIBLE_DEVICES": visible.split(",")[number] if visible else str(number),
        "CUBLAS_WORKSPACE_CONFIG": ":4096:8",  # the same sums in the same order, run after run
    }
