"""What a user can type, and what a check's author can write, is told of in the documents."""

import inspect
import re
from collections.abc import Iterator

import click
import pytest
from docs.following import ROOT

from grader import checks
from grader.checks.expect import Expect
from grader.cli import cli
from grader.grading.marks import MARKS
from grader.grading.plugin import CheckPlugin

DOCUMENTS = {
    file.name: file.read_text("utf-8")
    for file in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
}


def commands(command=cli, path=("grade",)) -> Iterator[tuple[str, click.Command]]:
    """Give every command that a user is shown, by what is typed."""
    if not command.hidden:
        yield " ".join(path), command
        for name, below in getattr(command, "commands", {}).items():
            yield from commands(below, (*path, name))


def options():
    for name, command in commands():
        for parameter in command.params:
            if isinstance(parameter, click.Option) and not parameter.hidden:
                yield pytest.param(name, parameter, id=f"{name} {parameter.opts[-1]}")


@pytest.mark.parametrize("name", [name for name, _ in commands()])
def test_every_command_is_told_of(name):
    assert where(name), f"no document tells of `{name}`"


@pytest.mark.parametrize(("name", "option"), list(options()))
def test_every_option_is_told_of_where_its_command_is(name, option):
    told = {document for spelling in option.opts for document in where(spelling)}
    assert told & where(name), (
        f"no document that tells of `{name}` tells of {' or '.join(option.opts)}"
    )


def for_authors():
    """Give what a check may use: fixtures, marks, and what `expect` does.

    It is cleared by the plugin alone.
    """
    fixtures = re.findall(r"@pytest\.fixture\n    def (\w+)", inspect.getsource(CheckPlugin))
    methods = [
        name for name, value in vars(Expect).items() if callable(value) and not name.startswith("_")
    ]
    return [*fixtures, *MARKS, *(name for name in methods if name != "clear")]


@pytest.mark.parametrize("name", for_authors())
def test_what_a_checks_author_can_write_is_told_of(name):
    assert re.search(rf"`(?:expect\.)?{name}\b", DOCUMENTS["authoring.md"])


def where(words):
    """Give the documents in which words stand by themselves.

    `-o` is not in `--own`, nor `grade check` in `checks`.
    """
    pattern = re.compile(rf"(?<![\w-]){re.escape(words)}(?![\w-])")
    return {name for name, text in DOCUMENTS.items() if pattern.search(text)}


# ----------------------------------------------------------------------------- the face for authors

CHECKS = [*ROOT.glob("assignments/*/test_public.py"), *ROOT.glob("solutions/*/test_hidden.py")]


@pytest.mark.parametrize("name", checks.__all__)
def test_what_checks_import_is_in_the_documents(name):
    assert hasattr(checks, name)
    assert re.search(rf"`(?:grader\.checks\.)?{name}\b", DOCUMENTS["authoring.md"])


def test_the_documents_name_nothing_else_of_it():
    imports = re.findall(r"from grader\.checks import (.+)", DOCUMENTS["authoring.md"])
    names = {name.strip(" `") for names in imports for name in names.partition("`")[0].split(",")}
    assert names
    assert names <= set(checks.__all__)


@pytest.mark.parametrize(
    "file", [*CHECKS, ROOT / "docs/authoring.md"], ids=lambda file: "/".join(file.parts[-2:])
)
def test_checks_import_from_nowhere_else(file):
    imports = re.findall(
        r"^\s*(?:from|import) (grader[\w.]*)", file.read_text("utf-8"), re.MULTILINE
    )
    assert set(imports) <= {"grader.checks"}
    assert imports or file.suffix == ".md"
