"""Each rule finds its mistake, where it is, and leaves right code alone."""

import string
import time

import pytest
from grading.diagnosis.reading.examples import EXAMPLES, IMPORTS, ROOT, asked, cases, read

from grader.grading.diagnosis import reading
from grader.grading.diagnosis.hints import catalogue
from grader.submission.source import Cell, Source

RULES = [*reading.OF_CLASSES, *reading.OF_FUNCTIONS]
RIGHT = [
    *ROOT.glob("tests/submissions/rewrites/*/*.py"),
    *ROOT.glob("tests/submissions/*/ada.py"),
    *ROOT.glob("solutions/*/solution.py"),
]


@pytest.mark.parametrize(("id_", "name", "code"), cases("mistakes"))
def test_a_mistake_is_found_where_it_is(id_, name, code):
    line = 1 + code.partition("# <-")[0].count("\n")
    found = [(finding.id, finding.line) for finding in read(code, name)]
    assert (id_, line) in found
    assert found.count((id_, line)) == 1


@pytest.mark.parametrize(("id_", "name", "code"), cases("right"))
def test_right_code_that_looks_like_it_is_left_alone(id_, name, code):
    found = [finding for finding in read(code, name) if finding.is_sure or finding.id == id_]
    assert found == []


@pytest.mark.parametrize("file", RIGHT, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_right_submissions_have_no_sure_finding(file):
    found = read(file.read_text("utf-8"), file.parent.name)
    assert [finding for finding in found if finding.is_sure] == []


@pytest.mark.parametrize("name", sorted({entry["asked"] for entry in EXAMPLES.values()}))
def test_a_stub_has_no_finding(name):
    assert read((ROOT / "assignments" / name / "homework.py").read_text("utf-8"), name) == []


def test_every_rule_has_examples():
    assert EXAMPLES.keys() == {*RULES}
    few = [
        id_
        for id_, entry in EXAMPLES.items()
        if len(entry["mistakes"]) < 1 or len(entry["right"]) < 3
    ]
    assert few == []


def test_every_rule_has_its_sentences_and_no_other_has():
    assert reading.rules().keys() == {*RULES}


@pytest.mark.parametrize("id_", RULES)
def test_both_languages_say_the_same_things(id_):
    rule = reading.rules()[id_]
    places = [
        {name for _, name, _, _ in string.Formatter().parse(text) if name}
        for text in (rule.en, rule.zh)
    ]
    assert places[0] == places[1]
    assert "where" in places[0]
    assert rule.en.isascii() or "…" in rule.en
    assert not rule.zh.isascii()


@pytest.mark.parametrize("id_", RULES)
def test_symptoms_are_known(id_):
    rule = reading.rules()[id_]
    assert {*rule.symptoms} <= {"any", "wrong", "raised", *catalogue()}
    assert not rule.sure or rule.symptoms == ("any",)


@pytest.mark.parametrize(("id_", "name", "code"), cases("mistakes"))
def test_a_hint_shows_the_line(id_, name, code):
    (hint, line), *_ = [(each.hint, each.line) for each in read(code, name) if each.id == id_]
    assert f"ine {line}" in hint.en
    assert f"第 {line} 行" in hint.zh
    assert "{" not in hint.en.replace("{'", "").replace('{"', "")


def test_a_hint_shows_the_code_cell_of_a_notebook():
    text = f"{IMPORTS}\n\ndef record(losses, loss):\n    losses.append(loss.item)\n"
    first = 1 + text.count("\n", 0, text.index("def"))
    source = Source("homework.ipynb", text, cells=(Cell(1, 1), Cell(first, 2)))
    (finding,) = reading.findings(source, asked("two_layer_nn"))
    assert finding.hint.en.startswith("Code cell 2, line 2 ")
    assert finding.hint.zh.startswith("第 2 个代码单元第 2 行")


ODD = {
    "nothing": "",
    "no Python": "def f(:",
    "no functions": "x = 1\n",
    "names of themselves": "def train(x, batch_size):\n    n = n\n    for i in range(n):\n        x[i:n]\n",
    "other parameters": "def forward(*x, **w):\n    return x[0] @ w['w1']\n",
    "no arguments": "def forward():\n    return max(), sum(), range(), zip(), enumerate()\n",
    "targets of all kinds": "def f(a):\n    (b, *c), a.d, a[0] = a\n    [e] = a\n    return b\n",
    "a match": "def f(a):\n    match a:\n        case [b, *c]:\n            return b\n",
    "an async function": "async def f(a):\n    async for b in a:\n        await b.backward()\n",
    "deep sums": "def forward(x):\n    return " + " + ".join(["x"] * 900) + "\n",
    "deep methods": "def forward(x):\n    y = x" + ".float()" * 400 + "\n    return y.grad\n",
    "huge numbers": "def train(x, batch_size):\n    for i in range(0, 10 ** 99, 1e999):\n        x[i:i]\n",
    "a class of everything": "class Net(list, key=3):\n    x: int\n    def forward(s): ...\n",
}


@pytest.mark.parametrize("code", ODD.values(), ids=ODD)
def test_odd_code_does_no_harm(code):
    assert isinstance(read(IMPORTS + code, "two_layer_nn"), list)
    assert isinstance(read(IMPORTS + code, "fizzbuzz"), list)


def long(number):
    """Return programs that get longer with a number, each of another kind."""
    loop = (
        "    for i in range(9):\n        x.backward()\n        w = w - x.grad\n        x = x + i\n"
    )
    names = "".join(f"    a{i} = a{i - 1} @ a{i // 2}\n" for i in range(1, number))
    return {
        "functions": "".join(
            f"def f{i}(x):\n    return f{i - 1}(x).item()\n" for i in range(number)
        ),
        "names": f"def loss(x):\n{names}    a2.backward()\n    return a{number - 1}\n",
        "values": "def loss(x):\n" + "    x = (x @ x).detach()\n" * number + "    x.backward()\n",
        "loops": "def loss(x):\n" + loop * number,
        "branches": "def loss(x):\n" + "    if x:\n        x = x.mm(x).item()\n" * number,
    }


LONG = [
    pytest.param(code, id=f"{number} {kind}")
    for number in (50, 200, 2000)
    for kind, code in long(number).items()
]


@pytest.mark.parametrize("code", LONG)
def test_long_code_takes_no_long_time(code):
    start = time.process_time()
    read(IMPORTS + code, "two_layer_autograd")
    assert time.process_time() - start < 2


def test_a_long_table_is_read_once():
    table = f"TABLE = {[*range(20_000)]}\n"
    functions = "".join(f"def f{i}(x):\n    return TABLE[x]\n" for i in range(240))
    start = time.process_time()
    read(IMPORTS + table + functions, "two_layer_nn")
    assert time.process_time() - start < 2


def test_an_option_that_is_a_part_of_a_word_is_not_asked_for():
    text = "import torch\ndef train(model, X, Y, epochs=1, batch_size=1, learning_rate=0.05):\n"
    text += "    return torch.optim.Adam(model.parameters(), lr=learning_rate, eps=1e-3)\n"
    (finding,) = [each for each in read(text, "fizzbuzz") if each.id == "other-options"]
    assert "`eps=0.001` is an option of Adam" in finding.hint.en


def test_all_parameters_that_are_not_used_are_named_together():
    text = "import numpy as np\ndef sgd_step(w1, w2, grad_w1, grad_w2, learning_rate):\n"
    (finding,) = read(f"{text}    return w1 - grad_w1, w2 - 0.1\n", "two_layer_numpy")
    assert finding.hint.en == (
        "Line 2: sgd_step does not use what it is given as grad_w2, learning_rate."
    )
