"""Right homework gets all points, in whatever form students write it.

A file of forms (rewrites/<assignment>/forms.py) has several right forms of each function. They are
composed to whole homeworks in several styles: scripts, notebooks, modules beside, archives. The
other files of that folder are whole homeworks, each in a style of its own.
"""

import itertools
import re
import textwrap
import zipfile
from pathlib import Path

import nbformat
import nbformat.v4 as v4
import pytest

from grader.checks import assignment as assignments
from grader.grading.grader import Grader
from grader.results import Outcome, Tier

ROOT = Path(__file__).parents[2]
REWRITES = Path(__file__).parent / "rewrites"
NAMES = sorted(folder.name for folder in REWRITES.iterdir() if folder.is_dir())
_SECTION = re.compile(r"^# %% (\w+): (.*)\n", re.MULTILINE)
_CELL = re.compile(r"^# %%.*\n", re.MULTILINE)
QUICK = 1  # of the composed homeworks of each assignment are graded in every run of the tests
EXPENSIVE = "pytest.mark.limits("


# ------------------------------------------------------------------------------------ their parts


class Forms:
    """The forms of an assignment's functions.

    Attributes:
        imports: what all forms may use.
        of: by function, its forms as (title, text).
        experiments: what students leave between the functions.
    """

    def __init__(self, name):
        text = (REWRITES / name / "forms.py").read_text("utf-8")
        self.imports, *parts = _SECTION.split(text)
        self.of = {}
        for function, title, form in zip(*[iter(parts)] * 3, strict=True):
            self.of.setdefault(function, []).append((title, form.strip() + "\n"))
        self.experiments = [form for _, form in self.of.pop("experiment")]

    def choose(self, number):
        """The forms of a homework, by function: each form is chosen within the first few."""
        return {
            function: forms[(number + place * (number // len(forms))) % len(forms)][1]
            for place, (function, forms) in enumerate(self.of.items())
        }


def joined(*parts):
    return "\n\n".join(part.strip("\n") + "\n" for part in parts)


def between(texts, others):
    """Texts with the others between them, and what is left of these behind."""
    pairs = itertools.zip_longest(texts, others)
    return [text for pair in pairs for text in pair if text is not None]


def under_main(forms):
    """The experiments, for when the file is run."""
    main = textwrap.indent(joined(*forms.experiments), "    ")
    return f'\n\nif __name__ == "__main__":\n{main}'


def write_notebook(file, cells):
    file.parent.mkdir(parents=True, exist_ok=True)
    book = v4.new_notebook()
    for number, cell in enumerate(cells, start=1):
        book.cells += [v4.new_markdown_cell(f"## {number}"), v4.new_code_cell(cell.strip("\n"))]
    nbformat.write(book, file)
    return file


def write(file, text, **options):
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, **{"encoding": "utf-8", **options})
    return file


# ----------------------------------------------------------------------------------------- styles


def script(folder, forms, chosen):
    return write(folder / "homework.py", joined(forms.imports, *chosen.values()))


def notebook_with_experiments(folder, forms, chosen):
    cells = between(chosen.values(), forms.experiments)
    return write_notebook(folder / "homework.ipynb", [forms.imports, *cells])


def script_with_experiments_below(folder, forms, chosen):
    text = joined(forms.imports, *chosen.values(), *forms.experiments)
    return write(folder / "homework.py", text)


def script_with_tabs_and_main(folder, forms, chosen):
    body = joined(forms.imports, *chosen.values())
    text = body + under_main(forms)
    tabs = re.sub(
        r"^(?:    )+", lambda spaces: "\t" * (len(spaces[0]) // 4), text, flags=re.MULTILINE
    )
    return write(folder / "homework.py", tabs)


def functions_in_a_module_beside(folder, forms, chosen):
    """All functions but the last two, which call them."""
    *first, before_last, last = chosen
    module = joined(forms.imports, *(chosen[name] for name in first))
    imported = f"from my_network import {', '.join(first)}"
    text = joined(forms.imports, imported, chosen[before_last], chosen[last])
    write(folder / "my_network.py", module)
    write(folder / "homework.py", text + under_main(forms))
    return folder


def everything_in_a_package(folder, forms, chosen):
    write(folder / "mylib/__init__.py", "from .functions import *\n")
    write(folder / "mylib/functions.py", joined(forms.imports, *chosen.values()))
    return write(folder / "homework.py", 'from mylib import *\n\nprint("ready")\n').parent


def zip_of_a_folder(folder, forms, chosen):
    file = folder / "hand_in.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("work/homework.py", joined(forms.imports, *chosen.values()))
        archive.writestr("work/README.md", "# My homework\n")
        archive.writestr("__MACOSX/work/._homework.py", b"\0\5\26\7")
    return file


def zip_of_a_notebook(folder, forms, chosen):
    book = write_notebook(folder / "homework.ipynb", [forms.imports, *chosen.values()])
    file = folder / "hand_in.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.write(book, "homework.ipynb")
    return file


def functions_under_other_names_first(folder, forms, chosen):
    texts = [
        text.replace(f"def {name}(", f"def _my_{name}(") + f"\n\n{name} = _my_{name}\n"
        if f"\ndef {name}(" in "\n" + text
        else text
        for name, text in chosen.items()
    ]
    return write(folder / "homework.py", joined(forms.imports, *texts, *forms.experiments[:2]))


TIMED = """
import functools
import time


def timed(function):
    '''Measures what a function takes.'''
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        start = time.perf_counter()
        result = function(*args, **kwargs)
        print(f"{function.__name__}: {time.perf_counter() - start:.3f} s")
        return result
    return wrapper
"""


def functions_with_a_decorator(folder, forms, chosen):
    texts = [
        re.sub(rf"^def {name}\(", f"@timed\ndef {name}(", text, flags=re.MULTILINE)
        for name, text in chosen.items()
    ]
    return write(folder / "homework.py", joined(forms.imports, TIMED, *texts))


def functions_timed_afterwards(folder, forms, chosen):
    last = list(chosen)[-2:]
    again = "\n".join(f"{name} = timed({name})" for name in last)
    return write(folder / "homework.py", joined(forms.imports, TIMED, *chosen.values(), again))


def lines_as_on_windows(folder, forms, chosen):
    text = "\ufeff" + joined("# 作业", forms.imports, *chosen.values())
    return write(folder / "homework.py", text, newline="\r\n")


def script_in_gbk(folder, forms, chosen):
    text = joined("# -*- coding: gbk -*-\n# 第一次作业：两层网络", forms.imports, *chosen.values())
    return write(folder / "homework.py", text, encoding="gbk")


def notebook_with_magics(folder, forms, chosen):
    first = "%matplotlib inline\n%load_ext autoreload\n!pip list\n" + forms.imports
    cells = [*chosen.values()]
    cells[-1] = "%%time\n" + cells[-1]
    cells[0] += "\n%timeit sum(range(10))\n"
    cells = between(cells, forms.experiments)
    return write_notebook(folder / "homework.ipynb", [first, *cells, "!nvidia-smi"])


def notebook_of_two_cells(folder, forms, chosen):
    cells = [joined(forms.imports, *chosen.values()), joined(*forms.experiments)]
    return write_notebook(folder / "homework.ipynb", cells)


def functions_from_a_factory(folder, forms, chosen):
    body = textwrap.indent(joined(*chosen.values()), "    ")
    names = ", ".join(chosen)
    text = f"def make_homework():\n{body}\n    return {names}\n\n\n{names} = make_homework()\n"
    return write(folder / "homework.py", joined(forms.imports, text))


def overwritten_first_attempts(folder, forms, chosen):
    """A notebook in which each function is first wrong, and then defined again."""
    attempts = [
        f"# first attempt\n{kind} {name}{'' if kind == 'class' else '(*args, **kwargs)'}:\n    pass\n"
        for name, kind in ((n, "class" if f"class {n}" in t else "def") for n, t in chosen.items())
    ]
    cells = between(attempts, chosen.values())
    return write_notebook(folder / "homework.ipynb", [forms.imports, *cells, *forms.experiments])


def module_by_its_name(folder, forms, chosen):
    write(folder / "net.py", joined(forms.imports, *chosen.values()))
    own = "\n".join(f"{name} = net.{name}" for name in chosen)
    return write(folder / "homework.py", joined("import net", own)).parent


def notebook_that_writes_a_module(folder, forms, chosen):
    *first, before_last, last = chosen
    module = joined(forms.imports, *(chosen[name] for name in first))
    imported = f"from my_network import {', '.join(first)}"
    cells = [f"%%writefile my_network.py\n{module}", forms.imports, imported]
    cells += [chosen[before_last], chosen[last]]
    return write_notebook(folder / "homework.ipynb", cells)


def notebook_with_a_module_beside(folder, forms, chosen):
    *most, last = chosen.values()
    write(folder / "layers.py", joined('"""Layers."""', forms.imports, *most))
    cells = [
        "from layers import *\n" + forms.imports,
        last,
        "%whos",
        "import layers\nprint(layers)",
    ]
    return write_notebook(folder / "homework.ipynb", cells).parent


def notebook_that_runs_a_script(folder, forms, chosen):
    *most, last = chosen.values()
    write(folder / "my_functions.py", joined(forms.imports, *most))
    return write_notebook(folder / "homework.ipynb", ["%run my_functions.py", last]).parent


def package_with_relative_imports(folder, forms, chosen):
    *first, last = chosen
    write(folder / "mylib/__init__.py", "")
    write(folder / "mylib/layers.py", joined(forms.imports, *(chosen[name] for name in first)))
    relative = f"from .layers import {', '.join(first)}"
    write(folder / "mylib/training.py", joined(forms.imports, relative, chosen[last]))
    imported = [f"from mylib.layers import {name}" for name in first]
    text = "\n".join([*imported, f"from mylib.training import {last}"])
    return write(folder / "homework.py", text + "\n").parent


def either_of_two_versions(folder, forms, chosen):
    mine = textwrap.indent(joined(*chosen.values()), "    ")
    other = "\n".join(f"    {name} = None" for name in chosen)
    text = f"FINISHED = True\n\nif FINISHED:\n{mine}\nelse:\n{other}\n"
    return write(folder / "homework.py", joined(forms.imports, text))


REGISTER = """
FUNCTIONS = {}


def homework_function(function):
    FUNCTIONS[function.__name__] = function
    return function
"""


def registered_by_a_decorator(folder, forms, chosen):
    texts = [
        re.sub(rf"^def {name}\(", f"@homework_function\ndef {name}(", text, flags=re.MULTILINE)
        for name, text in chosen.items()
    ]
    return write(
        folder / "homework.py", joined(forms.imports, REGISTER, *texts, "print(FUNCTIONS)")
    )


STYLES = [
    script,
    notebook_with_experiments,
    script_with_experiments_below,
    script_with_tabs_and_main,
    functions_in_a_module_beside,
    everything_in_a_package,
    zip_of_a_folder,
    zip_of_a_notebook,
    functions_under_other_names_first,
    functions_with_a_decorator,
    functions_timed_afterwards,
    lines_as_on_windows,
    script_in_gbk,
    notebook_with_magics,
    notebook_of_two_cells,
    functions_from_a_factory,
    overwritten_first_attempts,
    module_by_its_name,
    notebook_that_writes_a_module,
    notebook_with_a_module_beside,
    notebook_that_runs_a_script,
    package_with_relative_imports,
    either_of_two_versions,
    registered_by_a_decorator,
]
COMPOSED = len(STYLES)


# ------------------------------------------------------------------------------------------ tests


@pytest.fixture(scope="module")
def grader():
    with Grader(Tier.E) as grader:
        yield grader


@pytest.fixture(scope="module")
def all_points(grader):
    """Returns a function that grades a path and requires all points and no note."""

    def require(name, path, only=None):
        assignment = assignments.load(ROOT / "assignments" / name, ROOT / "solutions")
        report = grader.grade_file(assignment, path, only=only)
        lost = {
            check.name: (check.outcome.value, check.message)
            for check in report.checks
            if check.outcome is not Outcome.PASSED
        }
        assert (lost, report.problem, report.notes) == ({}, "", ())
        assert report.score == report.max_score > 0
        assert only or report.max_score == 100

    return require


def cheap_checks(name):
    """The checks that have no limits of their own; None where all are cheap."""
    public = ROOT / "assignments" / name / "test_public.py"
    hidden = ROOT / "solutions" / name / "test_hidden.py"
    text = public.read_text("utf-8") + hidden.read_text("utf-8")
    checks = re.findall(r"^((?:@pytest.*\n)+)def (test_\w+)", text, re.MULTILINE)
    if EXPENSIVE not in text:
        return None
    return [check for marks, check in checks if EXPENSIVE not in marks]


def composed():
    for name in NAMES:
        for number in range(COMPOSED):
            style = STYLES[number % len(STYLES)]
            marks = [] if number < QUICK else [pytest.mark.slow]
            identity = f"{name}-{number}-{style.__name__}"
            yield pytest.param(name, number, style, marks=marks, id=identity)


@pytest.mark.parametrize(("name", "number", "style"), [*composed()])
def test_composed_of_right_forms(name, number, style, tmp_path, all_points):
    forms = Forms(name)
    path = style(tmp_path, forms, forms.choose(number))
    all_points(name, path, only=cheap_checks(name))


def whole():
    """The files that are homeworks by themselves, every other one as a notebook."""
    files = [file for file in sorted(REWRITES.glob("*/*.py")) if file.name != "forms.py"]
    for file, ending in zip(files, itertools.cycle([".py", ".ipynb"])):
        yield pytest.param(file, ending, id=f"{file.parent.name}-{file.stem}{ending}")


@pytest.mark.slow
@pytest.mark.parametrize(("file", "ending"), [*whole()])
def test_whole_homework(file, ending, tmp_path, all_points):
    path = tmp_path / f"homework{ending}"
    text = file.read_text("utf-8")
    if ending == ".py":
        write(path, text)
    else:
        write_notebook(path, [cell for cell in _CELL.split(text) if cell.strip()])
    all_points(file.parent.name, path, only=cheap_checks(file.parent.name))


@pytest.mark.slow
@pytest.mark.parametrize("number", [1, 2, 4])
def test_other_ways_to_train_play_as_well(number, tmp_path, all_points):
    """FizzBuzz with all its checks: an update by hand, a DataLoader, torch.autograd.grad."""
    forms = Forms("fizzbuzz")
    all_points("fizzbuzz", script(tmp_path, forms, forms.choose(number)))


@pytest.mark.slow
def test_a_loop_that_prints_much_plays_as_well(tmp_path, all_points):
    text = (REWRITES / "fizzbuzz/printing_each_batch.py").read_text("utf-8")
    all_points("fizzbuzz", write(tmp_path / "homework.py", text))


@pytest.mark.parametrize("name", NAMES)
def test_every_form_is_in_a_homework(name):
    forms = Forms(name)
    chosen = [forms.choose(number) for number in range(COMPOSED)]
    for function, texts in forms.of.items():
        assert {text for _, text in texts} == {homework[function] for homework in chosen}
    assert COMPOSED + len(list((REWRITES / name).glob("*.py"))) - 1 >= 30
