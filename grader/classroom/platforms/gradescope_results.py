"""A results.json for every student, with the grade that counts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from grader.classroom.grades import Grade
from grader.classroom.pages.account import account
from grader.classroom.people import file_names
from grader.report.gradescope import results


def to_gradescope_files(grades: Sequence[Grade]) -> dict[str, str]:
    """Give the files' texts by their names: KEY.json of everyone who has a grade."""
    graded = [grade for grade in grades if grade.final is not None]
    names = file_names([grade.person.key for grade in graded])
    return {
        f"{name}.json": json.dumps(_results(grade), ensure_ascii=False, indent=1) + "\n"
        for name, grade in zip(names, graded, strict=True)
    }


def _results(grade: Grade) -> dict[str, Any]:
    if grade.report is None:  # a grade that was given by hand
        return {"score": grade.final, "output": "\n".join(account(grade)), "output_format": "text"}
    shown = results(grade.report)
    output = "\n".join(filter(None, [shown["output"], *account(grade)]))
    return {**shown, "score": grade.final, "output": output}
