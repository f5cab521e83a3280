"""The submission as a module.

Each statement runs; a failed one stops no other, and its failure is recorded.
"""

import inspect
import sys
from pathlib import Path

import pytest

from grader.wire import Frame, Raised
from grader.worker.load import MODULE, Homework


@pytest.fixture
def load():
    def load(text):
        homework = Homework("homework.py")
        homework.load(text)
        return homework

    return load


def caught(homework, name, *args):
    """Return the description of the exception that a function raises."""
    try:
        homework.function(name)(*args)
    except BaseException as error:  # noqa: BLE001 - SystemExit is a result too
        return homework.raised(error)
    raise AssertionError("nothing was raised")


def test_statements_run_in_their_order(load):
    assert load("x = 1\nx += 1\ndef f():\n    return x").function("f")() == 2


@pytest.mark.parametrize(
    "failing",
    ["1 / 0", "import nowhere_to_be_found", "raise SystemExit", "raise KeyboardInterrupt"],
)
def test_a_statement_that_fails_stops_none_of_the_others(load, failing):
    assert load(f"x = 1\n{failing}\ndef f():\n    return x").function("f")() == 1


@pytest.mark.parametrize(
    "statement",
    [
        "f = 1 / 0",
        "f, (g, *h) = 1 / 0",
        "f: int = 1 / 0",
        "(f := 1 / 0)",
        "@1 / 0\ndef f(): pass",
        "@(1 / 0)\nasync def f(): pass",
        "class f(1 / 0): pass",
        "if 1 / 0:\n    f = 1",
        "for f in 1 / 0: pass",
        "with 1 / 0 as f: pass",
    ],
)
def test_a_name_that_a_failed_statement_would_have_bound_is_traced_to_it(load, statement):
    failure = load(f"x = 1\n{statement}").function("f")
    assert failure.kind == "load"
    assert failure.type_name in ("ZeroDivisionError", "TypeError")
    assert failure.frames[-1].line >= 2


@pytest.mark.parametrize(
    ("statement", "name"),
    [
        ("import nowhere_to_be_found.part", "nowhere_to_be_found"),
        ("import nowhere_to_be_found as f", "f"),
        ("from nowhere_to_be_found import f", "f"),
        ("from nowhere_to_be_found import g as f", "f"),
    ],
)
def test_a_name_of_a_failed_import_is_traced_to_it(load, statement, name):
    failure = load(statement).function(name)
    words, kind = "No module named 'nowhere_to_be_found'", "ModuleNotFoundError"
    assert failure == Raised(
        "load", kind, words, [Frame(1, "<module>")], kind, installed=failure.installed
    )


def test_a_function_that_does_not_exist_is_missing(load):
    assert load("x = 1").function("f") == Raised("missing", "NameError", "f is not defined")


def test_a_name_that_was_bound_before_a_later_binding_failed_exists(load):
    assert load("def f():\n    return 7\nf = 1 / 0").function("f")() == 7


def test_the_first_failure_of_a_name_is_reported(load):
    assert load("f = 1 / 0\nf = nowhere").function("f").type_name == "ZeroDivisionError"


def test_a_name_that_is_missing_within_a_call_is_traced_to_the_failed_statement(load):
    homework = load("import nowhere_to_be_found as no\ndef f():\n    return no.x")
    said = caught(homework, "f")
    assert (said.kind, said.type_name, said.frames) == (
        "call",
        "ModuleNotFoundError",
        [Frame(1, "<module>")],
    )


def test_a_name_error_without_a_failed_statement_is_reported_as_it_is(load):
    said = caught(load("def f():\n    return nothing"), "f")
    assert (said.type_name, said.message, said.frames) == (
        "NameError",
        "name 'nothing' is not defined",
        [Frame(2, "f")],
    )


def test_an_exception_is_described_by_the_students_own_frames(load):
    homework = load("import json\ndef f():\n    return g()\ndef g():\n    return json.loads('{')")
    said = caught(homework, "f")
    assert said.type_name == "JSONDecodeError"
    assert said.frames == [Frame(3, "f"), Frame(5, "g")]


@pytest.mark.parametrize(
    ("definition", "builtin"),
    [
        ("f = ValueError", "ValueError"),
        ("class f(KeyError): pass", "KeyError"),
        ("class E(ValueError, KeyError): pass\nclass f(E): pass", "ValueError"),
        ("class f(Exception): pass", "Exception"),
        ("class f(BaseException): pass", "BaseException"),
        (
            "from json import JSONDecodeError\ndef f(): return JSONDecodeError('x', 'y', 0)",
            "ValueError",
        ),
        ("ValueError = type('ValueError', (TypeError,), {})\nf = ValueError", "TypeError"),
    ],
)
def test_an_exception_is_reported_with_the_builtin_one_that_it_derives_from(
    load, definition, builtin
):
    said = caught(load(f"{definition}\ndef g():\n    raise f()"), "g")
    assert said.builtin == builtin


def test_a_name_of_a_failed_statement_is_reported_with_the_builtin_exception_of_that_statement(
    load,
):
    said = caught(load("x = 1 / 0\ndef f():\n    return x"), "f")
    assert (said.type_name, said.builtin) == ("ZeroDivisionError", "ZeroDivisionError")


