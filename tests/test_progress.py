"""How far the grading is: a bar on stderr that leaves nothing on stdout, or nothing at all."""

import pytest

from grader.progress import Bar, Silence


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
