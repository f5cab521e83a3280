"""Filled-in templates: what comes from a submission is escaped, and shown as plain text."""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from grader.language import _, either, plural, printable, spoken
from grader.report.feedback import (
    feedback,
    listed,
    notes,
    points_line,
    printed,
    remarks,
    review_line,
    to_do,
    unlisted_points,
)
from grader.report.marks import SIGNS, word
from grader.results import Outcome

MADE_BY = '<meta name="generator" content="gradekit">'
_LANGUAGES = {"en": "en", "zh": "zh-Hans"}
_PACKAGE = "grader.report.html"


def render(name: str, **values: Any) -> str:
    """Return a filled-in template, in the language in force."""
    return _environment().get_template(name).render(language=_LANGUAGES[spoken()], **values)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader(_PACKAGE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style = _file("style.css")
    script = _file("table.js")
    environment.globals.update(
        Outcome=Outcome,
        _=_,
        either=either,
        feedback=feedback,
        listed=listed,
        made_by=Markup(MADE_BY),  # noqa: S704 - our own text
        notes=notes,
        plural=plural,
        policy=_policy(script),
        printed=printed,
        remarks=remarks,
        review_line=review_line,
        sign=SIGNS.get,
        script=Markup(script),  # noqa: S704 - our own file
        points_line=points_line,
        style=Markup(style),  # noqa: S704 - our own file
        to_do=to_do,
        unlisted_points=unlisted_points,
        word=word,
    )
    environment.filters.update(plain=printable, drawn=Markup)
    return environment


def _policy(script: str) -> str:
    """Return the page's content security policy: nothing is loaded, and only our script runs."""
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    kinds = ("default-src 'none'", "style-src 'unsafe-inline'", f"script-src 'sha256-{digest}'")
    return "; ".join((*kinds, "base-uri 'none'", "form-action 'none'"))


def _file(name: str) -> str:
    return (resources.files(_PACKAGE) / "templates" / name).read_text("utf-8")
