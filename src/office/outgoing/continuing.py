"""What follows each signature of an outgoing document: the rows of signing's table. Doors: CONTINUATIONS, register_all."""

from office.outgoing.actions.issue import after_attachment, after_issue_signatures
from office.outgoing.actions.route import after_initials, after_person
from office.outgoing.waiting import list_waiting, sign_some
from office.signing import continuations, waiting
from office.signing.states import Purpose

CONTINUATIONS = {
    Purpose.INITIALS: after_initials,
    Purpose.PERSON: after_person,
    Purpose.ISSUE: after_issue_signatures,
    Purpose.ATTACHMENT: after_attachment,
}


def register_all() -> None:
    for purpose, function in CONTINUATIONS.items():
        continuations.register(purpose, function)
    waiting.register(list_waiting, sign_some)
