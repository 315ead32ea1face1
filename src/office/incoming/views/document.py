"""The page of an incoming document: facts, pages, panel of this person, timeline."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kit import clock
from kit.access import allow
from kit.actor import Actor
from office.documents import actions as documents
from office.documents.answers import done
from office.documents.chain import chain_of
from office.documents.facts import Origin
from office.documents.models import Opened
from office.documents.reads import files_of
from office.documents.timeline import turns
from office.handling import actions as handling
from office.handling.calendar import deadline_words
from office.handling.models import Handling
from office.handling.reads import Holder, holders_of, tree_of
from office.handling.states import Duty, State
from office.incoming.asked import banners_of, changes_of
from office.incoming.models import IncomingDocument
from office.incoming.panel import panel_of
from office.incoming.permissions import RULES
from office.incoming.states import CLOSED, ChangeState
from office.incoming.story import facts_of, quotes_of, refusal_words, sender_sees, standing_of
from office.organisation.people import leaders_of, post_of, units_of
from office.organisation.requests import OfficeRequest


@require_GET
def page(request: OfficeRequest, document_ref: UUID) -> HttpResponse:
    """Show the document; opening it is remembered, and ends what was given only for information."""
    actor, now = request.actor, clock.now()
    incoming = IncomingDocument.objects.by_ref(document_ref, agency_id=actor.agency_id)
    documents.mark_opened(incoming.document, actor, now)
    return render(request, "incoming/document.html", _context(request, incoming))


@require_GET
def process(request: OfficeRequest, document_ref: UUID) -> HttpResponse:
    """Draw panel and timeline again when somebody acted on the document."""
    incoming = IncomingDocument.objects.by_ref(document_ref, agency_id=request.actor.agency_id)
    return render(request, "incoming/_panel.html", _context(request, incoming))


def _context(request: OfficeRequest, incoming: IncomingDocument) -> dict[str, Any]:
    actor, now, document = request.actor, clock.now(), incoming.document
    tree = tree_of(document)
    changes = changes_of(document)
    pending = [one for one in changes if one.state == ChangeState.PENDING]
    holder = _holder(tree, incoming)
    files = files_of(document)
    panel = panel_of(incoming, acting=request.acting, tree=tree, changes=pending)
    today = clock.today(now)
    return {
        "incoming": incoming,
        "document": document,
        "kind": document.get_origin_display() if document.origin == Origin.PAPER else "",
        "files": files,
        "main": files[0].file if files else None,
        "closed": incoming.state in CLOSED,
        "chosen": request.GET.get("tep", ""),
        "facts_shown": facts_of(incoming, holder, now=now, post_id=actor.post_id),
        "panel": panel,
        "proposal": _proposal(panel.mine),
        "due": deadline_words(panel.mine.due_on, today) if panel.mine else None,
        "turns": turns(
            document_ref=document.ref,
            agency_id=actor.agency_id,
            now=now,
            quotes=quotes_of(tree, changes),
            standing=standing_of(document, holder, _openings(document.pk, holder, actor)),
        ),
        "sender_sees": sender_sees(document),
        "refusal": refusal_words(incoming),
        "banners": banners_of(changes),
        "chain": chain_of(document),
        "leaders": _leaders(actor, panel.dialogs),
        "receivers": _receivers(actor, panel.dialogs),
        "topic": f"document-{document.ref}",
        "now": now,
    }


def _holder(tree: list[Handling], incoming: IncomingDocument) -> Holder | None:
    return holders_of([incoming.document_id], agency_id=incoming.agency_id).get(incoming.document_id) if tree else None


def _openings(document_id: int, holder: Holder | None, actor: Actor) -> int:
    return Opened.objects.of(actor.agency_id).filter(document_id=document_id).count() if holder else 0


def _proposal(mine: Handling | None) -> dict[str, Any] | None:
    if mine is None or mine.duty != Duty.DECIDE or not mine.proposal or mine.state != State.WAITING:
        return None
    assignments = handling.proposed_assignments(mine)
    return {"text": mine.proposal.get("text", ""), "assignments": assignments}


def _leaders(actor: Actor, dialogs: Any) -> list[tuple[str, str]]:
    if not {"present", "forward"} & set(dialogs):
        return []
    others = [one for one in leaders_of(actor.agency_id) if one.pk != actor.post_id]
    return [(str(one.ref), f"{one.title} {one.person.full_name}") for one in others]


def _receivers(actor: Actor, dialogs: Any) -> list[tuple[str, str]]:
    if "forward" not in dialogs:
        return []
    return [(f"unit:{one.ref}", one.name) for one in units_of(actor.agency_id)]


@require_POST
def present(request: OfficeRequest, document_ref: UUID) -> HttpResponse:
    """Put a registered document before a leader."""
    incoming = IncomingDocument.objects.by_ref(document_ref, agency_id=request.actor.agency_id)
    allow(request.actor, RULES, "present", incoming)
    leader = post_of(request.POST.get("post", ""), agency_id=request.actor.agency_id)
    handling.present(
        document=incoming.document,
        to_post=leader,
        from_actor=request.actor,
        due_on=incoming.document.due_on,
        now=clock.now(),
    )
    url = reverse("incoming:document", kwargs={"document_ref": document_ref})
    return done(request, url, _("Đã trình %(name)s.") % {"name": leader.person.full_name})
