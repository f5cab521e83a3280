"""The top of a released notebook: the badge, and the cell that loads `%check` wherever it runs."""

import json
import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from packaging.version import Version

from grader.checks.assignment import load
from grader.course import Repository
from grader.course.release import release_repository
from grader.course.release.course import stubs
from grader.course.release.opening import opening
from grader.submission import notebook
from grader.submission.slicing import slice_source

URL = "https://github.com/ORG/dl-2026"
REPOSITORY = Repository(URL, "students")
DOUBLE = "def double(x):\n    return 2 * x"
SOLUTION = '''
    """Doubles and sums.

    Of any numbers.
    """

    # %%
    import os

    # %%
    def double(x):
        # BEGIN SOLUTION: double it
        return 2 * x
        # END SOLUTION


    # %%
    def total(xs):
        # BEGIN SOLUTION: add up the doubles
        return sum(double(x) for x in xs)
        # END SOLUTION
    '''


@pytest.fixture
def tiny(course, write):
    """The small course's assignment, its solution marked."""
    write(course, {"solutions/tiny/solution.py": SOLUTION})
    return load(course / "assignments/tiny", course / "solutions")


def book_of(assignment, repository):
    return nbformat.reads(stubs(assignment, repository)["homework.ipynb"], as_version=4)


# -------------------------------------------------------------------------------------- what it says


def test_the_badge_below_the_title_opens_the_notebook_of_the_repository(tiny):
    title = book_of(tiny, REPOSITORY).cells[0].source
    assert title == (
        "# Doubles and sums.\n\n"
        "[![Open in Colab](https://colab.research.google.com/assets/colab-badge.svg)]"
        "(https://colab.research.google.com/github/ORG/dl-2026/blob/students"
        "/assignments/tiny/homework.ipynb)\n\n"
        "Of any numbers."
    )


def test_a_name_that_is_no_address_is_quoted_in_the_badge():
    assert (
        "/assignments/%E4%BD%9C%E4%B8%9A%201/homework.ipynb)" in opening("作业 1", REPOSITORY).badge
    )


def test_the_first_code_cell_fetches_the_repository_where_the_notebook_is_alone(tiny):
    cell = book_of(tiny, REPOSITORY).cells[1]
    assert (cell.cell_type, cell.id) == ("code", "load-check")
    assert f"git clone -q --depth 1 -b students {URL}\n" in cell.source
    assert "    %pip install -q -r requirements.txt\n" in cell.source
    assert "    %cd -q assignments/tiny\n" in cell.source
    assert "    %load_ext grader\n" in cell.source
    assert len(cell.source.split("\n")) < 20


def test_without_a_repository_there_is_no_badge_and_nothing_is_fetched(tiny):
    title, cell = book_of(tiny, None).cells[:2]
    assert title.source == "# Doubles and sums.\n\nOf any numbers."
    assert "%load_ext grader" in cell.source
    assert "pip install -q" not in cell.source
    assert "git" not in cell.source


@pytest.mark.parametrize("repository", [None, REPOSITORY])
def test_it_speaks_both_languages(repository):
    english, chinese, *_ = opening("tiny", repository).code.split("\n")
    assert english == "# Run this cell first: it loads %check."
    assert chinese == "# 先运行这个单元格：它会载入 %check。"


def test_course_toml_names_the_repository_of_a_release(tiny, course, tmp_path):
    (course / "course.toml").write_text(f'[repository]\nurl = "{URL}"\n')
    release_repository([tiny], course, tmp_path / "students", force=False)
    text = (tmp_path / "students/assignments/tiny/homework.ipynb").read_text("utf-8")
    assert "/github/ORG/dl-2026/blob/main/assignments/tiny/homework.ipynb" in text


@pytest.mark.parametrize("repository", [None, REPOSITORY])
def test_what_is_graded_of_the_notebook_is_the_same_without_it(tiny, repository):
    cells = [cell.source for cell in book_of(tiny, repository).cells if cell.cell_type == "code"]
    assert "%load_ext" in cells[0]

    def graded(cells):
        source = notebook.to_source(cells, "homework.ipynb").source
        assert not any(cell.problem for cell in source.cells)
        return slice_source(source.text, ["double", "total"]).text.split()

    assert graded(cells) == graded(cells[1:])
    assert not any("%" in word or "load_ext" in word for word in graded(cells))


# ------------------------------------------------------------------------------------- what it does


def run(folder, *cells, kernel="python3"):
    """Return what each cell shows, run in a notebook in a folder."""
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    resources = {"metadata": {"path": folder}}
    NotebookClient(
        book, kernel_name=kernel, resources=resources, timeout=600, allow_errors=True
    ).execute()
    return ["".join(map(shown, cell.outputs)) for cell in book.cells]


def shown(output):
    if output.output_type == "error":
        return f"{output.ename}: {output.evalue}"
    return output.get("text") or output["data"]["text/plain"]


@pytest.mark.parametrize("folder", [".", "assignments/tiny"])
def test_in_a_clone_it_only_loads_check(course, folder):
    """JupyterLab starts a notebook in its own folder, VS Code perhaps in the repository's."""
    loading, checking = run(
        course / folder, opening("tiny", REPOSITORY).code, f"{DOUBLE}\n%check double"
    )
    assert loading == ""
    assert "40/40" in checking
    assert not list(course.rglob("dl-2026"))


