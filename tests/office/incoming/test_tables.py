"""The tables of the room agree with each other and with its README."""

from pathlib import Path

import office.incoming
from office.incoming.permissions import RULES
from office.incoming.states import CHANGE_MOVES, MOVES, RefusalReason
from office.incoming.urls import urlpatterns

WRITING = {"register", "refuse", "put_later", "present", "agree_change", "decline_change"}


def test_the_readme_shows_the_moves_as_they_are() -> None:
    readme = Path(office.incoming.__file__).with_name("README.md").read_text()

    assert MOVES.mermaid() in readme
    assert CHANGE_MOVES.mermaid() in readme


def test_every_move_and_every_writing_address_has_a_rule() -> None:
    names = {one.name for one in urlpatterns}

    assert MOVES.names <= set(RULES)
    assert CHANGE_MOVES.names - {"match_change"} <= set(RULES)  # made by the arrival of the document
    assert names >= WRITING
    assert set(RULES) >= WRITING


def test_every_reason_to_refuse_has_a_digit() -> None:
    assert len(RefusalReason.choices) <= 9
