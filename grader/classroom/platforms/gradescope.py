"""Gradescope: its export, its roster, and a results.json for each student with the final grade.

The export holds ``submission_metadata.yml`` beside folders ``submission_123/``, of this shape:
``submission_123: {":submitters": [{":name": …, ":sid": …, ":email": …}], ":created_at": …, …}``.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from grader.classroom.grades import Grade
from grader.classroom.intake import moments
from grader.classroom.intake.listing import Listing, folder_hand_in, small_text
from grader.classroom.intake.placing import Placing, Wanted, key, unplaced
from grader.classroom.names import file_names
from grader.classroom.people import Person
from grader.errors import UsageError
from grader.language import _, one_line
from grader.report.gradescope import results

# The columns of its roster that say who is who, as ours knows them.
ROSTER = {
    "first": ("first_name",),
    "last": ("last_name",),
    "sis_id": ("sid",),
    "email": ("email",),
    "role": ("role",),
}

METADATA = "submission_metadata.yml"
MAX_METADATA = 64 << 20  # it holds the output of all tests of all students


# --------------------------------------------------------------------------------------- the export


def fits(listing: Listing, _assignment: str) -> bool:
    """Whether the metadata is there."""
    return any(file.name == METADATA for file in listing.files)


def read(listing: Listing, wanted: Wanted) -> Placing:
    """Yield each folder that the metadata names, for each of its submitters."""
    metadata = listing.folder / METADATA
    submissions = _metadata(metadata)

    for folder in listing.folders:
        if folder.name in submissions:
            yield from _of_group(folder, submissions[folder.name], wanted)
        else:
            yield unplaced(folder.name, _("{file} does not name it", file=METADATA))

    folders = {folder.name for folder in listing.folders}
    for name in submissions:
        if name not in folders:
            yield unplaced(name, _("its folder is missing"))

    others = tuple(file for file in listing.files if file != metadata)
    yield from replace(listing, files=others).beside()


def _of_group(folder: Path, about: Any, wanted: Wanted) -> Placing:
    """Yield a folder for each of those who handed it in together."""
    written = _text(about, ":created_at")
    at = moments.parse(written, wanted.zone)
    undated = f":created_at: {one_line(written, 80)}" if not at else ""
    people = _submitters(about, folder.name)
    if not people:
        yield unplaced(folder.name, _("{file} does not say whose it is", file=METADATA))
    for person in people:
        yield folder_hand_in(folder, person, at, undated=undated)


def _metadata(file: Path) -> dict[str, Any]:
    import yaml

    text = small_text(file, MAX_METADATA + 1) or ""
    if len(text) > MAX_METADATA:
        size = MAX_METADATA >> 20
        raise UsageError(_("{file} is larger than {size} MB", file=METADATA, size=size))

    # It is written in C where libyaml is installed. It reads strings, lists and dicts, whatever the
    # text's tags ask for, and 007 keeps its zeros.
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    hint = _("download the export again")
    try:
        submissions = yaml.load(text, loader)  # noqa: S506 - see above
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        shown = " ".join(str(error).split())
        message = _("{file} is not valid YAML: {error}", file=METADATA, error=shown)
        raise UsageError(message, hint) from None

    if not isinstance(submissions, dict):
        raise UsageError(_("{file} lists no submissions", file=METADATA), hint)
    return {name: about for name, about in submissions.items() if isinstance(name, str)}


def _submitters(about: Any, folder: str) -> list[Person]:
    submitters = about.get(":submitters") if isinstance(about, dict) else None
    people = []
    for submitter in submitters if isinstance(submitters, list) else ():
        name = key(_text(submitter, ":name"))
        sid = key(_text(submitter, ":sid"))
        email = key(_text(submitter, ":email"))
        if not (name or sid or email):
            continue

        # A name alone may be that of two.
        who = sid or email or f"{name}_{folder}"
        people.append(Person(who, name=name, email=email, sis_id=sid))
    return people


def _text(about: Any, field: str) -> str:
    value = about.get(field) if isinstance(about, dict) else None
    return value if isinstance(value, str) and value not in ("~", "null") else ""


# -------------------------------------------------------------------------------------- the results


def to_gradescope_files(grades: Sequence[Grade]) -> dict[str, str]:
    """Return the files' texts by their names: KEY.json of everyone who has a grade."""
    graded = [grade for grade in grades if grade.final is not None]
    names = file_names([grade.person.key for grade in graded])

    files = {}
    for name, grade in zip(names, graded, strict=True):
        files[f"{name}.json"] = json.dumps(_results(grade), ensure_ascii=False, indent=1) + "\n"
    return files


def _results(grade: Grade) -> dict[str, Any]:
    from grader.classroom.pages.account import account

    # A grade that was given by hand.
    if grade.report is None:
        return {"score": grade.final, "output": "\n".join(account(grade)), "output_format": "text"}

    shown = results(grade.report.for_student())
    output = "\n".join(filter(None, [shown["output"], *account(grade)]))
    return {**shown, "score": grade.final, "output": output}
