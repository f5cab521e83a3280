"""What a check is written with.

The assignment, the proxy of a submission, what compares, what is kept of a run.
"""
