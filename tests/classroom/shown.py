"""What the tests of intakes share: what students wrote, and what is said of it."""

CODE = "def f():\n    return 1\n"


def reasons(intake):
    """Give why each thing was not placed."""
    return {one.name: one.why for one in intake.unplaced}
