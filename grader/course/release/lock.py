"""Exact versions of all that the grader needs, as they are in this environment.

For those who want what the course was released with. ``requirements.txt`` has ranges instead, so
that it keeps the torch of Colab, and takes one that fits a GPU's driver.
"""

from __future__ import annotations

import importlib.metadata
from collections import deque

from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version


def pins(requirement: str) -> list[str]:
    """Return a line for each distribution that a requirement needs, directly or not, but itself.

    A line keeps the conditions that it is needed under, such as the platform. What another
    distribution pins is left out: so torch brings the CUDA libraries that belong to its build.
    """
    first = Requirement(requirement)
    conditions: dict[str, set[str]] = {}
    waiting = deque([(first, "")])
    seen = set()
    while waiting:
        needed, condition = waiting.popleft()
        key = (canonicalize_name(needed.name), frozenset(needed.extras), condition)
        if key in seen or not _is_installed(needed.name):
            continue

        seen.add(key)
        conditions.setdefault(key[0], set()).add(condition)
        waiting.extend(
            (further, _both(condition, _condition(further))) for further in _needs(needed)
        )

    del conditions[canonicalize_name(first.name)]
    return [_pin(name, conditions[name]) for name in sorted(conditions)]


def _is_installed(name: str) -> bool:
    try:
        importlib.metadata.distribution(name)
    except importlib.metadata.PackageNotFoundError:
        return False
    return True


def _needs(requirement: Requirement) -> list[Requirement]:
    """Return what a distribution needs here, with the extras that are asked for."""
    needed = map(Requirement, importlib.metadata.requires(requirement.name) or [])
    return [each for each in needed if _applies(each, requirement.extras) and not _is_exact(each)]


def _applies(requirement: Requirement, extras: set[str]) -> bool:
    marker = requirement.marker
    return marker is None or any(marker.evaluate({"extra": extra}) for extra in extras or {""})


def _is_exact(requirement: Requirement) -> bool:
    return any(each.operator == "==" and "*" not in each.version for each in requirement.specifier)


def _condition(requirement: Requirement) -> str:
    """Return a requirement's marker; "" for one that is about an extra, which was asked for."""
    marker = str(requirement.marker or "")
    return "" if "extra" in marker else marker


def _both(first: str, second: str) -> str:
    return " and ".join(f"({each})" for each in dict.fromkeys((first, second)) if each)


def _pin(name: str, conditions: set[str]) -> str:
    # PyPI has no local versions, such as torch 2.13.0+cpu.
    version = Version(importlib.metadata.version(name)).public
    if "" in conditions:
        return f"{name}=={version}"
    any_of_them = Marker(" or ".join(f"({each})" for each in sorted(conditions)))
    return f"{name}=={version} ; {any_of_them}"
