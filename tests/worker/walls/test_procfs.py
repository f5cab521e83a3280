"""What /proc shows of this process, and what is known where there is none."""

import os
import sys
import threading

import pytest

from grader.worker.walls import procfs
from grader.worker.walls.procfs import Procfs

linux = pytest.mark.skipif(sys.platform != "linux", reason="/proc requires Linux")


@linux
def test_threads_and_address_space_are_counted():
    proc = Procfs()
    before = proc.threads()
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    assert proc.threads() == before + 1
    done.set()
    thread.join()
    assert proc.address_space() > 1 << 20
    proc.close()


@linux
def test_children_are_listed_by_their_ids(in_child):
    def children():
        pid = os.fork()
        if pid == 0:
            os.read(0, 1)
            os._exit(0)
        children = Procfs().children()
        os.kill(pid, 9)
        os.waitpid(pid, 0)
        return [children == {pid}, Procfs().children() == set()]

    assert in_child(children) == [True, True]


def test_where_there_is_no_proc_nothing_is_known(monkeypatch):
    def missing(*_, **__):
        raise FileNotFoundError

    monkeypatch.setattr(procfs.os, "open", missing)
    proc = Procfs()
    assert (proc.threads(), proc.address_space(), proc.children()) == (1, 0, set())
    proc.close()
