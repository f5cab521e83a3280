"""Rows of whole classes: `grade batch`, and the page of a class."""

from __future__ import annotations

import contextlib
import importlib
import tempfile
from itertools import islice
from pathlib import Path

from classes import batch, make, mostly_right_texts, quick_texts, right_texts
from pages import class_page, classmates
from rows import ROOT, Limit, Row, in_turn, wall_s
from tools import CHROMIUM

LIGHT = "two_layer_numpy"
MIXED = 24
CLASS = 300
SIZES = (10, 100, 1000)


class Room:
    """A folder of classes and gradebooks."""

    def __init__(self, stack):
        self.path = Path(stack.enter_context(tempfile.TemporaryDirectory()))

    def make(self, name, number, samples):
        return make(self.path / name, number, islice(samples, number))

    def batch(self, folder, assignment, *options):
        """What grading it afresh costs."""
        book = self.path / "book.sqlite"
        book.unlink(missing_ok=True)
        return batch(ROOT, folder, assignment, book, *options)


def mixed(quick):
    """A mixed class over one in which all are right."""
    number = 4 if quick else MIXED
    with contextlib.ExitStack() as stack:
        room = Room(stack)
        folders = [
            room.make(name, number, texts(LIGHT))
            for name, texts in (("mixed", quick_texts), ("right", right_texts))
        ]
        mixed_, right = in_turn(
            1 if quick else 2,
            *(
                lambda folder=folder: 1000 * room.batch(folder, LIGHT).cpu_s / number
                for folder in folders
            ),
        )
    what = f"`grade batch`, {number} of {LIGHT}, half of them mistaken; each"
    yield Row(what, f"{number} right ones", a=mixed_, b=right)


def jobs(quick):
    """One and two examiners, and a Dask cluster of two workers."""
    number = 4 if quick else MIXED
    with contextlib.ExitStack() as stack:
        room = Room(stack)
        folder = room.make("class", number, right_texts(LIGHT))
        options = {"one": ("--jobs", 1), "two": ("--jobs", 2)}
        with contextlib.suppress(ImportError):
            options["Dask"] = ("--scheduler", cluster(room, stack).address)
        costs = {name: [] for name in options}
        for _ in range(1 if quick else 2):
            for name, chosen in options.items():
                costs[name].append(room.batch(folder, LIGHT, *chosen))
    one, two, *dask = costs.values()
    what = f"`grade batch`, {number} of {LIGHT}"
    yield Row(f"{what}, two examiners", "one", "s", *walls(two, one), count="")
    if not dask:
        yield Row(f"{what}, Dask with two workers", skipped="distributed is not installed")
        return
    yield Row(f"{what}, Dask with two workers", "two examiners", "s", *walls(*dask, two), count="")
    cpu = [[1000 * cost.cpu_s / number for cost in costs] for costs in (*dask, two)]
    yield Row(f"{what}, Dask with two workers; each", "two examiners", a=cpu[0], b=cpu[1])


def walls(*columns):
    return [[cost.wall_s for cost in costs] for costs in columns]


def cluster(room, stack):
    """A scheduler and two workers on this machine, as a test has it."""
    importlib.import_module("distributed")
    from classroom.batch.test_cluster import Cluster

    folder = room.path / "cluster"
    folder.mkdir()
    made = Cluster(folder, stack)
    for _ in range(2):
        made.add_worker()
    made.wait_for_workers()
    return made


def light(quick):
    """A class of light submissions that are right."""
    yield from whole_class(LIGHT, 4 if quick else 30, 1 if quick else 2, limit_s=40)


def trained(quick):
    """A class of submissions that train."""
    yield from whole_class("fizzbuzz", 3 if quick else 10, 1, limit_s=360)


