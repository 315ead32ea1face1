"""Doors of the room: what happens to a document after it is in the book."""

from office.handling.actions.assign import assign
from office.handling.actions.back import forward, resend, return_, stop_all
from office.handling.actions.instruct import agree, instruct, note, proposed_assignments
from office.handling.actions.present import present, propose
from office.handling.actions.progress import finish, pause, report, resume, see, start

__all__ = [
    "agree",
    "assign",
    "finish",
    "forward",
    "instruct",
    "note",
    "pause",
    "present",
    "propose",
    "proposed_assignments",
    "report",
    "resend",
    "resume",
    "return_",
    "see",
    "start",
    "stop_all",
]
