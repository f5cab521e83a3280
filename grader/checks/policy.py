"""The rules by which points become grades: due date, lateness, attempts."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from typing import Annotated, Literal

import msgspec

_DAY = timedelta(days=1)
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
    """

    due: Annotated[datetime, msgspec.Meta(tz=True)] | None = None
    grace_minutes: Annotated[float, msgspec.Meta(ge=0)] = 0.0
    late_percent_per_day: _Percent = 0.0
    late_percent_at_most: _Percent = 100.0
    counts: Literal["last", "best"] = "last"

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
        return math.ceil((at - self.due) / _DAY)

    def penalty(self, days_late: int, points: float) -> float:
        """Return the points that so many days cost, of an assignment worth ``points``."""
        percent = min(days_late * self.late_percent_per_day, self.late_percent_at_most)
        return round(points * percent / 100, 4)
