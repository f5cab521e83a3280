"""What students' repositories do on GitHub, in a simulated runner.

Exit codes, annotations, files, and no secrets.
"""

import os
import re
import subprocess
import sys
import textwrap

import pytest
import yaml
from docs.following import copy_repository
from runner import Runner
from tools import ROOT, python_program
from workflows.job import Job
from workflows.test_files import shown

from grader.checks.assignment import load
from grader.course.release import release_repository
from grader.results import Tier
from grader.sandbox import probe

NAME = "two_layer_numpy"
FOLDER = f"assignments/{NAME}"
SOLUTION = (ROOT / f"solutions/{NAME}/solution.py").read_text("utf-8")
PROGRAMS = {
    "grade": python_program(
        "import sys; sys.argv[0] = 'grade'; from grader.__main__ import main; main()"
    ),
    # What it would install is here already; what it was asked for is kept.
    "pip": """\
        #!/bin/bash
        printf '%s\\n' "$*" >> "$(dirname "$0")/pip.txt"
        """,
}


@pytest.fixture(autouse=True)
def isolated():
    if probe.choose(None) is Tier.E:
        pytest.skip("without isolation a submission reaches the files of its job")


def write_programs(folder, **programs):
    folder.mkdir()
    for name, text in programs.items():
        file = folder / name
        file.write_text(textwrap.dedent(text), encoding="utf-8")
        file.chmod(0o755)
    return folder


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    """What `grade release` writes for one assignment."""
    target = tmp_path_factory.mktemp("students") / "repository"
    release_repository([load(ROOT / FOLDER, ROOT / "solutions")], ROOT, target, force=False)
    return target


@pytest.fixture
def github(released, tmp_path):
    """A runner, and the repository that it is going to check out."""
    repository = tmp_path / "repository"
    repository.mkdir()
    for file in released.rglob("*"):
        if file.is_file() and file.suffix != ".whl":
            (repository / file.relative_to(released)).parent.mkdir(parents=True, exist_ok=True)
            (repository / file.relative_to(released)).write_bytes(file.read_bytes())
    return Github(repository, tmp_path)


class Github:
    def __init__(self, repository, room):
        self.repository = repository
        self.programs = write_programs(room / "programs", **PROGRAMS)
        self.job = Job(room, repository, self.programs, {"YOUR-ORG/gradekit": ROOT})

    def hand_in(self, text):
        (self.repository / FOLDER / "homework.ipynb").unlink()
        (self.repository / FOLDER / "homework.py").write_text(text, encoding="utf-8")

    def push(self):
        """Run the workflow that lies in the repository."""
        return self.job.run((self.repository / ".github/workflows/grade.yml").read_text("utf-8"))

    def use_action(self, **given):
        """Run the workflow that docs/ci.md shows, with other inputs."""
        workflow = yaml.safe_load(shown()["homework"])
        (step,) = [step for step in workflow["jobs"]["grade"]["steps"] if step.get("id") == "grade"]
        step["with"] = {key.replace("_", "-"): value for key, value in given.items()}
        return self.job.run(yaml.safe_dump(workflow, sort_keys=False))

    @property
    def installed(self):
        return (self.programs / "pip.txt").read_text("utf-8").splitlines()

    def line(self, properties):
        """Give the line that an annotation stands at."""
        file = self.job.workspace / properties["file"]
        return file.read_text("utf-8").splitlines()[int(properties["line"]) - 1]


# ------------------------------------------------------------------------------- what is handed out


def test_the_untouched_repository_fails_and_says_where(github):
    done = github.push()
    assert done.conclusion == "failure"
    assert done.codes == [0, 1]
    assert github.installed == ["install -r requirements.txt"]
    assert (github.job.workspace / "requirements.txt").read_text("utf-8").endswith(".whl[html]\n")
    ((name, properties, text),) = done.commands
    assert (name, properties["file"]) == ("error", f"{FOLDER}/homework.py")
    assert "raise NotImplementedError" in github.line(properties)
    assert text.startswith("9 functions to write; begin with forward")
    assert "**0 of 40 points**" in done.summary
    assert "9 functions to write" in done.summary


def test_the_reference_succeeds_without_a_word(github):
    github.hand_in(SOLUTION)
    done = github.push()
    assert (done.conclusion, done.codes, done.commands) == ("success", [0, 0], [])
    assert "**40 of 40 points**" in done.summary


