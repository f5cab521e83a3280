"""`%check` in a real Jupyter kernel.

What stands in the notebook is graded, and shown below the cell.
"""

import time

import nbformat.v4 as v4
import pytest
from nbclient import NotebookClient

from grader.cli import magic
from grader.cli.progress import Marked

DOUBLE = "def double(x):\n    return 2 * x"
TOTAL = "def total(xs):\n    return sum(double(x) for x in xs)"


@pytest.fixture
def run(course):
    """Runs cells in a kernel, in the tiny assignment's folder; gives what each shows in the end.

    Text, HTML.
    """

    def run(*cells, folder=course / "assignments/tiny"):
        book = v4.new_notebook(
            cells=[v4.new_code_cell(cell) for cell in ("%load_ext grader", *cells)]
        )
        NotebookClient(
            book,
            kernel_name="python3",
            resources={"metadata": {"path": folder}},
            timeout=120,
            allow_errors=True,
        ).execute()
        return [[shown(output) for output in cell.outputs] for cell in book.cells[1:]]

    return run


def shown(output):
    data = output.get("data", {"text/plain": output.get("text", output.get("ename"))})
    return data["text/plain"], data.get("text/html", "")


def test_a_function_is_graded_as_it_is_in_the_notebook(run):
    wrong, nothing, right, whole = run(
        f"{DOUBLE.replace('2', '3')}\n%check double", DOUBLE, "%check double", f"{TOTAL}\n%check"
    )
    ((text, html),) = wrong
    assert "FAIL  0/40  double doubles" in text
    assert "\x1b" not in text
    assert "<b>0 of 40 points</b>" in html
    assert "<td" in html
    assert "result is wrong" in html
    assert "Code cell 2 is the one that ran as [2]." in html
    assert nothing == []
    assert "<b>40 of 40 points</b>" in right[0][1]
    assert "<b>100 of 100 points</b>" in whole[0][1]


def test_a_wrong_question_gives_a_message_without_a_traceback(run, course):
    unknown, elsewhere, odd, quotes = run(
        "%check nothing", "import os; os.chdir('/')\n%check", "%check --nonsense", '%check "double'
    )
    assert unknown[0][0].startswith(
        "no check and no function is called nothing\nhint: there are: double, total, test_double"
    )
    assert elsewhere[0][0].startswith("no course here")
    assert "UsageError" in odd[0][0]
    assert "UsageError: No closing quotation" in quotes[0][0]


def test_chinese_is_shown_where_it_is_asked_for_and_modules_beside_the_notebook_are_there(
    run, course
):
    (course / "assignments/tiny/mine.py").write_text(
        "import homework\nwith open('factor.txt') as file:\n    FACTOR = int(file.read())\n"
        "def times(x):\n    return homework.product(FACTOR, x)\n"
    )
    (course / "assignments/tiny/factor.txt").write_text("2")
    (course / "assignments/tiny/homework.py").write_text("")
    (outputs,) = run(
        "from mine import times\ndef product(a, b):\n    return a * b\n"
        "def double(x):\n    return times(x)\n%check double --lang zh"
    )
    ((_, html),) = outputs
    assert "得 40 分，满分 40 分" in html


def test_what_is_graded_is_what_ran_and_as_it_ran_last(run):
    """Not what stands below an exception, or below %check.

    What is run again may be needed where it first ran.
    """
    right, wrong = DOUBLE, DOUBLE.replace("2", "3")
    outputs = run(
        "import math",
        "def double(x: math.inf):\n    return 2 * x",
        "import math",
        "%check double",
        f"{wrong}\n\n%check double;\n{right}",
        "%check double",
        f"{wrong}\n1 / 0\n{right}",
        "%check double",
        f"{right}\nprint(double(1))",
        *[f"{right}  # {'x' * 2000} {n}\nprint(double(1))" for n in range(140)],
        "%check double",
        "%check total",
    )
    points = [
        next((html for _, html in cell if "points</b>" in html), "")[:400] for cell in outputs
    ]
    reached = [text.partition("<b>")[2].partition(" ")[0] for text in points if text]
    assert reached == ["40", "0", "40", "0", "40", "0"]
    assert "run the cell that defines the function" in outputs[-1][0][1]


def test_an_interrupt_ends_the_grading_and_says_so(course):
    """As with the notebook's stop button; what was started to grade is gone."""
    from jupyter_client.manager import start_new_kernel

    manager, client = start_new_kernel(kernel_name="python3", cwd=str(course / "assignments/tiny"))
    try:
        client.execute("%load_ext grader\ndef double(x):\n    while True: pass\n%check double")
        wait_for(client, lambda content: "grading" in content.get("data", {}).get("text/plain", ""))
        time.sleep(1)
        manager.interrupt_kernel()
        wait_for(client, lambda content: content.get("data", {}).get("text/plain") == "interrupted")
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def wait_for(client, holds):
    """Wait for something that the kernel shows."""
    while not holds(client.get_iopub_msg(timeout=60)["content"]):
        pass


TRAINS = """
    import pytest
    import numpy as np

    @pytest.mark.points(40)
    def test_double(student, expect):
        '''double doubles'''
        expect.number(student.double(3), result=6)
        expect.curve([3.0, 2.0, 1.5])
        expect.answers([("3", "fizz", True), ("5", "5", False)])
    """


def test_a_training_run_is_drawn_and_answers_are_shown(run, course, write):
    write(course, {"assignments/tiny/test_public.py": TRAINS})
    ((text, html),) = run(f"{DOUBLE}\n%check double")[0]
    assert "40/40" in text
    assert html.count("<svg") == 1
    assert "var(--first)" in html
    assert "--first:" in html
    assert "1 of 2 right" in html
    assert "5 <b>5</b> ✗" in html


def test_help_is_shown(run):
    for question in ("%check --help", "%check -h"):
        ((text, _html),) = run(question)[0]
        assert "%check -a ASSIGNMENT " in text
        assert "::" not in text
    ((text, _html),) = run("%check --help --lang zh")[0]
    assert "%check -a ASSIGNMENT " in text
    assert "评分" in text


def test_outside_the_course_it_says_how_to_get_there(run):
    ((text, _html),) = run("import os; os.chdir('/')\n%check -a fizzbuzz")[0]
    assert text.startswith("no course here")
    assert "%cd FOLDER" in text


def test_a_course_that_was_cloned_into_this_folder_is_found_as_in_colab(run, course, tmp_path):
    content = tmp_path / "content"
    (content / "clone").mkdir(parents=True)
    (course / "assignments").rename(content / "clone/assignments")
    ((text, _html),) = run(f"{DOUBLE}\n%check double -a tiny", folder=content)[0]
    assert "40/40" in text


def test_how_far_it_is_is_told_while_it_runs():
    said = []
    lines = [
        f"{Marked.MARK}1/3  double doubles\n",
        f"{Marked.MARK}2/3  train: epoch 10  loss 0.500  accuracy 80 % (10 %)\n",
        "grade: something else\n",
    ]
    assert magic._messages(lines, said.append) == "grade: something else\n"
    assert said == ["grading …  1/3  double doubles"]  # the second came at once


def test_a_grading_tells_the_program_that_called_it_how_far_it_is(grade, homework):
    done = grade("check", homework(), "-a", "tiny", GRADE_PROGRESS="1")
    assert [
        line.lstrip(Marked.MARK).split("  ")[0] for line in done.stderr.rstrip().split("\n")
    ] == [
        "1/2",
        "2/2",
    ]
