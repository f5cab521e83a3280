"""The submission's side: untrusted once it has loaded a line of the student's code.

``__main__`` is the warm process, which never runs student code and forks a child per use; the child
confines itself (:mod:`~grader.worker.walls.confine`), loads (:mod:`~grader.worker.load`) and serves
(:mod:`~grader.worker.serve`). It knows the wire and nothing else of the grader: no checks, no
scores.
"""
