"""A job on GitHub's runner, simulated: its files, its environment, its shells, and how steps follow
each other.

::

    run                              bash, as GitHub starts it, in an environment of its own making
    uses: actions/checkout@…         a stand-in: copies the repository
    uses: actions/setup-python@…     a stand-in: is as strict about its cache as the real one
    uses: actions/upload-artifact@…  a stand-in: keeps the files
    uses: OWNER/NAME@… of ours       its composite steps

What is not known here is an error, so that nothing of a workflow is silently left out.
https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from runner import Runner
from workflows.expressions import Scope

_WORKFLOW = {"name", "on", "permissions", "concurrency", "jobs"}
_JOB = {"runs-on", "timeout-minutes", "steps", "env"}
_STEP = {"name", "id", "if", "uses", "with", "run", "shell", "env"}
_SHELLS = {None: ["bash", "-e"], "bash": ["bash", "--noprofile", "--norc", "-eo", "pipefail"]}
_LONGEST_S = 240


@dataclass
class Done:
    """How a job ended.

    Attributes:
        steps: of each step, also those within actions: what it is, and success, failure or skipped.
        codes: the exit codes of those that ran a script.
        printed: all that they printed.
        used: the actions and what they were given.
        artifacts: files by the artifact's name.
        summary: in Markdown.
        outputs: of steps, by their id.
    """

    steps: list[tuple[str, str]] = field(default_factory=list)
    codes: list[int] = field(default_factory=list)
    printed: str = ""
    used: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    artifacts: dict[str, dict[str, bytes]] = field(default_factory=dict)
    summary: str = ""
    outputs: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def conclusion(self) -> str:
        """As GitHub shows it."""
        return "failure" if "failure" in dict(self.steps).values() else "success"

    @property
    def commands(self) -> list[tuple[str, dict[str, str], str]]:
        """What the runner would obey."""
        return Runner(self.printed).commands


class Job:
    """Runs the one job of a workflow.

    Args:
        room: an empty folder.
        repository: a folder, what is checked out.
        programs: a folder that is first on PATH.
        actions: folders of composite actions, by OWNER/NAME.
        secrets: by name; a job gets the token that GitHub makes in any case.
    """

    def __init__(
        self,
        room: Path,
        repository: Path,
        programs: Path,
        actions: Mapping[str, Path] | None = None,
        secrets: Mapping[str, str] | None = None,
    ) -> None:
        self._repository, self._actions = repository, actions or {}
        self.workspace, self.temp = room / "work/hw/hw", room / "work/_temp"
        self.workspace.mkdir(parents=True)
        (self.temp / "_runner_file_commands").mkdir(parents=True)
        (room / "home").mkdir()
        self.secrets = {"GITHUB_TOKEN": "ghs_secret", **(secrets or {})}
        self._path = [str(programs), "/usr/local/bin", "/usr/bin", "/bin"]
        self._github = {
            "workspace": str(self.workspace),
            "ref": "refs/heads/main",
            "workflow": "grade",
        }
        self._environment = {
            "HOME": str(room / "home"),
            "LANG": "C.UTF-8",
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_ACTOR": "ada",
            "GITHUB_EVENT_NAME": "push",
            "GITHUB_JOB": "grade",
            "GITHUB_REF": self._github["ref"],
            "GITHUB_REPOSITORY": "course/hw",
            "GITHUB_RUN_ID": "1",
            "GITHUB_SERVER_URL": "https://github.com",
            "GITHUB_SHA": "f" * 40,
            "GITHUB_WORKFLOW": self._github["workflow"],
            "GITHUB_WORKSPACE": str(self.workspace),
            "RUNNER_OS": "Linux",
            "RUNNER_TEMP": str(self.temp),
            "RUNNER_TOOL_CACHE": str(room / "tools"),
        }
        self.done = Done()

    def run(self, text: str) -> Done:
        """Run a workflow's text."""
        workflow = {
            "on" if key is True else key: value for key, value in yaml.safe_load(text).items()
        }
        _insist(workflow, _WORKFLOW)
        (job,) = workflow["jobs"].values()
        _insist(job, _JOB)
        scope = self._scope({}, {})
        env = {name: scope.fill(value) for name, value in job.get("env", {}).items()}
        _, state = self._steps(job["steps"], {}, env)
        self.done.outputs = {name: step["outputs"] for name, step in state.items()}
        return self.done

    def _steps(
        self, steps: list[dict[str, Any]], inputs: dict[str, str], env: dict[str, str]
    ) -> tuple[bool, dict[str, Any]]:
        """Run steps in their order.

        Tell whether all went well, and what those with an id put out.
        """
        state: dict[str, Any] = {}
        well = True
        for step in steps:
            _insist(step, _STEP)
            scope = self._scope(inputs, state, well=well)
            name = step.get("name") or step.get("uses") or step["run"]
            if not scope.holds(step.get("if")):
                self.done.steps.append((name, "skipped"))
                continue
            mine = env | {key: scope.fill(value) for key, value in step.get("env", {}).items()}
            if "run" in step:
                fine, outputs = self._script(scope.fill(step["run"]), step.get("shell"), mine)
            else:
                given = {key: scope.fill(value) for key, value in step.get("with", {}).items()}
                fine, outputs = self._use(step["uses"], given, mine)
            self.done.steps.append((name, "success" if fine else "failure"))
            if "id" in step:
                state[step["id"]] = {"outputs": outputs}
            well = well and fine
        return well, state

    def _scope(self, inputs: dict[str, str], state: dict[str, Any], *, well: bool = True) -> Scope:
        contexts = {
            "github": self._github,
            "inputs": inputs,
            "runner": {"temp": str(self.temp)},
            "secrets": self.secrets,
            "steps": state,
        }
        functions = {
            "success": lambda: well,
            "failure": lambda: not well,
            "always": lambda: True,
            "cancelled": lambda: False,
            "format": lambda text, *values: re.sub(
                r"\{(\d)\}", lambda found: values[int(found[1])], text
            ),
            "hashFiles": lambda *patterns: "".join(
                str(file) for file in self._found("\n".join(patterns))
            ),
        }
        return Scope(contexts, functions)

    # ---------------------------------------------------------------------------------------- run

    def _script(
        self, script: str, shell: str | None, env: dict[str, str]
    ) -> tuple[bool, dict[str, str]]:
        number = len(self.done.codes)
        files = {
            name: self.temp / "_runner_file_commands" / f"{name.lower()}_{number}"
            for name in ("OUTPUT", "ENV", "PATH", "STEP_SUMMARY", "STATE")
        }
        for file in files.values():
            file.touch()
        text = self.temp / f"{number}.sh"
        text.write_text(script, encoding="utf-8")
        ended = subprocess.run(
            [*_SHELLS[shell], str(text)],
            cwd=self.workspace,
            env={**self._environment, "PATH": os.pathsep.join(self._path), **env}
            | {f"GITHUB_{name}": str(file) for name, file in files.items()},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            timeout=_LONGEST_S,
            check=False,
        )
        self.done.codes.append(ended.returncode)
        self.done.printed += ended.stdout
        self.done.summary += files["STEP_SUMMARY"].read_text("utf-8")
        self._environment |= dict(_pairs(files["ENV"].read_text("utf-8")))
        self._path[:0] = files["PATH"].read_text("utf-8").split()
        return ended.returncode == 0, dict(_pairs(files["OUTPUT"].read_text("utf-8")))

    # ---------------------------------------------------------------------------------------- uses

    def _use(
        self, uses: str, given: dict[str, str], env: dict[str, str]
    ) -> tuple[bool, dict[str, str]]:
        name = uses.partition("@")[0]
        self.done.used.append((name, given))
        if name in self._actions:
            return self._composite(self._actions[name], given, env)
        if name == "actions/checkout":
            _insist(given, {"persist-credentials"})
            shutil.copytree(self._repository, self.workspace, dirs_exist_ok=True, symlinks=True)
            return True, {}
        if name == "actions/setup-python":
            _insist(given, {"python-version", "cache", "cache-dependency-path"})
            return not given.get("cache") or any(self._found(given["cache-dependency-path"])), {}
        if name == "actions/upload-artifact":
            return self._upload(
                **{key.replace("-", "_"): value for key, value in given.items()}
            ), {}
        raise ValueError(f"no stand-in for {uses}")

    def _upload(
        self, name: str, path: str, if_no_files_found: str = "warn", retention_days: str = ""
    ) -> bool:
        files = {
            file.relative_to(self.workspace).as_posix(): file.read_bytes()
            for file in self._found(path)
        }
        if files:
            if name in self.done.artifacts:
                return False
            self.done.artifacts[name] = files
        return bool(files) or if_no_files_found != "error"

    def _composite(
        self, folder: Path, given: dict[str, str], env: dict[str, str]
    ) -> tuple[bool, dict[str, str]]:
        action = yaml.safe_load((folder / "action.yml").read_text("utf-8"))
        _insist(given, set(action["inputs"]))
        inputs = {name: given.get(name, one["default"]) for name, one in action["inputs"].items()}
        fine, state = self._steps(
            action["runs"]["steps"], inputs, env | {"GITHUB_ACTION_PATH": str(folder)}
        )
        scope = self._scope(inputs, state)
        return fine, {
            name: scope.fill(output["value"]) for name, output in action["outputs"].items()
        }

    def _found(self, patterns: str) -> Iterator[Path]:
        """Give the files of the workspace that patterns name, a folder's all."""
        for pattern in patterns.split("\n"):
            for found in self.workspace.glob(pattern) if pattern else []:
                yield from (file for file in [found, *found.rglob("*")] if file.is_file())


def _insist(found: Mapping[str, Any], known: set[str]) -> None:
    if not set(found) <= known:
        raise ValueError(f"not known here: {', '.join(sorted(set(found) - known))}")


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    """Read a file of `name=value` lines."""
    for line in text.splitlines():
        name, sign, value = line.partition("=")
        if not sign or "<<" in name:
            raise ValueError(f"cannot be read: {line}")
        yield name, value
