"""The simulated runner understands expressions as GitHub's documentation has them.

And nothing else.
"""

import pytest
from workflows.expressions import ExpressionError, Scope

CONTEXTS = {
    "inputs": {"html": "true", "assignment": ""},
    "steps": {"grade": {"outputs": {"score": "40"}}},
    "secrets": {"TOKEN": "hush"},
}


def scope(*, well=True):
    functions = {
        "success": lambda: well,
        "failure": lambda: not well,
        "always": lambda: True,
        "cancelled": lambda: False,
        "format": lambda text, value: text.replace("{0}", value),
    }
    return Scope(CONTEXTS, functions)


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("as it is", "as it is"),
        (80, "80"),
        (True, "true"),
        ("${{ steps.grade.outputs.score }} of ${{ steps.grade.outputs.max-score }}", "40 of "),
        ("${{ secrets.TOKEN }}${{ secrets.OTHER }}", "hush"),
        ("${{ inputs.html == 'TRUE' && 'page.html' || '' }}", "page.html"),
        ("${{ inputs.html != 'true' && 'page.html' || 'none' }}", "none"),
        (
            "${{ inputs.assignment != '' && format('report-{0}', inputs.assignment) || 'it''s' }}",
            "it's",
        ),
        ("${{ !(false || null) }}", "true"),
    ],
)
def test_values_are_put_in_their_place(text, filled):
    assert scope().fill(text) == filled


@pytest.mark.parametrize(
    ("condition", "after_success", "after_failure"),
    [
        (None, True, False),
        ("inputs.html == 'true'", True, False),
        ("${{ !cancelled() }}", True, True),
        ("${{ !cancelled() && inputs.html == 'true' }}", True, True),
        ("failure()", False, True),
        ("always() && inputs.assignment", False, False),
    ],
)
def test_a_step_follows_a_failure_only_where_it_asks_for_the_status(
    condition, after_success, after_failure
):
    assert (scope().holds(condition), scope(well=False).holds(condition)) == (
        after_success,
        after_failure,
    )


@pytest.mark.parametrize(
    "text",
    [
        "inputs.htlm",
        "steps.grad.outputs.score",
        "github.actor",
        "toJSON(inputs)",
        "a ? b",
        "(true",
        "true true",
        "&&",
        "1 == 1",
    ],
)
def test_what_is_not_known_is_an_error(text):
    with pytest.raises(ExpressionError):
        scope().value(text)
