"""The rules by which points become grades: due date, lateness, attempts."""

from __future__ import annotations

import math
from datetime import datetime, timedelta, tzinfo
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

import msgspec

from grader.language import _

_DAY = timedelta(days=1)


def zone_of(name: str) -> tzinfo | None:
    """Return a time zone by its name; None, which is this machine's, where there is no name.

    Raises:
        ValueError: there is no such zone.
    """
    try:
        return ZoneInfo(name) if name else None
    except (LookupError, ValueError, OSError):
        raise ValueError(_("there is no time zone {name!r}", name=name)) from None


_Percent = Annotated[float, msgspec.Meta(ge=0, le=100)]


class Policy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The table ``[policy]`` of assignment.toml.

    Attributes:
        due: the due date, with its time zone; None where there is none.
        grace_minutes: how long after ``due`` a submission is not late.
        late_percent_per_day: share of the assignment's points that each day begun after ``due``
            costs.
        late_percent_at_most: the largest share that lateness costs.
        counts: which attempt counts, the last or the best.
        time_zone: by whose clock days are counted, for example "Europe/Berlin"; "" for the
            course's, or else this machine's.
    """

    due: Annotated[datetime, msgspec.Meta(tz=True)] | None = None
    grace_minutes: Annotated[float, msgspec.Meta(ge=0)] = 0.0
    late_percent_per_day: _Percent = 0.0
    late_percent_at_most: _Percent = 100.0
    counts: Literal["last", "best"] = "last"
    time_zone: str = ""

    def __post_init__(self) -> None:
        zone_of(self.time_zone)

    def days_late(self, at: datetime | None, *, late: bool | None) -> int:
        """Return how many days after the due date have begun; 0 where it is not late.

        Args:
            at: when it was handed in; None where that is unknown.
            late: whether the platform marks it as late; without a time, this counts as one day.
        """
        if self.due is None:
            return 0
        if at is None:
            return 1 if late else 0
        if at <= self.due + timedelta(minutes=self.grace_minutes):
            return 0
        # By the clock on the wall: where clocks go back, a day has 25 hours.
        zone = zone_of(self.time_zone)
        due, handed_in = (time.astimezone(zone).replace(tzinfo=None) for time in (self.due, at))
        return max(1, math.ceil((handed_in - due) / _DAY))

    def penalty(self, days_late: int, points: float) -> float:
        """Return the points that so many days cost, of an assignment worth ``points``."""
        percent = min(days_late * self.late_percent_per_day, self.late_percent_at_most)
        return round(points * percent / 100, 4)
