"""Points in time, as platforms and people write them."""

from __future__ import annotations

import re
import warnings
import zoneinfo
from datetime import datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.(\d+))?\s*(\S*)", re.ASCII)
_OFFSET = re.compile(r"([+-])(\d\d):?(\d\d)", re.ASCII)
_FIRST_YEAR, _LAST_YEAR = 1980, 2200
_ABBREVIATION = re.compile(r"[A-Z]{2,5}")


def local(moment: datetime, zone: tzinfo | None) -> datetime:
    """Return a moment without a zone as one in ``zone``; None is that of this machine."""
    return moment.astimezone() if zone is None else moment.replace(tzinfo=zone)


def parse(text: str, zone: tzinfo | None = None) -> datetime | None:
    """Read a point in time; None where the text is none.

    For example "2015-02-02 15:58:23.948203 America/Los_Angeles", "… UTC", "… Z", "… -0800" or "…
    PDT"; without a zone it is UTC. An abbreviation of several zones, as CST is, is understood where
    the course's zone has it.

    Args:
        zone: the course's; None for that of this machine.
    """
    match = _MOMENT.fullmatch(text.strip())
    if not match:
        return None

    day, clock, fraction, name = match.groups()
    microseconds = f"{(fraction or '')[:6]:0<6}"
    try:
        moment = datetime.fromisoformat(f"{day} {clock}.{microseconds}")
        return plausible(moment.replace(tzinfo=_zone(name, moment, zone)))
    except (ValueError, LookupError, OSError):
        # There is no such day, offset or zone; or the zone's name is that of a folder.
        return None


def _zone(name: str, moment: datetime, course: tzinfo | None) -> tzinfo:
    if name in ("", "Z", "UTC", "GMT"):
        return timezone.utc
    if _ABBREVIATION.fullmatch(name):
        here = local(moment, course)
        if here.tzname() == name and here.tzinfo:
            return here.tzinfo
        return _only_zone_called(name, moment)

    offset = _OFFSET.fullmatch(name)
    if not offset:
        return ZoneInfo(name)
    sign, hours, minutes = offset.groups()
    size = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(-size if sign == "-" else size)


@lru_cache(maxsize=1000)
def _only_zone_called(name: str, moment: datetime) -> tzinfo:
    """Return the zone that an abbreviation means; where clocks differ, none is meant.

    Raises:
        LookupError: no zone is called so, or several whose clocks differ.
    """
    offsets = set()
    for zone in map(ZoneInfo, sorted(zoneinfo.available_timezones())):
        there = moment.replace(tzinfo=zone)
        if there.tzname() == name:
            offsets.add(there.utcoffset())
    (offset,) = offsets or {None}
    if offset is None:
        raise LookupError(name)
    return timezone(offset)


def stamped(text: str, zone: tzinfo | None = None) -> datetime | None:
    """Read a time as servers write it into names: "2024-10-03-08-46-22"; None where it is none."""
    try:
        moment = datetime.strptime(text, "%Y-%m-%d-%H-%M-%S")  # noqa: DTZ007 - see local
        return plausible(local(moment, zone))
    except (ValueError, OverflowError):
        return None


def written(text: str, zone: tzinfo | None = None) -> datetime | None:
    """Read a point in time as a page shows it in some language; None where the text is none.

    For example "Freitag, 20. November 2026, 10:37" or "2026年11月20日 星期五 10:37".

    Args:
        zone: of a time without one; None for that of this machine.
    """
    import dateparser

    # What has no year is "today", or a number of points.
    if not re.search(r"\d{4}", text):
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of its own use of the standard library
        moment = dateparser.parse(text, settings={"PREFER_DAY_OF_MONTH": "first"})
    if moment is None:
        return None
    return plausible(moment if moment.tzinfo else local(moment, zone))


def plausible(moment: datetime) -> datetime | None:
    """Return a moment in which somebody may have handed in; None for any other.

    At the ends of the calendar, no other zone can express it.
    """
    return moment if _FIRST_YEAR <= moment.year <= _LAST_YEAR else None
