"""The top of a released notebook: a badge that opens it in Colab, and a cell that loads ``%check``.

In a clone, the cell only loads the extension. Colab and Kaggle open the notebook alone: there it
first fetches the repository, and installs the grader from it. The requirements are ranges, so pip
keeps the torch that is there.
"""

from __future__ import annotations

from pathlib import Path
from string import Template
from typing import NamedTuple
from urllib.parse import quote

from grader.course import Repository

_TEMPLATES = Path(__file__).parent / "templates"


class Opening(NamedTuple):
    """What a notebook begins with.

    Attributes:
        badge: Markdown that goes below the title; "" for none.
        code: the first code cell; "" for none.
    """

    badge: str = ""
    code: str = ""


NOTHING = Opening()


def opening(assignment: str, repository: Repository | None) -> Opening:
    """Return what an assignment's notebook begins with.

    Args:
        repository: where students find it; None where the course does not say.
    """
    if repository is None:
        return Opening(code=_filled("load.ipy", fetch="").rstrip())

    file = f"{repository.path}/blob/{repository.branch}/assignments/{assignment}/homework.ipynb"
    fetch = _filled(
        "fetch.ipy",
        assignment=assignment,
        name=repository.name,
        branch=repository.branch,
        url=repository.url,
    )
    return Opening(
        badge=_filled("badge.md", file=quote(file)).rstrip(),
        code=_filled("load.ipy", fetch=fetch).rstrip(),
    )


def _filled(template: str, **values: str) -> str:
    return Template((_TEMPLATES / template).read_text("utf-8")).substitute(values)
