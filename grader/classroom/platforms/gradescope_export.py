"""Gradescope's export: ``submission_metadata.yml`` beside folders ``submission_123/``.

Its shape: ``submission_123: {":submitters": [{":name": …, ":sid": …, ":email": …}], ":created_at":
…, …}``.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from grader.classroom.intake import moments
from grader.classroom.intake.findings import Findings, key, unplaced
from grader.classroom.intake.listing import Listing, folder_hand_in, small_text
from grader.classroom.people import Person
from grader.errors import UsageError
from grader.language import _

METADATA = "submission_metadata.yml"
MAX_METADATA = 64 << 20  # it holds the output of all tests of all students


def fits(listing: Listing, _assignment: str) -> bool:
    """Say whether the metadata is there."""
    return any(file.name == METADATA for file in listing.files)


def read(listing: Listing, _assignment: str) -> Findings:
    """Take each folder that the metadata names, for each of its submitters."""
    metadata = listing.folder / METADATA
    submissions = _metadata(metadata)
    for folder in listing.folders:
        if folder.name in submissions:
            yield from _of_group(folder, submissions[folder.name])
        else:
            yield unplaced(folder.name, _("{file} does not name it", file=METADATA))
    there = {folder.name for folder in listing.folders}
    yield from (
        unplaced(name, _("its folder is missing")) for name in submissions if name not in there
    )
    yield from replace(
        listing, files=tuple(file for file in listing.files if file != metadata)
    ).beside()


def _of_group(folder: Path, about: Any) -> Findings:
    """Take a folder for each who handed it in together."""
    at = _at(about)
    people = _submitters(about, folder.name)
    if not people:
        yield unplaced(folder.name, _("{file} does not say whose it is", file=METADATA))
    for person in people:
        yield folder_hand_in(folder, person, at)


def _metadata(file: Path) -> dict[str, Any]:
    import yaml

    text = small_text(file, MAX_METADATA + 1) or ""
    if len(text) > MAX_METADATA:
        raise UsageError(
            _("{file} is larger than {size} MB", file=METADATA, size=MAX_METADATA >> 20)
        )
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # is written in C where libyaml is there
    try:
        told = yaml.load(text, loader)  # noqa: S506 - strings, lists and dicts, whatever its tags say; 007 keeps its zeros
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        words = _(
            "{file} is not valid YAML: {error}", file=METADATA, error=" ".join(str(error).split())
        )
        raise UsageError(words, _("download the export again")) from None
    if not isinstance(told, dict):
        raise UsageError(
            _("{file} lists no submissions", file=METADATA), _("download the export again")
        )
    return {name: about for name, about in told.items() if isinstance(name, str)}


def _at(about: Any) -> datetime | None:
    return moments.parse(_text(about, ":created_at"))


def _submitters(about: Any, folder: str) -> list[Person]:
    told = about.get(":submitters") if isinstance(about, dict) else None
    people = []
    for submitter in told if isinstance(told, list) else ():
        name, sid, email = (key(_text(submitter, field)) for field in (":name", ":sid", ":email"))
        if name or sid or email:  # a name alone may be that of two
            people.append(
                Person(sid or email or f"{name}_{folder}", name=name, email=email, sis_id=sid)
            )
    return people


def _text(about: Any, field: str) -> str:
    value = about.get(field) if isinstance(about, dict) else None
    return value if isinstance(value, str) and value not in ("~", "null") else ""
