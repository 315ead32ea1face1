"""What the acts of this room share. Doors: step, tell, sensible_due, QUEUE_ENDINGS."""

from datetime import date

from kit import clock
from kit.access import allow
from kit.actor import Actor
from kit.errors import MoveNotAllowed
from kit.states import Move
from kit.wake import wake
from office.audit.kinds import KINDS
from office.documents.history import last_act
from office.documents.rules import due_span
from office.incoming.errors import SomeoneWasFaster
from office.incoming.models import IncomingDocument
from office.incoming.permissions import RULES
from office.incoming.states import MOVES
from office.incoming.values import Received

QUEUE_ENDINGS = ["incoming.registered", "incoming.refused", "incoming.change_agreed"]


def step(name: str, incoming: IncomingDocument, actor: Actor) -> tuple[Move, Actor]:
    """Allow and step; return the move and the actor as he does it. The slower of two clerks reads who was first.

    Raises: NotPermitted, SomeoneWasFaster.
    """
    actor = allow(actor, RULES, name, incoming)
    try:
        return MOVES.step(name, incoming.state), actor
    except MoveNotAllowed as error:
        last = last_act(agency_id=incoming.agency_id, kinds=QUEUE_ENDINGS, document_ref=incoming.document.ref)
        if last is None:
            raise
        done = str(KINDS[last.kind].verb)
        raise SomeoneWasFaster(who=last.who, done=done, at=last.when, label=error.facts["label"]) from error


def tell(incoming: IncomingDocument) -> None:
    """Wake the pages that show the queue, the lists or the document."""
    wake(f"agency-{incoming.agency_id}")
    wake(f"document-{incoming.document.ref}")


def sensible_due(facts: Received) -> tuple[date | None, list[str]]:
    """Return the deadline that a packet tells, and what to say of one that cannot be meant and is not kept."""
    first, last = due_span(clock.today(facts.received_at))
    if facts.due_on is None or first <= facts.due_on <= last:
        return facts.due_on, []
    told = facts.due_on.strftime("%d/%m/%Y")
    return None, [f"Gói tin ghi hạn xử lý {told}, không thể đúng nên không ghi vào; hãy đọc hạn trên văn bản."]
