"""A results.json for every student, with the grade that counts."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from grader.export.account import account
from grader.policy import Grade
from grader.report.gradescope import results

_PLAIN = re.compile(r"\w[\w.-]{0,79}(?<!\.)")
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)  # by Windows, whatever the ending


def to_gradescope_files(grades: Sequence[Grade]) -> dict[str, str]:
    """Give the files' texts by their names: KEY.json of everyone who has a grade."""
    graded = [grade for grade in grades if grade.final is not None]
    names = _names([grade.person.key for grade in graded])
    return {
        name: json.dumps(_results(grade), ensure_ascii=False, indent=1) + "\n"
        for name, grade in zip(names, graded, strict=True)
    }


def _names(keys: Sequence[str]) -> list[str]:
    """Give a file name to each key: the key itself, where it is one on every system and no other differs only in case.

    Any other gets a digest after a "~", which no plain key holds: so no two names are the same.
    """
    alike = Counter(key.casefold() for key in keys)

    def name(key: str) -> str:
        if key.isascii() and _PLAIN.fullmatch(key) and not _RESERVED.fullmatch(key) and alike[key.casefold()] == 1:
            return f"{key}.json"
        readable = re.sub(r"[^\w-]+", "_", key)[:40]
        digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        return f"{readable}~{digest}.json"

    return [name(key) for key in keys]


def _results(grade: Grade) -> dict[str, Any]:
    if grade.report is None:  # a grade that was given by hand
        return {"score": grade.final, "output": "\n".join(account(grade)), "output_format": "text"}
    shown = results(grade.report)
    output = "\n".join(filter(None, [shown["output"], *account(grade)]))
    return {**shown, "score": grade.final, "output": output}
