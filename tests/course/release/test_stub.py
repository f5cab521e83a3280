"""Solutions become stubs.

What is left out, what stays, and every marker that is wrong is named with its line.
"""

import ast
import json
import textwrap

import nbformat
import pytest

from grader.course.release.stub import read_regions, to_notebook, to_script
from grader.errors import AuthorError
from grader.language import speak

SOLUTION = '''
    """Doubles and sums.

    What the numbers are: any.
    """

    # %%
    import math

    # %% [markdown]
    # ## `double(x)`
    #
    # Twice $x$. 两倍。


    # %%
    def double(x):
        """Give 2 x."""
        # BEGIN SOLUTION: multiply by "two"
        secret = 2
        return secret * x
        # END SOLUTION


    # %% [markdown]
    # ## `Sum`


    # %%
    class Sum:
        """Adds up."""

        def __init__(self, start=0):
            """Begin."""
            # BEGIN SOLUTION: keep the start
            self.total = start
            # END SOLUTION

        def add(self, x):
            """Add."""
            # BEGIN SOLUTION: add x to the total
            self.total += x
            # END SOLUTION

        def __repr__(self):
            return "Sum"


    # %% [markdown]
    # That is all.
    '''
FUNCTIONS = ("double", "Sum")
BEGIN, END = "    # BEGIN SOLUTION: a\n", "    # END SOLUTION\n"


@pytest.fixture
def solution(tmp_path):
    """Writes a solution and gives its file."""

    def solution(text=SOLUTION):
        file = tmp_path / "sums" / "solution.py"
        file.parent.mkdir(exist_ok=True)
        file.write_text(textwrap.dedent(text).lstrip("\n"), encoding="utf-8")
        return file

    return solution


# ------------------------------------------------------------------------------------- what is made


def test_a_region_becomes_a_raise_with_its_sentence(solution):
    script = to_script(solution(), FUNCTIONS)
    assert '    """Give 2 x."""\n    raise NotImplementedError("multiply by \\"two\\"")\n' in script
    assert "secret" not in script
    assert "SOLUTION" not in script


def test_regions_are_found_with_their_lines(solution):
    first, *others = read_regions(solution())
    assert (first.sentence, first.lines) == (
        'multiply by "two"',
        ("    secret = 2", "    return secret * x"),
    )
    assert (
        solution().read_text().split("\n")[first.first - 1].strip()
        == '# BEGIN SOLUTION: multiply by "two"'
    )
    assert solution().read_text().split("\n")[first.last - 1].strip() == "# END SOLUTION"
    assert len(others) == 2


def test_the_script_is_python_that_keeps_what_is_no_solution(solution):
    tree = ast.parse(to_script(solution(), FUNCTIONS))
    assert ast.get_docstring(tree).startswith("Doubles and sums.")
    double, kind = (node for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef)))
    assert ast.get_docstring(double) == "Give 2 x."
    assert [node.name for node in kind.body[1:]] == ["__init__", "add", "__repr__"]
    assert ast.unparse(kind.body[3]) == "def __repr__(self):\n    return 'Sum'"


def test_the_script_leaves_the_instructions_out(solution):
    script = to_script(solution(), FUNCTIONS)
    assert "%%" not in script
    assert "Twice" not in script


def test_the_notebook_is_valid_and_has_no_outputs(solution):
    text = to_notebook(solution(), FUNCTIONS)
    book = nbformat.reads(text, as_version=4)
    nbformat.validate(book)
    for cell in book.cells:
        if cell.cell_type == "code":
            assert (cell.outputs, cell.execution_count) == ([], None)
            ast.parse(cell.source)
    assert "secret" not in text
    assert text.endswith("}\n")
    assert "两倍" in text


def test_the_notebook_has_a_cell_per_function_with_its_instructions_above(solution):
    book = nbformat.reads(to_notebook(solution(), FUNCTIONS), as_version=4)
    assert [(cell.cell_type, cell.id) for cell in book.cells] == [
        ("markdown", "title"),
        ("code", "imports"),
        ("markdown", "double-text"),
        ("code", "double"),
        ("markdown", "sum-text"),
        ("code", "sum"),
        ("markdown", "end-text-1"),
    ]
    assert book.cells[0].source == "# Doubles and sums.\n\nWhat the numbers are: any."
    assert book.cells[2].source == "## `double(x)`\n\nTwice $x$. 两倍。"


def test_the_heading_of_a_notebook_is_the_whole_first_paragraph(solution):
    text = SOLUTION.replace("Doubles and sums.", "Doubles\n    and sums.")
    book = nbformat.reads(to_notebook(solution(text), FUNCTIONS), as_version=4)
    assert book.cells[0].source == "# Doubles and sums.\n\nWhat the numbers are: any."


