"""Warm processes by what they imported, of the kind that this operating system has."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Protocol

from grader.results import Tier
from grader.sandbox.platform import is_portable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from typing_extensions import Self

    from grader.sandbox.child import Child
    from grader.sandbox.limits import Limits


class AnyWarm(Protocol):
    """A warm process: :class:`warm.Warm`, or :class:`portable.PortableWarm`."""

    tier: Tier
    children_cpu_s: float

    def jail(self) -> contextlib.AbstractContextManager[AnyJail]:
        """Yield the place for one submission's children; nothing of it remains afterwards."""

    def close(self) -> None:
        """End it, and with it every child."""


class AnyJail(Protocol):
    """Where one submission's children are."""

    def fork(self, limits: Limits, filename: str) -> Child:
        """Return a fresh child; see :meth:`warm.Jail.fork`."""

    def abandon(self) -> None:
        """End all children, where somebody else may have left an order half read."""


class Warms:
    """Keeps them.

    Each starts when it is first needed, and serves all submissions that need the same imports.

    Args:
        tier: how submissions are isolated.
        gpu_share: of a GPU's memory, from 0 to 1, for each submission.
    """

    def __init__(self, tier: Tier = Tier.E, gpu_share: float = 1.0) -> None:
        self._tier = tier
        self._gpu_share = gpu_share
        self._warms: dict[tuple[object, ...], AnyWarm] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End them all, even if one cannot be ended."""
        with contextlib.ExitStack() as closing:
            for warm in self._warms.values():
                closing.callback(warm.close)

    def get(
        self,
        preload: Sequence[str],
        device: str = "cpu",
        *,
        autograd: bool = True,
        imports: Sequence[str] | None = None,
    ) -> AnyWarm:
        """Return the one for these modules and this device; see :class:`warm.Warm`."""
        key = (tuple(preload), device, autograd, None if imports is None else tuple(imports))
        if key not in self._warms:
            self._warms[key] = self._start(preload, device, imports, autograd=autograd)
        return self._warms[key]

    def _start(
        self,
        preload: Sequence[str],
        device: str,
        imports: Sequence[str] | None,
        *,
        autograd: bool,
    ) -> AnyWarm:
        share = self._gpu_share
        if is_portable():
            from grader.sandbox.portable import PortableWarm

            return PortableWarm(
                preload, device, autograd=autograd, imports=imports, gpu_share=share
            )

        from grader.sandbox.warm import Warm

        return Warm(
            preload,
            device,
            autograd=autograd,
            tier=self._tier,
            imports=imports,
            gpu_share=share,
        )
