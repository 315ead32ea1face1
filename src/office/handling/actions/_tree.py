"""Steps that every act on the tree shares: lock, refuse the slower one, grow a branch, close the tree.

A handling is locked after its document, so that two acts on one tree take turns and status 06 is seen by one of them.
"""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from kit.access import allow
from kit.actor import Actor
from kit.errors import MoveNotAllowed, NotFoundHere
from kit.states import Move
from kit.wake import wake
from office.audit.kinds import KINDS
from office.documents import actions as documents
from office.documents.facts import StatusCode
from office.documents.history import last_act
from office.documents.models import Document
from office.documents.rules import refuse_if_locked
from office.handling.errors import SomeoneWasFaster
from office.handling.models import Handling
from office.handling.permissions import RULES
from office.handling.states import MOVES, OPEN, Duty, State
from office.organisation.models import Post, Unit

ENDING = [
    f"handling.{one}"
    for one in ("instructed", "noted", "forwarded", "started", "finished", "seen", "returned", "paused", "stopped")
]


def lock(handling_ref: UUID, *, agency_id: int) -> Handling:
    """Return the handling with its document, both locked until the transaction ends. Raises: NotFoundHere."""
    rows = Handling.objects.of(agency_id).filter(ref=handling_ref)
    document_id = rows.values_list("document_id", flat=True).first()
    if document_id is None:
        raise NotFoundHere(what=Handling._meta.verbose_name)
    document = Document.objects.select_for_update().get(pk=document_id)
    handling: Handling = rows.select_for_update(of=("self",)).select_related("from_post", "to_post", "to_unit").get()
    handling.document = document
    return handling


def step(name: str, handling: Handling, actor: Actor) -> tuple[Move, Actor]:
    """Allow and step; return the move and the actor as he does it. When somebody else has just done it, say who and when.

    Raises: NotPermitted, SomeoneWasFaster, MoveNotAllowed.
    """
    actor = allow(actor, RULES, name, handling)
    try:
        return MOVES.step(name, handling.state), actor
    except MoveNotAllowed as error:
        last = last_act(agency_id=handling.agency_id, kinds=ENDING, subject_ref=handling.ref)
        if last is None:
            raise
        done = str(KINDS[last.kind].verb)
        raise SomeoneWasFaster(who=last.who, done=done, at=last.when, label=error.facts["label"]) from error


def grow(
    *,
    document: Document,
    duty: str,
    state: str,
    from_post_id: int,
    now: datetime,
    parent: Handling | None = None,
    post: Post | None = None,
    unit: Unit | None = None,
    instruction: str = "",
    due_on: date | None = None,
) -> Handling:
    """Write one new branch and return it. Raises: DocumentLocked when its sender has taken the document back."""
    refuse_if_locked(document)
    return Handling.objects.create(
        agency_id=document.agency_id,
        document=document,
        parent=parent,
        duty=duty,
        to_post=post,
        to_unit=unit,
        from_post_id=from_post_id,
        instruction=instruction,
        due_on=due_on,
        state=state,
        created_at=now,
    )


def close_tree(document: Document, *, actor: Actor, now: datetime) -> None:
    """Owe status 06 when no work is open any more; "for information" never holds a document open."""
    rows = Handling.objects.of(document.agency_id).filter(document=document)
    if rows.filter(state__in=OPEN).exclude(duty=Duty.INFORM).exists():
        return
    if rows.filter(state=State.DONE).exists():
        documents.owe_status(document=document, code=StatusCode.DONE, at=now, actor=actor)


def tell(document: Document, receivers: Iterable[Handling] = ()) -> None:
    """Wake the pages that show the document and the posts that got work."""
    wake(f"document-{document.ref}")
    wake(f"agency-{document.agency_id}")
    for post_id in {one.to_post_id for one in receivers if one.to_post_id}:
        wake(f"post-{post_id}")
