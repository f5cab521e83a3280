"""What only IPython understands becomes Python, line for line."""

import pytest

from grader.submission.ipython import translate_calls, translate_cell, translate_lines


@pytest.mark.parametrize(
    ("cell", "python"),
    [
        (" x = 1\n y = 2", "x = 1\ny = 2"),
        ("\tdef f():\n\t\treturn 1", "def f():\n\treturn 1"),
        ("\n  # why\n  x = 1\n\n  y = 2", "\n# why\nx = 1\n\ny = 2"),
        ("  x = 1\ny = 2", "x = 1\ny = 2"),
        (">>> x = 1\n>>> y = 2", "x = 1\ny = 2"),
        (">>> def f():\n...     return 1\n...", "def f():\n    return 1\n"),
        ("In [1]: x = 1\n   ...: y = 2", "x = 1\ny = 2"),
    ],
)
def test_a_cell_that_is_indented_as_a_whole_or_has_prompts_is_dedented(cell, python):
    assert translate_cell(cell).text == python


@pytest.mark.parametrize(
    ("line", "python"),
    [
        ("%time x = f()", "x = f()"),
        ("%prun -l 5 f()", "f()"),
        ("x = %time f()", "x = f()"),
        ("%time x = ", "pass"),
        ("%timeit f()", "pass"),
        ("x = %timeit -o f()", "x = None"),
        ("files = !ls *.py", "files = []"),
        ("a['b'], c.d = !ls", "a['b'], c.d = []"),
        ("!pip install -q torch", "pass"),
        ("!!ls", "pass"),
        ("pip install torch", "pass"),
        ("?torch.mm", "pass"),
        ("torch.mm??", "pass"),
        ("np.*load*?", "pass"),
        ("%time?", "pass"),
        ("%run helper.py", "from helper import *"),
        ("%run -i ./lib/helper.py --fast", "from lib.helper import *"),
        ("%run other.ipynb", "from other import *"),
        ("%run ../helper.py", "pass"),
        ("%pylab inline", "import numpy; import numpy as np; from numpy import *"),
        ("%load helper.py", "pass"),
        (",f a b", "pass"),
    ],
)
def test_a_magic_on_a_line_becomes_what_it_does_here(line, python):
    assert translate_cell(f"x = 1\n{line}\ny = 2").text == f"x = 1\n{python}\ny = 2"


@pytest.mark.parametrize("opening", ["if x:", "for i in x:", "def f():", "try:"])
def test_a_magic_within_a_block_leaves_a_statement_there(opening):
    text = translate_lines(f"{opening}\n    %run helper.py\n    y = !ls\n    z = %time f()").text
    assert text == f"{opening}\n    pass\n    y = []\n    z = f()"


@pytest.mark.parametrize(
    "text",
    [
        "x = (7\n% 2)",
        "x = '''\n%time\n!ls\n'''",
        'x = """\n?f\n"""',
        "x = 7 \\\n% 2",
        "x = '%s' % y",
        "x = 1  # why?",
    ],
)
def test_python_stays_as_it_is_beside_a_magic(text):
    assert translate_lines(f"{text}\n%matplotlib inline").text == f"{text}\npass"


def test_the_lines_that_a_magic_goes_on_over_stay_empty():
    assert translate_lines("!pip install \\\n  a \\\n  b\nx = 1").text == "pass\n\n\nx = 1"


@pytest.mark.parametrize(
    ("cell", "python"),
    [
        ("%%time\nx = 1", "\nx = 1"),
        ("\n  %%capture out\n  x = 1", "\n\nx = 1"),
        ("%%capture\n%%time\nx = 1", "\n\nx = 1"),
        ("%%timeit -n 10 y = 1\nx = y", "y = 1\nx = y"),
        ("%%prun -s cumulative\n!ls\nx = 1", "\npass\nx = 1"),
    ],
)
def test_a_cell_that_is_timed_or_captured_keeps_its_python(cell, python):
    assert translate_cell(cell).text == python


@pytest.mark.parametrize("magic", ["bash", "html", "script perl", "javascript"])
def test_a_cell_in_another_language_is_left_out_and_named(magic):
    translated = translate_cell(f"%%{magic}\ndef f(): pass")
    assert (translated.text, translated.magic) == ("\n", f"%%{magic.split()[0]}")


def test_a_written_file_has_its_path_its_text_and_whether_it_is_appended():
    assert translate_cell("%%writefile ./helper.py\nx = 1\ny = 2").file == (
        "helper.py",
        "x = 1\ny = 2",
        False,
    )
    assert translate_cell("%%file -a lib/helper.py\nx = 1").file == ("lib/helper.py", "x = 1", True)


def test_magics_that_nbconvert_exported_are_understood():
    text = (
        "get_ipython().run_line_magic('matplotlib', 'inline')\n"
        "get_ipython().run_cell_magic('time', '', 'def f():\\n    return 1\\n')\n"
        "get_ipython().run_line_magic('run', 'helper.py')\n"
        "get_ipython().magic('time x = 2')\n"
        "get_ipython().system('ls')\n"
    )
    lines = translate_calls(text).text.split("\n")
    assert lines[0] == "get_ipython().run_line_magic('matplotlib', 'inline')"
    assert lines[1] == "exec('def f():\\n    return 1\\n')"
    assert lines[2:4] == ["from helper import *", "x = 2"]


def test_a_file_that_nbconvert_exported_within_a_call_is_written():
    text = "get_ipython().run_cell_magic('writefile', 'helper.py', 'x = 1\\n')\n"
    assert translate_calls(text).file == ("helper.py", "x = 1\n", False)


@pytest.mark.parametrize(
    "text",
    [
        " " * 100_000 + "%",
        "a" * 100_000 + " ?x",
        "x = " * 30_000 + "!",
        '"' * 99_999,
        "'\\" * 50_000,
        '"""\\' * 25_000,
        "'\\" * 25_000 + "x",
    ],
)
def test_an_odd_line_holds_nobody_up(text):
    assert translate_lines(text).text.count("\n") == 0