def test_a_deep_recursion_is_reported_with_its_last_frames(load):
    said = caught(load("def f(n=0):\n    return f(n + 1)"), "f")
    assert said.type_name == "RecursionError"
    assert said.frames == [Frame(2, "f")] * 20


def test_the_description_of_an_exception_is_capped(load):
    said = caught(load("def f():\n    raise type('E' * 1000, (Exception,), {})('x' * 10000)"), "f")
    assert (len(said.type_name), len(said.message)) == (100, 2000)


@pytest.mark.parametrize("raising", ["raise RuntimeError", "return 3", "raise SystemExit"])
def test_an_exception_without_readable_text_is_still_described(load, raising):
    said = caught(
        load(
            f"class Odd(Exception):\n    def __str__(self):\n        {raising}\ndef f():\n    raise Odd"
        ),
        "f",
    )
    assert (said.type_name, said.message) == ("Odd", "(its message cannot be shown)")


def test_a_syntax_error_that_compiling_finds_has_its_line(load):
    failure = load("x = 1\ndef f():\n    return 1\n    nonlocal x").function("f")
    assert (failure.kind, failure.type_name) == ("load", "SyntaxError")
    assert failure.frames == [Frame(4, "<module>")]


def test_future_statements_apply_to_what_follows(load):
    text = "from __future__ import annotations\ndef f(x: nowhere):\n    return x"
    assert load(text).function("f").__annotations__ == {"x": "nowhere"}


def test_an_unknown_future_statement_stops_none_of_the_others(load):
    assert load("from __future__ import flight\ndef f():\n    return 7").function("f")() == 7


def test_the_module_is_found_by_its_name_as_dataclasses_and_pickle_do(load):
    homework = load(
        "import pickle\nclass C:\n    pass\ndef f():\n    return pickle.loads(pickle.dumps(C()))"
    )
    assert sys.modules[MODULE] is homework.module
    assert type(homework.function("f")()).__name__ == "C"


def test_the_last_module_that_was_entered_is_found(load):
    first, second = load("x = 1"), load("x = 2")
    assert sys.modules[MODULE] is second.module
    first.enter()
    assert sys.modules[MODULE] is first.module


def test_the_code_of_a_function_can_be_read_as_from_a_file(load):
    homework = load("x = 1\ndef f():\n    return x\n")
    assert inspect.getsource(homework.function("f")) == "def f():\n    return x\n"
    assert homework.module.__file__ == str(Path.cwd() / "homework.py")
    assert homework.module.__name__ == MODULE


def test_await_outside_of_functions_runs_in_a_notebook_alone():
    text = (
        "import asyncio\n"
        "async def seven():\n    await asyncio.sleep(0)\n    return 7\n"
        "x = await seven()\n"
        "def f():\n    return x\n"
    )
    interactive = Homework("homework.py", interactive=True)
    interactive.load(text)
    assert interactive.function("f")() == 7
    script = Homework("homework.py")
    script.load(text)
    assert "outside function" in caught(script, "f").message


def test_a_module_may_import_from_the_homework_what_stands_below_its_import(
    load, tmp_path, monkeypatch
):
    (tmp_path / "tools_of_ada.py").write_text("from homework import low\ny = low + 1\n")
    monkeypatch.syspath_prepend(tmp_path)
    homework = load("from tools_of_ada import y\nlow = 1\ndef f():\n    return y\n")
    assert homework.function("f")() == 2
    assert "__getattr__" not in vars(homework.module)
    del sys.modules["tools_of_ada"]


def test_what_nobody_defines_is_missing_from_the_homework_too(load, tmp_path, monkeypatch):
    (tmp_path / "tools_of_bob.py").write_text("from homework import nothing\n")
    monkeypatch.syspath_prepend(tmp_path)
    homework = load("from tools_of_bob import y\ndef f():\n    return y\n")
    assert "cannot import name 'nothing' from 'homework'" in caught(homework, "f").message


def test_a_homework_is_imported_by_the_name_of_its_file():
    homework = Homework("ada_lovelace.py")
    homework.load("x = 1")
    assert sys.modules.pop("ada_lovelace") is homework.module


def test_a_homework_called_like_a_library_does_not_replace_it():
    inspect_before = sys.modules["inspect"]
    Homework("inspect.py").load("x = 1")
    assert sys.modules["inspect"] is inspect_before


def test_the_message_on_a_missing_file_names_it_within_the_folder(load, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    raised = load("import os\nx = open(os.path.abspath('data/a.csv'))").function("x")
    assert raised.message.endswith("No such file or directory: 'data/a.csv'")


def test_the_message_of_a_failed_import_names_no_path(load):
    raised = load("from inspect import nothing").function("nothing")
    assert raised.message == "cannot import name 'nothing' from 'inspect'"


def test_a_homework_imports_its_neighbour_as_within_a_package(load, tmp_path, monkeypatch):
    (tmp_path / "tools_of_eve.py").write_text("x = 7\n")
    monkeypatch.chdir(tmp_path)
    homework = load(
        "from .tools_of_eve import x\nfrom . import tools_of_eve\ndef f():\n    return x"
    )
    assert homework.function("f")() == 7
    del sys.modules["homework.tools_of_eve"]
