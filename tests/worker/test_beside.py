"""Files beside a homework: written, and imported as Python does for a script."""

import builtins
import sys

import pytest

from grader.worker import beside


@pytest.fixture
def imported(in_child, tmp_path):
    """Return a function: the value of an expression in a homework with files beside it."""

    def imported(imports, expression, name="homework", **texts):
        def value():
            import os

            os.chdir(tmp_path)
            sys.path.append(str(tmp_path))
            beside.write({f"{file}.py": text.encode() for file, text in texts.items()})
            namespace = {"__name__": name, "__builtins__": builtins}
            exec(f"{imports}\nvalue = {expression}", namespace)
            return namespace["value"]

        return in_child(value)

    return imported


@pytest.mark.parametrize("name", ["code", "types", "random", "test", "inspect", "pytest"])
def test_a_module_named_as_one_of_pythons_is_the_homeworks(imported, name):
    assert imported(f"from {name} import mine", "mine", **{name: "mine = 7"}) == 7
    assert imported(f"import {name} as m", "m.mine", **{name: "mine = 8"}) == 8


def test_what_it_does_not_define_is_pythons(imported):
    assert imported("import random", "random.randint(3, 3)", random="x = 1") == 3


def test_a_module_that_cannot_be_imported_hides_none_of_pythons(imported):
    assert imported("import random", "random.randint(3, 3)", random="1 / 0") == 3


def test_libraries_keep_pythons_own(imported):
    assert imported("import random", "random.mine", "elsewhere", random="mine = 1") == (
        "AttributeError: module 'random' has no attribute 'mine'"
    )


def test_a_module_beside_imports_another_that_is_named_as_pythons(imported):
    assert (
        imported("import tools", "tools.mine", tools="from code import mine", code="mine = 7") == 7
    )


def test_a_module_in_a_package_imports_it_too(imported):
    files = {"lib/tools": "from code import mine", "code": "mine = 7"}
    assert imported("from lib.tools import mine", "mine", **files) == 7


@pytest.mark.parametrize("name", ["numpy", "torch"])
def test_the_libraries_of_the_assignments_are_never_replaced(imported, name):
    value = imported(f"import {name}", f"hasattr({name}, 'mine')", **{name: "mine = 1"})
    assert value is False or "No module named 'torch'" in str(value)


def test_files_are_written_into_folders_and_conflicts_harm_nobody(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    beside.write({"a": b"1", "a/b": b"2", "lib/deep/c.csv": b"3"})
    assert (tmp_path / "a").read_bytes() == b"1"
    assert (tmp_path / "lib/deep/c.csv").read_bytes() == b"3"
