"""A student's repository: whole, without a solution, and working in a fresh clone."""

import os
import re
import runpy
import shlex
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from grader.checks.assignment import load
from grader.course import Course
from grader.course.release import release_repository
from grader.errors import AuthorError, UsageError

ROOT = Path(__file__).resolve().parents[3]
NAMES = Course(ROOT, ROOT / "solutions").names


def released(target, names=("two_layer_numpy",), *, force=False):
    assignments = [load(ROOT / "assignments" / name, ROOT / "solutions") for name in names]
    return release_repository(assignments, ROOT, target, force=force)


@pytest.fixture(scope="module")
def repository(tmp_path_factory):
    """All five assignments."""
    target = tmp_path_factory.mktemp("students") / "repository"
    released(target, NAMES)
    return target


def test_it_holds_what_a_student_needs(repository):
    names = {
        file.relative_to(repository).as_posix() for file in repository.rglob("*") if file.is_file()
    }
    assert {
        "README.md",
        "README.zh.md",
        "requirements.txt",
        "requirements.lock.txt",
        ".gitignore",
    } <= names
    assert ".github/workflows/grade.yml" in names
    for name in NAMES:
        folder = f"assignments/{name}/"
        assert {other.removeprefix(folder) for other in names if other.startswith(folder)} == {
            "README.md",
            "README.zh.md",
            "assignment.toml",
            "homework.ipynb",
            "homework.py",
            "test_public.py",
        }


def test_it_holds_no_solution_no_hidden_check_and_no_mistake(repository):
    hidden = [
        name
        for file in [*ROOT.glob("solutions/*/test_hidden.py")]
        for name in re.findall(r"^def (test_\w+)", file.read_text("utf-8"), re.MULTILINE)
    ]
    mistakes = [file.stem for file in ROOT.glob("solutions/**/mistakes/*.py")]
    assert hidden
    assert mistakes
    files = [file for file in repository.rglob("*") if file.is_file() and file.suffix != ".whl"]
    everything = "\n".join(file.read_text("utf-8") for file in files)
    assert "BEGIN SOLUTION" not in everything
    assert not [name for name in hidden if re.search(rf"\b{name}\(", everything)]
    (wheel,) = repository.glob("*.whl")
    names = [file.name for file in files] + [
        Path(name).name for name in zipfile.ZipFile(wheel).namelist()
    ]
    assert not {
        "solution.py",
        "terms.py",
        "test_hidden.py",
        *(f"{name}.py" for name in mistakes),
    } & set(names)


def test_its_readme_leads_to_every_assignment_in_the_lessons_order(repository):
    for name, language in (("README.md", "README.md"), ("README.zh.md", "README.zh.md")):
        links = re.findall(
            r"\(assignments/(\w+)/([\w.]+)\)", (repository / name).read_text("utf-8")
        )
        assert links == [(one, language) for one in NAMES]
        assert "$" not in (repository / name).read_text("utf-8")


def test_its_workflow_may_only_read_and_runs_what_the_readme_says(repository):
    text = (repository / ".github/workflows/grade.yml").read_text("utf-8")
    readme = (repository / "README.md").read_text("utf-8")
    assert "permissions:\n  contents: read\n" in text
    for command in (
        "pip install -r requirements.txt",
        "grade check --format github --html report.html",
    ):
        assert f"- run: {command}\n" in text
    assert "pip install -q -r requirements.txt" in readme
    assert "grade check --html report.html" in readme
    assert "report.html" in (repository / ".gitignore").read_text("utf-8").splitlines()