def test_a_page_is_kept_whatever_the_score(github):
    done = github.push()
    assert dict(done.steps).popitem()[1] == "success"
    ((name, files),) = done.artifacts.items()
    assert (name, list(files)) == ("report", ["report.html"])
    assert b"<strong>0</strong> of 40 points" in files["report.html"]


def test_a_syntax_error_is_one_annotation_on_its_line(github):
    github.hand_in("import numpy as np\n\ndef forward(x, w1, w2)\n    return x\n")
    done = github.push()
    assert done.codes == [0, 1]
    ((name, properties, text),) = done.commands
    assert (name, properties["file"]) == ("error", f"{FOLDER}/homework.py")
    assert github.line(properties) == "def forward(x, w1, w2)"
    assert "homework.py cannot be parsed: line 3" in text


def test_what_cannot_be_installed_is_not_graded(github):
    (github.programs / "pip").write_text("#!/bin/sh\nexit 1\n", "utf-8")
    done = github.push()
    assert (done.conclusion, done.codes, done.artifacts) == ("failure", [1], {})
    assert ("grade check --format github --html report.html", "skipped") in done.steps


# ------------------------------------------------------------------------------------ a hostile one

COMMANDS = [
    "::error file=a.py::COMMAND",
    "   ::warning::COMMAND",
    "::set-output name=score::COMMAND",
    "::set-env name=PATH::COMMAND",
    "::add-path::COMMAND",
    "::add-mask::COMMAND",
    "::add-matcher::COMMAND",
    "::save-state name=a::COMMAND",
    "::stop-commands::COMMAND",
    "::COMMAND::",
    "##[error]COMMAND",
    "text ##[set-output name=score]COMMAND",
]
HOSTILE = """
import glob
import os
import sys

COMMANDS = {commands!r}
FOLDERS = {folders!r}

def forward(x, w1, w2):
    for stream in (sys.stdout, sys.stderr):
        print("", *COMMANDS, sep="\\n", file=stream, flush=True)
        print("\\r" + "\\r".join(COMMANDS), file=stream, flush=True)
    os.write(1, "\\n".join(COMMANDS).encode())
    raise RuntimeError("\\n".join(["x", *COMMANDS]))

def squared_error(y_pred, y):
    names = [name for name in os.environ if name.startswith(("GITHUB", "RUNNER", "ACTIONS", "CI", "INPUT", "GH_"))]
    secrets = [value for value in os.environ.values() if "secret" in value]
    raise RuntimeError(f"environment: {{names}} {{secrets}}")

def loss_backward(y_pred, y):
    reached = []
    for folder in FOLDERS:
        for place, _, files in os.walk(folder):
            reached += [os.path.join(place, file) for file in files]
    for file in reached + [os.path.join(folder, "mine") for folder in FOLDERS]:
        try:
            open(file, "a").write("score=COMMAND\\n")
            reached.append(f"written: {{file}}")
        except OSError:
            pass
    raise RuntimeError(f"files: {{reached}}")

def output_layer_backward(grad_y_pred, h_relu, w2):
    seen = []
    for file in glob.glob("/proc/*/environ"):
        try:
            seen += [file for word in (b"GITHUB_", b"secret") if word in open(file, "rb").read()]
        except OSError:
            pass
    raise RuntimeError(f"others: {{seen}}")
"""


def test_a_submission_gives_no_commands_and_sees_nothing_of_the_job(github):
    folders = [
        str(github.job.workspace),
        str(github.job.temp),
        str(github.job.temp / "_runner_file_commands"),
    ]
    github.hand_in(HOSTILE.format(commands=COMMANDS, folders=folders))
    workflow = (github.repository / ".github/workflows/grade.yml").read_text("utf-8")
    token = (
        "env:\n  TOKEN: ${{ secrets.GITHUB_TOKEN }}\n  GITHUB_TOKEN: ${{ secrets.GITHUB_TOKEN }}\n"
    )
    done = github.job.run(
        workflow.replace("    steps:\n", textwrap.indent(token, "    ") + "    steps:\n")
    )
    # It ran, and its attempts are what its checks failed by.
    assert done.codes == [0, 1]
    said = " ".join(text for _, _, text in done.commands)
    assert "set-output name=score::COMMAND" in said
    assert "environment: [] []" in said
    assert "files: []" in said
    assert "others: []" in said
    unguarded = Runner(done.printed.partition("\n")[2])
    # Where nothing switches commands off, there is none either.
    assert ("set-output", {"name": "score"}, "COMMAND") not in unguarded.commands
    # Nobody obeyed, and nothing was written.
    assert [name for name, _, _ in done.commands] == ["error"] * 9
    assert {properties["file"] for _, properties, _ in done.commands} == {f"{FOLDER}/homework.py"}
    assert not [
        value
        for _, properties, _ in done.commands
        for value in properties.values()
        if "COMMAND" in value
    ]
    assert done.summary.startswith("## two\\_layer\\_numpy\n")
    assert not list(github.job.workspace.rglob("mine")) + list(github.job.temp.rglob("mine"))
    for text in (done.printed, done.summary):
        assert "ghs_secret" not in text


