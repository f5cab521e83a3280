"""Where submissions are graded: by examiners on this machine, or on a Dask cluster.

Both take orders through the interface of :mod:`concurrent.futures`. An examiner that dies affects
no other submission; its own is tried once more, by a fresh examiner.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import msgspec

from grader.classroom.examiner import Begin, Examiner, ExaminerLostError, Graded, Order
from grader.errors import UsageError
from grader.language import _

_TRIES = 2
_CONNECT_S = 10  # for the scheduler, and again for a first worker


@dataclass(frozen=True)
class Executor:
    """Carries out orders.

    Attributes:
        submit: takes an order, and returns a future of its result.
        width: returns how many orders are at work at a time, at present.
        place: where that is, for people.
    """

    submit: Callable[[Order], Future[Graded]]
    width: Callable[[], int]
    place: str


def cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextlib.contextmanager
def local(begin: Begin, jobs: int) -> Iterator[Executor]:
    """Make an executor on this machine.

    Args:
        jobs: the number of examiners.
    """
    pool = ThreadPoolExecutor(jobs)  # each thread only waits for its examiner
    examiners = Examiners(msgspec.structs.replace(begin, jobs=jobs))
    try:
        yield Executor(
            lambda order: pool.submit(examiners.grade, order), lambda: jobs, _("on this machine")
        )
    finally:
        examiners.hang_up()
        pool.shutdown(cancel_futures=True)  # after it, none is at work
        examiners.close()


@contextlib.contextmanager
def cluster(begin: Begin, address: str) -> Iterator[Executor]:
    """Make an executor on a Dask cluster.

    If a worker is lost, others do its work.

    Args:
        address: of its scheduler, for example "tcp://10.0.0.1:8786".

    Raises:
        UsageError: Dask is not installed, there is no scheduler, or it has no workers.
    """
    with _client(address) as client:
        # A task, not data: if the worker that holds it is lost, Dask computes it again.
        key = f"gradekit-course-{hashlib.sha256(repr(begin).encode()).hexdigest()[:16]}"
        shared = client.submit(_same, begin, key=key)

        pool = client.get_executor(pure=False)
        try:
            yield Executor(
                lambda order: pool.submit(_grade_on_worker, shared, order),
                lambda: sum(client.nthreads().values()),
                _("on the cluster {address}", address=address),
            )
        finally:
            pool.shutdown(wait=False)  # it cancels what has not started


class Examiners:
    """The examiners of one course: as many as are at work at a time, each for many submissions."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin
        self._lock = threading.Lock()
        self._idle: list[Examiner] = []
        self._at_work: set[Examiner] = set()
        self._over = False
        # On a cluster, nobody else closes them when another course comes.
        self.close = weakref.finalize(self, _close_all, self._idle)

    def grade(self, order: Order) -> Graded:
        """Have a submission graded.

        Raises:
            GradeError: nothing can be graded at all.
        """
        fault = ""
        for _try in range(_TRIES):
            examiner = self._take()
            try:
                graded = examiner.grade(order)
            except ExaminerLostError as error:
                graded = Graded(None, fault=str(error))
            except BaseException:
                self._end(examiner)
                raise

            if not graded.fault:
                self._give_back(examiner)
                return graded

            # A fresh one may do better.
            self._end(examiner)
            fault = graded.fault
            if self._over:
                break

        return Graded(
            None,
            started_at=time.time(),
            fault=_("the examiner failed twice: {why}", why=fault),
        )

    def hang_up(self) -> None:
        """End what is at work."""
        with self._lock:
            self._over = True
            for examiner in [*self._idle, *self._at_work]:
                examiner.hang_up()

    def _take(self) -> Examiner:
        with self._lock:
            examiner = self._idle.pop() if self._idle else None

        examiner = examiner or Examiner(self._begin)

        with self._lock:
            self._at_work.add(examiner)
            if self._over:
                examiner.hang_up()
        return examiner

    def _give_back(self, examiner: Examiner) -> None:
        with self._lock:
            self._at_work.discard(examiner)
            self._idle.append(examiner)

    def _end(self, examiner: Examiner) -> None:
        with self._lock:
            self._at_work.discard(examiner)
        examiner.close()


def _close_all(examiners: list[Examiner]) -> None:
    for examiner in examiners:
        examiner.close()


# ------------------------------------------------------------------------------------- on a cluster


def _client(address: str) -> Any:
    try:
        from distributed import Client
    except ImportError:
        raise UsageError(
            _("--scheduler needs Dask, which is not installed"),
            hint=_("pip install 'gradekit[cluster]', here and on the workers' machines"),
        ) from None

    hint = _(
        "start one with `dask scheduler`, and workers with `dask worker {address}`", address=address
    )
    try:
        client = Client(address, timeout=_CONNECT_S)
    except (OSError, ValueError) as error:
        raise UsageError(
            _("no Dask scheduler at {address}: {error}", address=address, error=error), hint=hint
        ) from None

    try:
        client.wait_for_workers(1, timeout=_CONNECT_S)
    except TimeoutError:
        client.close()
        raise UsageError(
            _("the Dask scheduler at {address} has no workers", address=address), hint=hint
        ) from None
    return client


def _same(begin: Begin) -> Begin:
    return begin


def _grade_on_worker(begin: Begin, order: Order) -> Graded:
    with _one_at_a_time:
        examiners = _examiners(begin)
    return examiners.grade(order)


_one_at_a_time = threading.Lock()


@lru_cache(maxsize=1)
def _examiners(begin: Begin) -> Examiners:
    """Return a worker's own examiners; they end with it, or when another course comes."""
    from distributed import get_worker

    # They share the worker's GPU.
    return Examiners(msgspec.structs.replace(begin, jobs=get_worker().state.nthreads))
