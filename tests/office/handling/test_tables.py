"""The tables of the room agree with each other and with its README."""

from pathlib import Path

import office.handling
from office.handling.permissions import RULES
from office.handling.states import MOVES
from office.handling.urls import urlpatterns

READ_ONLY = {"list", "receivers", "receiver_row"}
SAME_AS = {"agree": "instruct"}


def test_the_readme_shows_the_moves_as_they_are() -> None:
    readme = Path(office.handling.__file__).with_name("README.md").read_text()

    assert MOVES.mermaid() in readme


def test_every_move_and_every_writing_address_has_a_rule() -> None:
    writing = {SAME_AS.get(one.name, one.name) for one in urlpatterns} - READ_ONLY

    assert MOVES.names <= set(RULES)
    assert writing <= set(RULES)