def test_two_releases_are_the_same_byte_for_byte(solution):
    file = solution()
    assert to_notebook(file, FUNCTIONS) == to_notebook(file, FUNCTIONS)
    assert to_script(file, FUNCTIONS) == to_script(file, FUNCTIONS)


def test_cells_of_the_same_name_have_ids_of_their_own(solution):
    more = "# %%\ndef f():\n" + BEGIN + "    return 1\n" + END
    file = solution("# %%\nx = 1\n\n# %%\ny = 2\n\n# %%\ndef code():\n    pass\n\n" + more)
    book = nbformat.reads(to_notebook(file, ["f"]), as_version=4)
    assert [cell.id for cell in book.cells] == ["title", "code", "code-2", "code-3", "f"]


def test_several_instructions_above_a_function_have_ids_of_their_own(solution):
    file = solution(
        "# %% [markdown]\n# a\n# %% [markdown]\n# b\n# %%\ndef f():\n"
        + BEGIN
        + "    return 1\n"
        + END
    )
    book = nbformat.reads(to_notebook(file, ["f"]), as_version=4)
    assert [cell.id for cell in book.cells] == ["title", "f-text-1", "f-text-2", "f"]


@pytest.mark.parametrize("sentence", ['say "so"', "it's", "back\\slash", "两倍 {x} %s", "a # b: c"])
def test_any_sentence_reaches_the_student_as_it_is(solution, sentence):
    file = solution(
        f"# %%\ndef f():\n    # BEGIN SOLUTION: {sentence}\n    return 1\n    # END SOLUTION\n"
    )
    namespace = {}
    exec(to_script(file, ["f"]), namespace)
    with pytest.raises(NotImplementedError) as caught:
        namespace["f"]()
    assert str(caught.value) == sentence


def test_markers_in_strings_are_none(solution):
    file = solution(
        '''
        # %%
        TEXT = """
        # BEGIN SOLUTION: not this
        """
        def f():
            """
            # BEGIN SOLUTON: nor this
            """
            # BEGIN SOLUTION: this
            return "# END SOLUTION"
            # END SOLUTION
        '''
    )
    (region,) = read_regions(file)
    assert region.sentence == "this"
    assert "# BEGIN SOLUTION: not this" in to_script(file, ["f"])


@pytest.mark.parametrize(
    "comment",
    ["# begin by doubling", "# ending", "# end of loop", "# the start", "# see above", "#"],
)
def test_ordinary_comments_are_no_markers(solution, comment):
    file = solution(
        "# %%\n"
        "def f():\n"
        f"    {comment}\n"
        "    # BEGIN SOLUTION: a\n"
        f"    x = 1  {comment}\n"
        "    # END SOLUTION\n"
    )
    assert len(read_regions(file)) == 1


# ---------------------------------------------------------------------------------- what is refused


def refused(file, make=read_regions):
    with pytest.raises(AuthorError) as caught:
        make(file)
    return caught.value


@pytest.mark.parametrize(
    "marker",
    [
        "# BEGIN SOLUTON: a",
        "#BEGIN SOLUTION: a",
        "### BEGIN SOLUTION",
        "# begin solution: a",
        "# BEGIN SOLUTION",
        "# BEGIN SOLUTION:",
        "# BEGIN SOLUTION a",
        "# BEGIN  SOLUTION: a",
        "# Begin Solution: a",
        "# BEGIN_SOLUTION: a",
        "# BEGINSOLUTION: a",
        "# BEGIN SOLUTIONS: a",
        "# BEGIN SOL: a",
        "# BEIGN SOLUTION: a",
        "# SOLUTION BEGIN: a",
        "# <BEGIN SOLUTION>",
        "# --- BEGIN SOLUTION: a",
        "# START SOLUTION: a",
        "# the solution begins here",
        "# solution ends",
        "# end of the solution",
        "# SOLUTION",
        "# END SOLUTIONS",
        "#END SOLUTION",
        "# End solution",
        "# END SOLUTION.",
        "# END SOLUTION: a",
        "# END SOLUTON",
        "# END OF SOLUTION",
        "# ENDSOLUTION",
        "# end_solution",
        "## END SOLUTION ##",
    ],
)
@pytest.mark.parametrize("indent", ["    ", ""])
def test_a_misspelt_marker_is_named_with_file_and_line(solution, marker, indent):
    file = solution(f"# %%\ndef f():\n    x = 1\n{indent}{marker}\n    return x\n")
    error = refused(file)
    assert error.message == f"{file}, line 4: `{marker}` looks like a marker, but is none"
    assert "a sentence for the student" in error.hint


@pytest.mark.parametrize("marker", ["# BEGIN SOLUTION: a", "# END SOLUTION", "# END SOLUTON"])
def test_a_marker_behind_code_is_named_with_file_and_line(solution, marker):
    file = solution(f"# %%\ndef f():\n    x = 1  {marker}\n    return x\n")
    assert refused(file).message.startswith(f"{file}, line 3: `{marker}` ")