def test_the_runner_would_obey_each_of_these_commands():
    """So that the test above holds something."""
    unknown = {"::COMMAND::"}
    for command in COMMANDS:
        runner = Runner(f"{command}\n::debug::on")
        assert (len(runner.commands) == 2) == (
            command not in unknown | {"::stop-commands::COMMAND"}
        )
    assert Runner("::stop-commands::COMMAND\n::error::a\n::COMMAND::\n::error::b").commands == [
        ("error", {}, "b")
    ]


# --------------------------------------------------------------------------------------- the action


def test_the_action_puts_out_the_score_and_takes_the_goal(github):
    done = github.use_action(min_score=0)
    assert (done.conclusion, done.outputs["grade"]) == (
        "success",
        {"score": "0", "max-score": "40"},
    )
    assert github.installed == ["install -r requirements.txt"]
    assert [name for name, _, _ in done.commands] == ["error"]
    assert list(done.artifacts) == ["report"]
    assert done.printed.endswith("0 of 40 points\n")


def test_the_action_fails_below_the_goal_and_still_puts_out_the_score(github):
    github.hand_in(
        SOLUTION.replace(
            "def squared_error(", "def squared_error(y_pred, y):\n    return 0.0\n\ndef other("
        )
    )
    done = github.use_action()
    assert done.conclusion == "failure"
    assert done.outputs["grade"]["max-score"] == "40"
    assert 0 < float(done.outputs["grade"]["score"]) < 40
    assert list(done.artifacts) == ["report"]


def test_every_input_of_the_action_reaches_its_place(github):
    done = github.use_action(
        path=f"{FOLDER}/homework.py",
        assignment=NAME,
        min_score=0,
        lang="zh",
        html=False,
        python_version="3.13",
        install="gradekit==0.1.0",
        extra_index_url="",
    )
    assert done.conclusion == "success"
    assert github.installed == ["install -- gradekit==0.1.0"]
    assert dict(done.used)["actions/setup-python"]["python-version"] == "3.13"
    assert {properties["file"] for _, properties, _ in done.commands} == {f"{FOLDER}/homework.py"}
    assert "还有 9 个函数要写" in done.summary
    assert done.artifacts == {}


def test_without_requirements_the_action_installs_the_gradekit_that_it_belongs_to(github):
    (github.repository / "requirements.txt").unlink()
    done = github.use_action(min_score=0, html=False)
    assert done.conclusion == "success"
    assert github.installed == [f"install -c {ROOT}/constraints.txt {ROOT}[html]"]
    assert dict(done.used)["actions/setup-python"]["cache"] == ""


@pytest.mark.parametrize("name", ["path", "assignment", "min_score", "lang", "install", "html"])
def test_no_input_of_the_action_is_run(github, name):
    owned = github.job.workspace / "owned"
    done = github.use_action(**{name: f'$(touch {owned})`touch {owned}`"; touch {owned}; #'})
    assert not owned.exists()
    assert done.conclusion == "failure"


# --------------------------------------------------------------------------------- the instructor's


def test_the_instructors_workflow_clones_and_grades_with_the_hidden_checks(tmp_path):
    course = tmp_path / "course"
    copy_repository(course)
    for student, text in (("ada", SOLUTION), ("bob", "def forward(x, w1, w2):\n    return x\n")):
        hand_in(tmp_path / f"github/homework-{student}", text)
    gh = f"""\
        #!/bin/bash
        set -eu
        [ "$GH_TOKEN" = "ghp_secret" ]
        case "$1 $2" in
            "repo list") [ "$3" = YOUR-ORG ] && printf '%s\\n' homework-ada homework-bob ;;
            "repo clone") git clone "${{@:6}}" "{tmp_path}/github/${{3#YOUR-ORG/}}" "$4" ;;
        esac
        """
    programs = write_programs(tmp_path / "programs", **PROGRAMS, gh=gh)
    job = Job(tmp_path, course, programs, secrets={"READ_HOMEWORK": "ghp_secret"})
    done = job.run(shown()["regrade"])
    assert done.conclusion == "success", done.printed
    assert "ada: 100/100, 18 of 18 checks" in done.printed
    assert "2 students: 2 graded" in done.printed
    assert {"gradebook.sqlite", "pages/index.html"} <= set(done.artifacts["grades"])
    assert not job.workspace.joinpath("clones").exists()


