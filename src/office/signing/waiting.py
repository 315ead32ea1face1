"""What waits for a person's signature. Doors: Waiting, Outcome, register, waiting_for, sign_all.

The documents that wait belong to rooms above; they register how to list and how to sign them, once, when the program
starts. The signing centre and the home page read here.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kit.actor import Actor
from office.organisation.acting import Acting


@dataclass(frozen=True)
class Waiting:
    """One document that a person may sign now, with what the signing centre shows of it."""

    document_ref: UUID
    subject: str
    from_name: str  # who put it forward
    since: datetime
    pages: int
    appendices: int
    file_ref: UUID
    file_name: str
    content: str  # hash of the file's content: seen means this content was seen
    purpose: str
    capacity: str  # "KT. Chủ tịch"
    urgency: int
    url: str
    return_url: str
    draft_hash: str  # hash of the unsigned version


@dataclass(frozen=True)
class Outcome:
    """What became of one document of a batch: ``refusal`` is empty when it is being signed."""

    document_ref: UUID
    subject: str
    refusal: str = ""


Lister = Callable[[Acting], Sequence[Waiting]]
Signer = Callable[[Sequence[UUID], Actor, datetime], Sequence[Outcome]]
_listers: list[Lister] = []
_signers: list[Signer] = []


def register(lister: Lister, signer: Signer) -> None:
    """Add a room's way of listing what waits and of signing some of it."""
    if lister not in _listers:
        _listers.append(lister)
        _signers.append(signer)


def waiting_for(acting: Acting) -> list[Waiting]:
    """Return what waits for the acting person's signature, urgent first, then the longest waiting."""
    found = [one for lister in _listers for one in lister(acting)]
    return sorted(found, key=lambda one: (-one.urgency, one.since))


def sign_all(refs: Sequence[UUID], actor: Actor, now: datetime) -> list[Outcome]:
    """Ask for the signatures of one person on several documents; each succeeds or is refused by itself."""
    return [outcome for signer in _signers for outcome in signer(refs, actor, now)]
