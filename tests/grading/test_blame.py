"""Where a function calls one that is wrong, and nothing stands in for it, that one is named."""

import re

import pytest

ASSIGNMENT = "two_layer_numpy"
FORWARD = "def forward(x, w1, w2):\n    h = x @ w1\n    h_relu = np.maximum(h, 0)\n"


@pytest.fixture
def at_home(diagnosed):
    def grade(text):
        return diagnosed(ASSIGNMENT, text, solutions=False)

    return grade


@pytest.mark.parametrize("result", ["h, h_relu @ w2", "h_relu @ w2, h, h_relu", "h_relu @ w2"])
def test_a_result_of_another_form_is_blamed_on_the_function_that_returns_it(at_home, result):
    found = at_home(f"{FORWARD}    return {result}\n")
    for check in ("test_backward_matches_differences", "test_train_reports_its_losses"):
        first, *_ = found[check].message.splitlines()
        assert first == "it calls forward, whose own check fails: correct that first"
        assert found[check].place.line == found["test_forward_gives_three_arrays"].place.line


def test_of_a_chain_of_calls_the_last_one_is_blamed(at_home):
    found = at_home("def hidden_layer_backward(grad_h, x):\n    return 2 * x.T @ grad_h\n")
    assert found["test_train_reports_its_losses"].message.startswith(
        "it calls hidden_layer_backward, whose own check fails: correct that first\n"
    )


def test_a_function_that_calls_only_right_ones_is_blamed_itself(at_home):
    found = at_home(
        "def sgd_step(w1, w2, grad_w1, grad_w2, learning_rate):\n    return w1, w2\n\n"
        "def backward(x, y, w1, w2):\n    h, h_relu, y_pred = forward(x, w1, w2)\n"
        "    return x.T @ h, h_relu.T @ (y_pred - y)\n"
    )
    assert "it calls" not in found["test_backward_matches_differences"].message
    assert found["test_train_reports_its_losses"].message.startswith(
        "it calls backward, sgd_step, whose own check fails"
    )


def test_with_the_reference_in_place_of_the_others_nobody_else_is_blamed(diagnosed):
    found = diagnosed(
        ASSIGNMENT, "def hidden_layer_backward(grad_h, x):\n    return 2 * x.T @ grad_h\n"
    )
    assert not any("whose own check" in check.message for check in found.values())


def test_a_function_that_is_defined_twice_is_named_with_both_lines(at_home):
    found = at_home("def relu_backward(grad_h_relu, h):\n    return grad_h_relu\n")
    first, *_ = found["test_relu_backward_matches_differences"].message.splitlines()
    assert re.fullmatch(
        r"relu_backward is defined in line \d+ and again in line \d+: the last one counts", first
    )
