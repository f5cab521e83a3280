"""CPU seconds of `grade batch` after an edit of one hidden check, over those of the first run.

The check is FizzBuzz's test_decode, which does not train. Right and mistaken submissions, all of
which train.
"""

import sys
import tempfile
from itertools import cycle
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from classes import ROOT, batch, copy_course, make

NUMBER = int(sys.argv[1]) if len(sys.argv) > 1 else 120


def samples():
    """Right ones, and one in three with a mistake in fizz_buzz_decode."""
    right = (ROOT / "solutions/fizzbuzz/solution.py").read_text("utf-8")
    mistaken = (
        right
        + "\n\ndef fizz_buzz_decode(i, prediction):\n    return ['fizz', str(i), 'buzz', 'fizzbuzz'][int(prediction)]\n"
    )
    return cycle([("right", right), ("right", right), ("mistaken", mistaken)])


def main():
    """Measure."""
    with tempfile.TemporaryDirectory() as room:
        course = copy_course(Path(room, "course"))
        folder = make(Path(room, "class"), NUMBER, samples())
        book = Path(room, "book.sqlite")
        first = batch(course, folder, "fizzbuzz", book)
        print(
            f"first run: {NUMBER} submissions, {first.cpu_s:.1f} s of CPU, {first.wall_s:.1f} s",
            flush=True,
        )
        idle = batch(course, folder, "fizzbuzz", book)
        print(
            f"nothing to do: {100 * idle.cpu_s / first.cpu_s:.2f} % of the first run's CPU",
            flush=True,
        )
        file = course / "solutions/fizzbuzz/test_hidden.py"
        text = file.read_text("utf-8")
        edited = text.replace(
            "for i, code in zip(NUMBERS, [0, 1, 2, 3] * 4",
            "for i, code in zip(NUMBERS, [3, 2, 1, 0] * 4",
        )
        assert edited != text
        file.write_text(edited, "utf-8")
        again = batch(course, folder, "fizzbuzz", book)
        ran = again.said.count(", 1 of ")
        print(
            f"one check edited: {100 * again.cpu_s / first.cpu_s:.2f} %, one check run for {ran} of {NUMBER}",
            flush=True,
        )


if __name__ == "__main__":
    main()
