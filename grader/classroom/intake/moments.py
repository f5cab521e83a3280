"""Points in time, as platforms write them."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.(\d+))?\s*(\S*)", re.ASCII)
_OFFSET = re.compile(r"([+-])(\d\d):?(\d\d)", re.ASCII)


def parse(text: str) -> datetime | None:
    """Read a point in time; None where the text is none.

    For example "2015-02-02 15:58:23.948203 America/Los_Angeles", "… UTC", "… Z" or "… -0800";
    without a zone it is UTC.
    """
    match = _MOMENT.fullmatch(text.strip())
    if not match:
        return None

    day, clock, fraction, zone = match.groups()
    microseconds = f"{(fraction or '')[:6]:0<6}"
    try:
        moment = datetime.fromisoformat(f"{day} {clock}.{microseconds}")
        return moment.replace(tzinfo=_zone(zone))
    except (ValueError, LookupError, OSError):
        # There is no such day, offset or zone; or the zone's name is that of a folder.
        return None


def _zone(name: str) -> tzinfo:
    if name in ("", "Z", "UTC"):
        return timezone.utc
    offset = _OFFSET.fullmatch(name)
    if not offset:
        return ZoneInfo(name)

    sign, hours, minutes = offset.groups()
    size = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(-size if sign == "-" else size)
