"""Every command that our documents show works as it is shown.

Or says visibly why it is not tried.
"""

import re
import runpy

import pytest
from docs.following import ROOT, Block, MisleadingError, Reader, steps_of

from grader.results import Tier
from grader.sandbox import probe

DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
FOLLOWED = {
    "authoring.md",
    "student.zh.md",
}  # by test_authoring.py, and by the test of its English twin


def blocks_of(document):
    return [step for step in steps_of(document) if isinstance(step, Block)]


def to_be_followed():
    for document in DOCUMENTS:
        try:
            run = [block for block in blocks_of(document) if not block.left_out]
        except MisleadingError:  # then following it says what is wrong
            run = [None]
        if run and document.name not in FOLLOWED:
            sets_up = any(block and "pip install" in block.script for block in run)
            marks = [pytest.mark.slow] if sets_up else []
            yield pytest.param(document, id=document.name, marks=marks)


@pytest.mark.parametrize("document", list(to_be_followed()))
def test_a_documents_commands_do_what_it_says(document, tmp_path):
    if probe.choose(None) is Tier.E:
        pytest.skip("without isolation no class is graded")
    Reader(tmp_path).follow(document)


def test_the_chinese_page_for_students_shows_commands_of_the_english_one():
    english, chinese = (
        [
            line.split("#")[0].replace(" --lang zh", "").split()
            for block in blocks_of(document)
            for line in block.script.splitlines()
        ]
        for document in (ROOT / "docs/student.md", ROOT / "docs/student.zh.md")
    )
    assert [line for line in chinese if line not in english] == []


def test_what_is_not_run_says_why(record_property):
    """With -rP or in a JUnit file, the list shows."""
    for document in DOCUMENTS:
        for block in blocks_of(document):
            if block.left_out:
                words = f"{document.name}, line {block.line}, not run: {block.left_out}"
                record_property("not run", words)
                print(words, "|", block.script.partition("\n")[0])
                assert len(block.left_out.split()) > 1, words


def test_ci_runs_the_command_that_sets_up_and_runs_all_tests_as_the_readme_has_it():
    """The one block of the README that takes the whole suite's time is run by CI."""
    (everything,) = [
        block for block in blocks_of(DOCUMENTS[0]) if block.script.endswith(" -m tests\n")
    ]
    command = runpy.run_path(str(ROOT / ".ci/stranger.py"))["second_command"]()
    assert everything.script == f"{command}\n"
    assert re.fullmatch(
        r"python3 -m venv .* && .*pip install .*-c constraints\.txt -e '\.\[dev\]' && .*", command
    )


# -------------------------------------------------------------------------------- the reader itself


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    return tmp_path_factory.mktemp("reader")


@pytest.fixture(scope="module")
def reader(room):
    return Reader(room)


@pytest.fixture
def document(tmp_path):
    def write(text):
        file = tmp_path / "guide.md"
        file.write_text(text, encoding="utf-8")
        return file

    return write


def test_files_are_written_and_the_shell_remembers_where_it_is(reader, document, room):
    file = "Then write `notes.txt`:\n\n````markdown\n```sh\nfalse\n```\n````\n"
    shell = "```sh\nmkdir deep && cd deep\nexport A=1\n```\n"
    reader.follow(
        document(
            f"{file}\n{shell}\n```\n$ echo $A $(basename $PWD)\n1 deep\n$ cd ..; cat notes.txt\n…\n```\n"
        )
    )
    assert (room / "gradekit/notes.txt").read_text("utf-8") == "```sh\nfalse\n```\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("```sh\nls nowhere\n```\n", "line 2: ends with exit code 2"),
        ("```sh\nfalse\necho later\n```\n", "exit code 1"),
        ("```\n$ echo a\nb\n```\n", "line 2: prints something else"),
        ("```\n$ echo a\na\n$ printf 'b\\nc\\n'\nb\n```\n", "line 4: prints something else"),
        ("```sh\npip install gradekit\n```\n", "pip would change the environment"),
        ("```sh\n.venv/bin/python -m tests\n```\n", "runs all tests"),
        ("<!-- not run -->\n```sh\nls\n```\n", "a mark is `not run: WHY`"),
        ("<!-- not run: -->\n```sh\nls\n```\n", "a mark is `not run: WHY`"),
        ("<!-- no run: slow -->\n```sh\nls\n```\n", "a mark is `not run: WHY`"),
        ("<!-- not run: far away -->\n\n```sh\nls\n```\n", "line 1: a mark stands directly above"),
        ("```bash\nls\n```\n", "line 1: shell blocks are called `sh`"),
    ],
)
def test_what_would_mislead_a_reader_is_an_error(reader, document, text, words):
    with pytest.raises(MisleadingError, match=re.escape(words)):
        reader.follow(document(text))


@pytest.mark.parametrize(
    "text",
    [
        "<!-- not run: needs a cluster -->\n```sh\nls nowhere\n```\n",
        "<!-- needs: no-such-program -->\n```sh\nno-such-program\n```\n",
        "<!-- given: echo 1 > given.txt -->\n```sh\ncat given.txt\n```\n",
        "```sh\ngrade check assignments/two_layer_numpy --check test_forward\n```\n",
        "```\n$ echo 'graded in 3.2 s by 2 examiners'\ngraded in 0.1 s by 4 examiners\n```\n",
        "```\n$ printf '1/2 bob: 1\\n2/2 ada: 2\\n'\n1/2 ada: 2\n2/2 bob: 1\n```\n",
        "```\n$ printf '/a/b\\nc\\nd\\n'\n…/b\n…\n```\n",
        "```\nx = 3\n```\n",
    ],
    ids=[
        "not run",
        "needs",
        "given",
        "points",
        "seconds and cores",
        "order of a class",
        "left out",
        "no command",
    ],
)
def test_marks_points_and_what_varies_are_understood(reader, document, text):
    reader.follow(document(text))


def test_what_a_document_puts_into_tmp_stays_in_the_room(reader, document, room):
    reader.follow(document("```\n$ mkdir -p /tmp/class && ls -d /tmp/class\n/tmp/class\n```\n"))
    assert (room / "tmp/class").is_dir()
