"""Doors of the room: from arrival to the book, and what the sender asks afterwards."""

from office.incoming.actions.asking import ask_change, match_held
from office.incoming.actions.changes import agree_change, decline_change
from office.incoming.actions.paper import enter_paper, enter_secret
from office.incoming.actions.receive import receive
from office.incoming.actions.refuse import comes_back_at, put_later, refuse
from office.incoming.actions.register import register, registered_twin

__all__ = [
    "agree_change",
    "ask_change",
    "comes_back_at",
    "decline_change",
    "enter_paper",
    "enter_secret",
    "match_held",
    "put_later",
    "receive",
    "refuse",
    "register",
    "registered_twin",
]