def whole_class(assignment, number, times, limit_s):
    """300 right submissions, from fewer: as it went, and on cores that do nothing else."""
    with contextlib.ExitStack() as stack:
        room = Room(stack)
        folders = [room.make(f"class{n}", n, right_texts(assignment)) for n in (2, number)]
        few, many = in_turn(
            times,
            *(
                lambda folder=folder: room.batch(folder, assignment, "--jobs", 2)
                for folder in folders
            ),
        )
    each_s, cpu_s, wall_s = [], [], []
    for a, b in zip(few, many, strict=True):
        each_s.append((b.cpu_s - a.cpu_s) / (number - 2))
        cpu_s.append(a.cpu_s + (CLASS - 2) * each_s[-1])
        wall_s.append(a.wall_s + (CLASS - 2) * (b.wall_s - a.wall_s) / (number - 2))
    what = f"`grade batch`, {CLASS} right ones of {assignment}, two examiners (from 2 and {number} of them)"
    yield Row(what, unit="s", a=wall_s, limit=Limit(0, limit_s), count="")
    idle = f"{what}: half of its CPU time, as on two idle cores"
    yield Row(idle, unit="s", a=[one / 2 for one in cpu_s], limit=Limit(0, limit_s), bound=True)
    what = f"`grade batch`, {assignment}, right, each, without what starting costs"
    yield Row(what, a=[1000 * one for one in each_s])


def sizes(quick):
    """Classes of 10, 100 and 1000 light submissions."""
    numbers = (2, 4, 8) if quick else SIZES
    costs, kilobytes = [], []
    with contextlib.ExitStack() as stack:
        room = Room(stack)
        for number in numbers:
            folder = room.make(f"class{number}", number, mostly_right_texts(LIGHT))
            costs.append(room.batch(folder, LIGHT, "--jobs", 2))
            size = sum(file.stat().st_size for file in room.path.glob("book.sqlite*"))
            kilobytes.append(size / 1024 / number)

    few, some, many = numbers
    title = f"`grade batch`, {many:,} of {LIGHT}, a tenth mistaken"
    each = [
        1000 * (b.cpu_s - a.cpu_s) / (m - n)
        for (n, m), (a, b) in zip(((few, some), (some, many)), (costs[:2], costs[1:]), strict=True)
    ]
    over = f"from {few} to {some}"
    yield Row(
        f"{title}; each from {some} to {many:,}", over, a=each[1:], b=each[:1], limit=Limit(1.1)
    )
    memory = [cost.peak_mb for cost in costs]
    yield Row(
        f"{title}: most memory", f"{some}", "MB", memory[2:], memory[1:2], Limit(1.1), count=""
    )
    over = f"{some}"
    yield Row(f"{title}: gradebook; each", over, "KB", kilobytes[2:], kilobytes[1:2], count="")
    yield Row(
        f"{title}, two examiners", f"{some}", "s", [costs[2].wall_s], [costs[1].wall_s], count=""
    )
    if quick:
        return
    rate_s = (costs[2].wall_s - costs[1].wall_s) / (many - some)
    cpu_s = costs[1].cpu_s + (CLASS - some) * each[1] / 1000
    what = f"`grade batch`, {CLASS} of {LIGHT}, a tenth mistaken, two examiners (from {some} and {many:,} of them)"
    yield Row(
        what, unit="s", a=[costs[1].wall_s + (CLASS - some) * rate_s], limit=Limit(0, 40), count=""
    )
    idle = f"{what}: half of its CPU time, as on two idle cores"
    yield Row(idle, unit="s", a=[cpu_s / 2], limit=Limit(0, 40), bound=True)


def page(quick):
    """The page of a class: to open and to filter it."""
    few, many = (10, 20) if quick else SIZES[1:]
    what = f"a class's page, {many:,} students"
    if not CHROMIUM:
        yield Row(what, skipped="there is no Chromium")
        return
    from playwright.sync_api import sync_playwright

    with contextlib.ExitStack() as stack:
        room = Room(stack)
        playwright = stack.enter_context(sync_playwright())
        options = ["--no-sandbox", "--disable-gpu"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=options)
        measures = []
        for number in (many, few):
            file = room.path / f"{number}.html"
            file.write_text(class_page(classmates(number)), "utf-8")
            measures += looked_at(browser.new_page(), file)
        opened, filtered, *others = in_turn(1 if quick else 7, *measures)
        browser.close()
    for action, a, b in zip(("open", "filter"), (opened, filtered), others, strict=True):
        yield Row(f"{what}: {action}", f"{few:,}", "s", a, b, count="")


def looked_at(tab, file):
    """How long opening the page takes, and filtering it by one character."""
    text = tab.locator("#text")

    def filter_():
        text.fill("" if text.input_value() else "9")

    return [lambda: wall_s(lambda: tab.goto(file.as_uri())), lambda: wall_s(filter_)]