@pytest.mark.parametrize(
    ("body", "line", "words"),
    [
        (BEGIN + "    return 1\n", 3, "a solution region begins, but never ends"),
        (
            BEGIN + "    return 1\n" + BEGIN + END,
            5,
            "a solution region begins inside the one that begins in line 3",
        ),
        (BEGIN + "    return 1\n" + END + END, 6, "a solution region ends, but none has begun"),
        ("    x = 1\n" + END + BEGIN, 4, "a solution region ends, but none has begun"),
        (
            "    pass\n# BEGIN SOLUTION: a\nx = 1\n# END SOLUTION\n",
            4,
            "a solution region must be inside a function",
        ),
    ],
)
def test_a_marker_out_of_place_is_named_with_file_and_line(solution, body, line, words):
    file = solution("# %%\ndef f():\n" + body)
    assert refused(file).message == f"{file}, line {line}: {words}"


MAKERS = pytest.mark.parametrize("make", [to_script, to_notebook])


@MAKERS
def test_a_file_without_cells_is_named(solution, make):
    file = solution("def f():\n    # BEGIN SOLUTION: a\n    return 1\n    # END SOLUTION\n")
    error = refused(file, lambda file: make(file, ["f"]))
    assert error.message == f"{file} has no cells"
    assert "# %%" in error.hint


@MAKERS
def test_code_in_a_markdown_cell_is_named_with_file_and_line(solution, make):
    file = solution("# %% [markdown]\n# text\n\nx = 1\n")
    error = refused(file, lambda file: make(file, []))
    assert error.message == f"{file}, line 3: a Markdown cell can only contain comments"


@MAKERS
@pytest.mark.parametrize(
    "definition",
    [
        "def f():\n    return 1\n",
        "class f:\n    pass\n",
        "f = 1\n",
        "def g():\n    raise NotImplementedError('x')\n",
        "def f():\n    raise ValueError('x')\n",
        "def f():\n    # done\n    return 1\n",
    ],
)
def test_a_graded_function_without_a_region_is_named(solution, make, definition):
    file = solution("# %%\n" + definition)
    error = refused(file, lambda file: make(file, ["f"]))
    assert error.message == f"{file}: f has no solution region"
    assert "the solution" in error.hint


@MAKERS
def test_a_function_that_nobody_grades_needs_no_region(solution, make):
    assert "return 1" in make(solution("# %%\ndef helper():\n    return 1\n"), [])


def test_a_file_that_is_not_there_is_named(tmp_path):
    assert refused(tmp_path / "no.py").message == f"{tmp_path / 'no.py'} does not exist"


@pytest.mark.parametrize("data", [b"def f(:\n", b"x = '\xff'\n", b"x = 1\x00\n"])
def test_a_file_that_is_no_python_is_named(tmp_path, data):
    file = tmp_path / "odd.py"
    file.write_bytes(data)
    assert refused(file).message.startswith(f"{file} is not valid Python: ")


def test_what_is_left_of_a_notebook_is_json_with_one_space_as_jupyter_writes_it(solution):
    text = to_notebook(solution(), FUNCTIONS)
    assert text == json.dumps(json.loads(text), indent=1, ensure_ascii=False, sort_keys=True) + "\n"


BOTH = '''
    """Heads.

    zh: 标题
    """

    # %% [markdown]
    # ## double
    #
    # In English.
    #
    # 中文说明。

    # %%
    def double(x):
        """Double a number.

        Args:
            x: it.

        zh: 把一个数加倍。

        参数:
            x: 这个数。
        """
        # BEGIN SOLUTION: add
        # zh: 相加
        return x + x
        # END SOLUTION
    '''
ENGLISH = "Double a number.\n\nArgs:\n    x: it."
CHINESE = "把一个数加倍。\n\n参数:\n    x: 这个数。"


@pytest.mark.parametrize(
    ("language", "halves"), [("en", (ENGLISH, CHINESE)), ("zh", (CHINESE, ENGLISH))]
)
def test_what_is_in_both_languages_begins_in_the_one_in_force(tmp_path, language, halves):
    file = tmp_path / "solution.py"
    file.write_text(textwrap.dedent(BOTH).lstrip(), "utf-8")
    with speak(language):
        script, book = to_script(file, ["double"]), to_notebook(file, ["double"])
    function = ast.parse(script).body[-1]
    assert ast.get_docstring(function) == "\n\n".join(halves)
    assert ast.get_docstring(ast.parse(script)).startswith("Heads." if language == "en" else "标题")
    (text,) = [cell["source"] for cell in json.loads(book)["cells"] if cell["id"] == "double-text"]
    said = ["In English.", "中文说明。"]
    assert "".join(text).split("\n\n") == ["## double", *(said if language == "en" else said[::-1])]
