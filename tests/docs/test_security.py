"""The tests that docs/security.md names for its promises are there."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs/security.md").read_text("utf-8")
ATTACKS = ROOT / "tests/attacks/submissions"


def table():
    rows = TEXT.partition("| promise |")[2].splitlines()[2:]
    return [row.split("|")[2] for row in rows[: rows.index("")]]


def test_every_test_that_is_named_exists():
    names = [name for cell in table() for name in re.findall("`([^`]+)`", cell)]
    assert len(names) > 30
    families = {folder.name for folder in ATTACKS.iterdir()}
    for name in names:
        attack = ATTACKS / f"{name}.py"
        assert name in families or attack.is_file() or (ROOT / name).exists(), name


def test_every_family_of_attacks_is_named_and_counted():
    told = {name for cell in table() for name in re.findall("`([a-z]+)`", cell)}
    assert {folder.name for folder in ATTACKS.iterdir()} <= told
    assert f"holds {len([*ATTACKS.glob('*/*.py')])} submissions" in TEXT