def hand_in(repository, text):
    (repository / FOLDER).mkdir(parents=True)
    (repository / FOLDER / "homework.py").write_text(text, encoding="utf-8")
    who = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    for command in (["init", "-q"], ["add", "-A"], [*who, "commit", "-qm", "Homework"]):
        subprocess.run(["git", "-C", str(repository), *command], check=True)


# ------------------------------------------------------------------------------------- Classroom 50


def test_the_autograder_for_classroom50_writes_a_result_and_faults_only_its_own(released, tmp_path):
    (script,) = re.findall(
        r"^```python\n(.*?)^```", (ROOT / "docs/ci.md").read_text("utf-8"), re.DOTALL | re.MULTILINE
    )
    bundle, checkout = tmp_path / "bundle", tmp_path / "checkout"
    bundle.mkdir()
    (bundle / "assignments").symlink_to(released / "assignments")
    (bundle / "autograder.py").write_text(script, encoding="utf-8")
    (checkout / FOLDER).mkdir(parents=True)
    (checkout / FOLDER / "homework.py").write_text(
        "def forward(x, w1, w2):\n    return x\n", encoding="utf-8"
    )
    programs = write_programs(tmp_path / "programs", **PROGRAMS)
    runner = {
        "CLASSROOM": "dl",
        "ASSIGNMENT": "numpy",
        "OWNER": "ada",
        "SUBMISSION_TAG": "submit/1",
        "COMMIT_URL": "https://example.org/commit/1",
        "RELEASE_URL": "https://example.org/tag/1",
    }
    environment = {
        "PATH": os.pathsep.join([str(programs), os.environ["PATH"]]),
        "LANG": "C.UTF-8",
        **runner,
    }
    command = [sys.executable, str(bundle / "autograder.py")]
    assert subprocess.run(command, cwd=checkout, env=environment, check=False).returncode == 0
    assert '"score": 0,\n "max-score": 40,' in (checkout / "result.json").read_text("utf-8")
    del environment["OWNER"]
    assert (
        subprocess.run(
            command, cwd=checkout, env=environment, check=False, capture_output=True
        ).returncode
        == 2
    )


# ---------------------------------------------------------------------------- the simulation itself


@pytest.mark.parametrize(
    ("step", "words"),
    [
        ("{run: ls, wrkdir: a}", "not known here: wrkdir"),
        ("{uses: actions/cache@v4}", "no stand-in for actions/cache"),
        ("{uses: YOUR-ORG/gradekit@v1, with: {scroe: 1}}", "not known here: scroe"),
        ("{run: echo 'a<<b' >> $GITHUB_OUTPUT}", "cannot be read: a<<b"),
    ],
)
def test_what_the_simulation_does_not_know_is_an_error(github, step, words):
    with pytest.raises(ValueError, match=words):
        github.job.run(f"on: push\njobs: {{one: {{runs-on: ubuntu-24.04, steps: [{step}]}}}}")


def test_steps_follow_each_other_as_on_github(github):
    done = github.job.run(
        """
        on: push
        jobs:
          one:
            runs-on: ubuntu-24.04
            env: {A: job}
            steps:
              - {id: first, run: 'echo "out=$A" >> $GITHUB_OUTPUT; echo B=file >> $GITHUB_ENV'}
              - {env: {A: step, C: "${{ steps.first.outputs.out }}"}, run: 'echo $A $B $C'}
              - {run: 'false | true; echo on'}
              - {shell: bash, run: 'false | true; echo never'}
              - {run: echo skipped}
              - {if: failure(), run: echo after}
        """
    )
    assert done.printed == "step file job\non\nafter\n"
    assert [how for _, how in done.steps] == [
        "success",
        "success",
        "success",
        "failure",
        "skipped",
        "success",
    ]
    assert done.conclusion == "failure"
