"""How far the grading is: a bar on stderr that leaves nothing on stdout, or nothing at all."""

import re

import pytest

from grader.cli.progress import Bar, ClassBar, ClassLines
from grader.grading.listener import Silence
from grader.results import CheckResult, Outcome, Report


@pytest.fixture
def lively(monkeypatch):
    """A wide terminal, as far as rich can tell."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "160")
    monkeypatch.delenv("NO_COLOR", raising=False)


def follow(listener):
    with listener as same:
        assert same is listener
        listener.check_starts("[bold]forward[/] [/]", 2, 5)
        listener.trains(epoch=30, epochs=100, loss=0.12345, accuracy=87.6)


def test_silence_shows_nothing(capfd):
    follow(Silence())
    assert capfd.readouterr() == ("", "")


def test_a_bar_shows_the_check_and_the_training_on_stderr_alone(lively, capfd):
    follow(Bar())
    shown, complaints = capfd.readouterr()
    assert shown == ""
    assert "[bold]forward[/] [/]" in complaints
    assert "epoch 30  loss 0.123  accuracy 88 %" in complaints


@pytest.mark.parametrize("columns", [80, 60])
def test_a_long_title_leaves_the_bar_in_sight(lively, capfd, monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", str(columns))
    with Bar() as bar:
        bar.starts("two_layer_numpy")
        bar.check_starts("each step is correct, the loss falls, " * 4, 2, 5)
    shown = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", capfd.readouterr().err)
    line = next(line for line in re.split(r"[\r\n]+", shown) if "each step" in line)
    assert "two_layer_numpy" in line
    assert re.search("[━╸╺]{20} each step.*… 0:00:00", line)


def test_the_training_of_one_check_is_not_shown_with_the_next(lively, capfd):
    with Bar() as bar:
        bar.trains(epoch=30, epochs=100, loss=0.5, accuracy=50)
        bar.check_starts("next", 3, 5)
        bar._progress.refresh()
        capfd.readouterr()
        bar._progress.refresh()
        assert "epoch" not in capfd.readouterr().err


def test_a_bar_is_gone_when_an_exception_passes(lively, capfd):
    with pytest.raises(KeyboardInterrupt), Bar() as bar:
        bar.check_starts("forward", 1, 2)
        raise KeyboardInterrupt
    assert capfd.readouterr().err.endswith("\x1b[2K")  # the line is erased
    assert bar._progress.live.is_started is False


def report(score, outcome=Outcome.PASSED):
    return Report(
        "tiny", "ada.py", "A", "cpu", (CheckResult("test_f", "f", False, score, 10.0, outcome),)
    )


def test_a_class_without_a_terminal_gets_a_line_for_each():
    said = []
    with ClassLines(2, said.append) as lines:
        lines.ends("ada: 10/10", report(10.0))
        lines.ends("bob: BROKEN", None)
    assert said == ["1/2 ada: 10/10", "2/2 bob: BROKEN"]


def test_a_class_at_a_terminal_gets_a_bar_with_what_is_done_and_what_failed(lively, capfd):
    with ClassBar(4) as bar:
        bar.ends("ada: 10/10", report(10.0))
        bar.ends("bob: 3/10", report(3.0, Outcome.PARTIAL))
        bar.ends("eve[bold]: BROKEN: why", None)
        bar.ends("kim: BROKEN: test_f", report(0.0, Outcome.BROKEN))
    shown, complaints = capfd.readouterr()
    assert shown == ""
    assert "4/4" in complaints
    assert "1 below full marks · 2 BROKEN" in complaints
    assert "eve[bold]: BROKEN: why" in complaints
    assert "ada" not in complaints
