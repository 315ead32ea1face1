"""Migrations of a room stand in one line: two of the same number would be two ends."""

from collections import Counter
from pathlib import Path

SRC = Path(__file__).parents[2] / "src"


def test_no_two_migrations_of_a_room_bear_one_number() -> None:
    for folder in sorted(SRC.glob("*/*/migrations")):
        numbers = Counter(file.name[:4] for file in folder.glob("[0-9]*.py"))
        assert [number for number, count in numbers.items() if count > 1] == [], folder