def test_what_it_installs_can_make_pages(repository):
    (wheel,) = repository.glob("*.whl")
    for name in ("requirements.txt", "requirements.lock.txt"):
        assert f"\n./{wheel.name}[html]\n" in (repository / name).read_text("utf-8")
    with zipfile.ZipFile(wheel) as archive:
        (metadata,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        assert b"Provides-Extra: html\n" in archive.read(metadata), (
            "install the project again: pip install -e ."
        )


def test_another_file_in_the_way_is_kept_unless_forced(tmp_path):
    released(tmp_path)
    homework = tmp_path / "assignments/two_layer_numpy/homework.py"
    homework.write_text("mine", "utf-8")
    with pytest.raises(UsageError, match=r"homework\.py already exists") as caught:
        released(tmp_path)
    assert "--force" in caught.value.hint
    assert homework.read_text("utf-8") == "mine"
    released(tmp_path, force=True)
    assert homework.read_text("utf-8") != "mine"


def test_released_again_it_is_the_same_and_other_files_stay(tmp_path):
    first = {file: file.read_bytes() for file in released(tmp_path)}
    (tmp_path / "notes.txt").write_text("mine", "utf-8")
    assert {file: file.read_bytes() for file in released(tmp_path)} == first
    assert (tmp_path / "notes.txt").exists()


def test_a_folder_that_cannot_be_made_is_bad_usage(tmp_path):
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(UsageError, match="is in the way"):
        released(tmp_path / "file/repository")


@pytest.mark.parametrize("name", [".", "assignments", "assignments/tiny", "solutions/new"])
def test_it_is_not_written_into_the_course(course, name):
    assignment = load(ROOT / "assignments/two_layer_numpy", ROOT / "solutions")
    with pytest.raises(UsageError, match="is inside the course"):
        release_repository([assignment], course, course / name, force=True)


def test_a_folder_in_the_way_of_a_file_leaves_nothing_half_written(tmp_path):
    (tmp_path / "README.md").mkdir()
    with pytest.raises(UsageError, match="is in the way"):
        released(tmp_path, force=True)
    assert [file.name for file in tmp_path.iterdir()] == ["README.md"]


def test_a_solution_that_shows_through_is_not_released(course, write, tmp_path):
    solution = '''
        """Tiny."""

        # %%
        def double(x):
            # BEGIN SOLUTION: double it
            return x * 2 + 0 * x
            # END SOLUTION


        # %%
        def total(xs):
            # BEGIN SOLUTION: add up the doubles
            return sum(double(x) for x in xs)
            # END SOLUTION
        '''
    readme = "Do it like this: `return x * 2 + 0 * x`."
    write(course, {"solutions/tiny/solution.py": solution, "assignments/tiny/README.md": readme})
    assignment = load(course / "assignments/tiny", course / "solutions")
    with pytest.raises(
        AuthorError, match=r"assignments/tiny/README\.md contains `return x \* 2 \+ 0 \* x`"
    ):
        release_repository([assignment], course, tmp_path / "students", force=False)
    assert not (tmp_path / "students").exists()


@pytest.mark.slow
def test_in_a_fresh_clone_two_commands_grade(tmp_path):
    """As the README says it, in two locales: set up, grade the stub, then the reference."""
    released(tmp_path / "original")
    run(
        tmp_path / "original",
        "git init -q . && git add -A && git -c user.name=a -c user.email=a@b commit -qm all",
    )
    run(tmp_path, "git clone -q original '作业 一'")
    clone = tmp_path / "作业 一"
    readme = (clone / "README.md").read_text("utf-8")
    setup, check = re.search(r"```sh\n(.*?)\n(.*?)\n```", readme).groups()
    done = run(clone, setup.replace("python3", shlex.quote(sys.executable)), "zh_CN.UTF-8")
    assert done.returncode == 0, done.stderr
    for language, nothing in (
        ("zh_CN.UTF-8", "得 0 分，满分 40 分\n另有 60 分由不在此处的检查评定"),
        ("en_GB.UTF-8", "0 of 40 points\n60 more points will be graded"),
    ):
        stub = run(clone, check, language)
        assert (stub.returncode, stub.stderr) == (1, "")
        assert nothing in stub.stdout
    solution = (ROOT / "solutions/two_layer_numpy/solution.py").read_text("utf-8")
    (clone / "assignments/two_layer_numpy/homework.py").write_text(solution, "utf-8")
    for language, everything in (
        ("zh_CN.UTF-8", "得 40 分，满分 40 分"),
        ("en_GB.UTF-8", "40 of 40 points"),
    ):
        right = run(clone, check, language)
        assert (right.returncode, right.stderr) == (0, "")
        assert everything in right.stdout
    page = re.search(r"\.venv/bin/grade check --html (\S+)", readme)
    assert run(clone, page[0]).returncode == 0
    assert "40" in (clone / page[1]).read_text("utf-8")


def run(folder, command, language="C.UTF-8"):
    """Run a command in a bare environment: what a shell has, and what pip needs."""
    of_pip = runpy.run_path(str(ROOT / ".ci/stranger.py"))["OF_PIP"]
    kept = {
        name: value
        for name, value in os.environ.items()
        if name in ("PATH", "HOME") or of_pip.fullmatch(name)
    }
    options = {"capture_output": True, "encoding": "utf-8", "timeout": 900}
    # requirements.txt takes any torch: here, the one that these tests run with. (A path with a
    # blank would be two to pip.)
    kept |= {"LANG": language, "PIP_CONSTRAINT": (ROOT / "constraints.txt").as_uri()}
    return subprocess.run(command, shell=True, cwd=folder, env=kept, check=False, **options)