def test_where_the_grader_is_missing_it_says_what_to_do(course):
    missing = "import os, sys\nsys.path = [p for p in sys.path if not os.path.isdir(p + '/grader')]"
    _, said = run(course / "assignments/tiny", missing, opening("tiny", REPOSITORY).code)
    english, chinese = said.strip().split("\n")
    assert "run `pip install -r requirements.txt` in the repository" in english
    assert "请在仓库里运行 `pip install -r requirements.txt`" in chinese


# ------------------------------------------------------------------------------------------ in Colab

STAND_IN = "stand-in "
WITH_TORCH = "import torch\n\ndef double(x):\n    return (2 * torch.tensor(x)).item()"
# In Colab, some packages are years old; nothing but `%check` may notice that the grader came.
OLD = ("click<8.2", "nbformat<5.11", "rich<14")


def torches():
    """Return the versions of torch that Colab may have.

    Only the first one computes. A registry's others may be gigabytes, with CUDA: for these, an
    empty package of their name and version stands in, enough to see that pip keeps it and that
    homework without torch is graded. Where there are small builds (PIP_EXTRA_INDEX_URL), name
    versions to install in GRADEKIT_TORCH: "2.4.1 2.9.0".
    """
    here = Version(version("torch"))
    oldest, later = "2.4.0+cu121", f"{here.major}.{here.minor + 1}.0+cu130"
    stand_ins = [STAND_IN + each for each in (oldest, later)]
    return [here.public, *os.environ.get("GRADEKIT_TORCH", "").split(), *stand_ins]


@pytest.fixture
def colab(tmp_path, monkeypatch):
    """Makes an environment with a torch and Jupyter's kernel, and no grader; returns its Python."""

    def colab(torch):
        environment = tmp_path / "colab"
        subprocess.run([sys.executable, "-m", "venv", environment], check=True)
        python = environment / "bin/python"
        wanted = [f"torch=={torch}"]
        if torch.startswith(STAND_IN):
            pretend(python, torch.removeprefix(STAND_IN))
            wanted = []
        pip(python, "install", "-q", "ipykernel", *OLD, *wanted)

        kernel = ["-m", "ipykernel", "install", "--prefix", environment, "--name", "colab"]
        subprocess.run([python, *kernel], check=True, capture_output=True)
        monkeypatch.setenv("JUPYTER_PATH", str(environment / "share/jupyter"))
        return python

    return colab


def pretend(python, torch):
    """Install a package that is called torch, and is empty."""
    code = "import sysconfig; print(sysconfig.get_path('purelib'))"
    done = subprocess.run([python, "-c", code], check=True, capture_output=True, text=True)
    folder = Path(done.stdout.strip(), f"torch-{torch}.dist-info")
    folder.mkdir()
    metadata = f"Metadata-Version: 2.1\nName: torch\nVersion: {torch}\n"
    for name, text in (("METADATA", metadata), ("INSTALLER", "pip\n"), ("RECORD", "")):
        (folder / name).write_text(text)


def pip(python, *arguments):
    command = [python, "-m", "pip", *arguments]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def installed(python):
    return {
        each["name"]: each["version"] for each in json.loads(pip(python, "list", "--format=json"))
    }


@pytest.mark.slow
@pytest.mark.parametrize("torch", torches())
def test_in_colab_it_installs_the_grader_beside_the_torch_that_is_there(
    tiny, course, write, tmp_path, colab, torch
):
    """Colab has the notebook and nothing else; the repository's address leads to a local one."""
    double = DOUBLE if torch.startswith(STAND_IN) else WITH_TORCH
    modules = ["numpy"] if double == DOUBLE else ["numpy", "torch"]
    settings = (course / "assignments/tiny/assignment.toml").read_text()
    settings = settings.replace('["numpy"]', str(modules))
    write(
        course,
        {
            "course.toml": f'[repository]\nurl = "{URL}"\n',
            "assignments/tiny/assignment.toml": settings,
        },
    )
    origin = tmp_path / "origin/dl-2026"
    release_repository([tiny], course, origin, force=False)
    git = (
        "git init -q -b main . && git add -A && git -c user.name=a -c user.email=a@b commit -qm all"
    )
    subprocess.run(git, shell=True, cwd=origin, check=True)
    text = (origin / "assignments/tiny/homework.ipynb").read_text("utf-8")
    book = nbformat.reads(text, as_version=4)
    first = book.cells[1].source.replace(URL, origin.as_uri())

    python = colab(torch)
    before = installed(python)
    content = tmp_path / "content"
    content.mkdir()
    loading, right, again, elsewhere = run(
        content,
        first,
        f"{double}\n%check double",
        first,
        f"%cd -q {content}\n%check -a tiny",
        kernel="colab",
    )

    after = installed(python)
    assert {name: after[name] for name in before} == before
    assert "gradekit" in after
    assert "rror" not in loading
    assert "40/40" in right
    assert "already loaded" in again
    assert "40 of 40 points" in elsewhere
    assert [path.name for path in content.iterdir()] == ["dl-2026"]
