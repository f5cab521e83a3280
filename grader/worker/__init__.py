"""The submission's side: untrusted as soon as it has loaded a line of the student's code.

``__main__`` is the warm process, which never runs student code and forks a child per use. The child
confines itself (:mod:`~grader.worker.walls.confine`), loads the submission
(:mod:`~grader.worker.load`) and serves requests (:mod:`~grader.worker.serve`). It knows the wire
and no other part of the grader: no checks, no scores.
"""
