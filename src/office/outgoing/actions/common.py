"""What the acts on an outgoing document share: opening it, moving along the route, telling who sees it.

Doors: opened, acting_post, post_by_id, hand_to, close_step, required, tell.
"""

from datetime import datetime
from uuid import UUID

from django.db import connection

from kit.actor import Actor
from kit.asked import Asked, add
from kit.wake import wake
from office.organisation.models import Post
from office.outgoing.errors import ReasonMissing
from office.outgoing.models import OutgoingDocument, RouteStep
from office.outgoing.states import StepKind


def opened(document_ref: UUID, actor: Actor) -> OutgoingDocument:
    """Return the document locked, with the posts of its route. Raises: NotFoundHere."""
    row: OutgoingDocument = OutgoingDocument.objects.locked(document_ref, agency_id=actor.agency_id)
    return row


def acting_post(actor: Actor) -> Post:
    """Return the post that the actor acts in, with person, agency and unit."""
    return post_by_id(actor.post_id or 0)


_post = Asked(lambda post: Post.objects.select_related("person", "agency", "unit").filter(pk=post), "post")


def post_by_id(post_id: int) -> Post:
    """Return a post with person, agency and unit. Raises: Post.DoesNotExist."""
    found = _post.first(post=post_id)
    if found is None:
        raise Post.DoesNotExist
    return found


def hand_to(outgoing: OutgoingDocument, kind: StepKind, post: Post | None, now: datetime) -> None:
    """Close the present step and begin the next one with ``post`` (None: the clerks)."""
    close_step(outgoing, now)
    add(RouteStep(agency_id=outgoing.agency_id, outgoing=outgoing, kind=kind, post=post, began_at=now))
    outgoing.held_by, outgoing.held_since = post, now


_CLOSE = """
update office_outgoing_routestep set ended_at = %s, returned = %s, reason = %s
where agency_id = %s and outgoing_id = %s and ended_at is null
"""


def close_step(outgoing: OutgoingDocument, now: datetime, *, returned: bool = False, reason: str = "") -> None:
    with connection.cursor() as cursor:
        cursor.execute(_CLOSE, [now, returned, reason[:500], outgoing.agency_id, outgoing.pk])


def tell(outgoing: OutgoingDocument) -> None:
    """Wake the pages that show the document and the lists it stands in."""
    wake(f"document-{outgoing.document.ref}")
    wake(f"agency-{outgoing.agency_id}")
    for post_id in {outgoing.held_by_id, outgoing.drafter_id} - {None}:
        wake(f"post-{post_id}")


def required(reason: str) -> str:
    """Return the reason without outer spaces. Raises: ReasonMissing."""
    words = reason.strip()
    if not words:
        raise ReasonMissing
    return words[:500]
