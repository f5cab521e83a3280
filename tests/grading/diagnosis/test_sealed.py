"""Hints that only the values of a mistake open."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.grading.diagnosis.sealed import Secret, Wrong, far_apart, read, seal
from grader.grading.diagnosis.sealed import opened as opened_of
from grader.grading.diagnosis.similarity import Leaf

RNG = np.random.default_rng(0)
WRONG = Leaf("array (3, 2)", RNG.standard_normal((3, 2)))
OTHER = Leaf("array (3, 2)", RNG.standard_normal((3, 2)))
LOSS = Leaf("number", np.asarray(3.25))
SECRET = Secret("no-mask", "The gradient ignores ReLU.", "梯度忽略了 ReLU。", ("test_f",), ("f",))
PLACES = {(0, 0): WRONG, (2, 1): LOSS}


def sealed(places, **options):
    wrong = {place: Wrong(leaf, **options) for place, leaf in places.items()}
    return seal([("test_f", wrong, SECRET)])


def opened(data, check, values):
    return opened_of(read(data), check, values)


@pytest.fixture(scope="module")
def file():
    return sealed(PLACES)


def test_the_values_of_the_mistake_open_its_hint(file):
    assert opened(file, "test_f", PLACES) == [SECRET]
    assert opened(file, "test_f", {**PLACES, (5, 0): OTHER}) == [SECRET]


@pytest.mark.parametrize(
    ("what", "check", "values"),
    [
        ("another check", "test_g", PLACES),
        ("another value", "test_f", {**PLACES, (0, 0): OTHER}),
        ("one value is missing", "test_f", {(0, 0): WRONG}),
        ("another place", "test_f", {(0, 0): WRONG, (2, 0): LOSS}),
        ("another shape", "test_f", {**PLACES, (0, 0): Leaf("array (2, 3)", WRONG.array.T)}),
        ("the sign", "test_f", {**PLACES, (0, 0): Leaf(WRONG.kind, -WRONG.array)}),
        ("a factor", "test_f", {**PLACES, (2, 1): Leaf("number", np.asarray(3.3))}),
        ("not finite", "test_f", {**PLACES, (2, 1): Leaf("number", np.asarray(np.nan))}),
        ("an exception", "test_f", {**PLACES, (2, 1): Leaf("raises ValueError", flavour="no")}),
        ("nothing", "test_f", {}),
    ],
)
def test_other_values_open_nothing(what, check, values, file):
    assert opened(file, check, values) == [], what


@given(seed=st.integers(0, 2**32), size=st.integers(1, 300), scale=st.floats(-12, 12))
@settings(deadline=None, max_examples=300)
def test_rounding_closes_no_hint(seed, size, scale):
    rng = np.random.default_rng(seed)
    array = 10**scale * rng.standard_normal(size)
    rounded = array * (1 + 1e-5 * rng.uniform(-1, 1, size))
    file = sealed({(0, 0): Leaf("array", array)})
    assert opened(file, "test_f", {(0, 0): Leaf("array", rounded)}) == [SECRET]


def test_very_large_values_open_their_hint_too():
    large = Leaf("array", np.array([1e308, -1e308, 1e200]))
    assert opened(sealed({(0, 0): large}), "test_f", {(0, 0): large}) == [SECRET]


def test_what_is_not_far_apart_would_not_be_told_apart():
    nearly = Leaf(WRONG.kind, WRONG.array * 1.001)
    assert not far_apart(WRONG, nearly)
    assert far_apart(WRONG, OTHER)
    assert far_apart(WRONG, LOSS)
    assert not far_apart(Leaf("NoneType None"), Leaf("NoneType None"))


def test_of_trained_weights_the_way_counts_that_they_went():
    start = 1000 * np.ones(4)
    moved = Leaf("array (4,)", start + np.array([1, 2, 3, 4]), start=start, trained=True)
    other = Leaf("array (4,)", start + np.array([1, 2, 3, -4]), start=start, trained=True)
    assert far_apart(moved, other)
    file = sealed({(0, 0): moved})
    assert opened(file, "test_f", {(0, 0): moved}) == [SECRET]
    assert opened(file, "test_f", {(0, 0): other}) == []


def test_nothing_can_be_read_in_the_file(file):
    text = file.decode()
    for word in ("no-mask", "gradient", "ReLU", "梯度", "3.25", repr(float(WRONG.array[0, 0]))):
        assert word not in text
        assert json.dumps(word).strip('"') not in text


def test_the_same_hints_are_sealed_otherwise_each_time(file):
    again = sealed(PLACES)
    assert again != file
    assert len(again) == len(file)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"[1, 2]",
        b"\xff\x00",
        b'{"format": 2, "salt": "", "entries": []}',
        b'{"format": 1, "salt": "", "entries": [["test_f", [[0, 0, ["AA=="]]], "AA=="]]}',
        b'{"format": 1, "salt": "AA==", "entries": [["test_f", [], "AA=="]]}',
    ],
)
def test_a_file_that_is_none_of_ours_gives_no_hint(data):
    assert opened(data, "test_f", PLACES) == []


def test_a_file_that_was_changed_gives_no_hint(file):
    document = json.loads(file)
    ((check, locks, text),) = document["entries"]
    document["entries"] = [[check, locks, text[:-8] + "AAAAAAA="]]
    assert opened(json.dumps(document).encode(), "test_f", PLACES) == []


def test_the_kind_of_numbers_counts_where_it_is_what_is_wrong():
    integers = Leaf("array (2,)", np.ones(2), "numpy.ndarray i")
    floats = Leaf("array (2,)", np.ones(2), "numpy.ndarray f")
    assert opened(sealed({(0, 0): integers}), "test_f", {(0, 0): floats}) == [SECRET]
    file = sealed({(0, 0): integers}, flavoured=True)
    assert opened(file, "test_f", {(0, 0): integers}) == [SECRET]
    assert opened(file, "test_f", {(0, 0): floats}) == []
