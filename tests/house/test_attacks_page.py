"""The page of attacks names tests that exist."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_test_named_on_the_page_exists() -> None:
    named = re.findall(r"`([\w/]+\.py)::(\w+)`", (ROOT / "docs" / "attacks.md").read_text())
    assert len(named) > 20
    missing = [one for one in named if f"def {one[1]}(" not in (ROOT / "tests" / one[0]).read_text()]
    assert missing == []
