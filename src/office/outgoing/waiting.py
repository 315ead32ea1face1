"""What of the outgoing documents waits for a person's signature, and signing several at once. Doors: list_waiting, sign_some."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q
from django.urls import reverse

from kit.actor import Actor
from kit.errors import DomainError
from office.documents.facts import FileKind
from office.documents.models import DocumentFile
from office.files.models import File
from office.organisation.acting import Acting
from office.outgoing.actions.route import initial, sign
from office.outgoing.composing import capacity_of
from office.outgoing.models import DraftVersion, OutgoingDocument
from office.outgoing.states import State
from office.signing.models import SigningRequest
from office.signing.states import Purpose
from office.signing.waiting import Outcome, Waiting

PURPOSES = {State.UNIT_REVIEW: Purpose.INITIALS, State.LEADER_REVIEW: Purpose.PERSON}


def list_waiting(acting: Acting) -> list[Waiting]:
    """Return the documents in the acting person's hands that need initials or a signature and are not being signed."""
    agency_id = acting.actor.agency_id
    rows = (
        OutgoingDocument.objects.of(agency_id)
        .filter(state__in=list(PURPOSES), held_by__in=acting.post_ids)
        .select_related("document", "drafter__person", "unit", "authority", "signer")
        .annotate(
            appendices=Count("document__document_files", filter=Q(document__document_files__kind=FileKind.APPENDIX))
        )
        .order_by("held_since")
    )
    found: list[Any] = list(rows[:200])
    ids = [one.document_id for one in found]
    busy = set(
        SigningRequest.objects.of(agency_id).active().filter(document__in=ids).values_list("document_id", flat=True)
    )
    mains = {
        row.document_id: row.file
        for row in DocumentFile.objects.of(agency_id)
        .filter(document__in=ids, kind=FileKind.MAIN)
        .select_related("file")
    }
    versions = dict(
        DraftVersion.objects.of(agency_id)
        .filter(outgoing__in=ids)
        .order_by("number")
        .values_list("outgoing_id", "file__blob_id")
    )
    return [
        _waiting(one, mains[one.document_id], versions.get(one.document_id, ""), one.appendices)
        for one in found
        if one.document_id not in busy and one.document_id in mains
    ]


def _waiting(outgoing: OutgoingDocument, file: File, draft_hash: str, appendices: int) -> Waiting:
    document = outgoing.document
    lines = capacity_of(outgoing.authority, outgoing.signer.title if outgoing.signer else "")
    return Waiting(
        document_ref=document.ref,
        subject=document.subject,
        from_name=outgoing.unit.name if outgoing.unit else outgoing.drafter.person.full_name,
        since=outgoing.held_since or document.created_at,
        pages=document.page_count or 1,
        appendices=appendices,
        file_ref=file.ref,
        file_name=file.name,
        content=file.blob_id,
        purpose=PURPOSES[State(outgoing.state)],
        capacity=" / ".join(lines),
        urgency=document.urgency,
        url=reverse("outgoing:document", args=[document.ref]),
        return_url=reverse("outgoing:return", args=[document.ref]),
        draft_hash=draft_hash,
    )


def sign_some(refs: Sequence[UUID], actor: Actor, now: datetime) -> list[Outcome]:
    """Ask for the actor's signature on each; one that a rule refuses does not hinder the others."""
    rows = OutgoingDocument.objects.of(actor.agency_id).filter(document__ref__in=refs).select_related("document")
    outcomes = []
    for outgoing in rows.order_by("held_since"):
        ask = initial if outgoing.state == State.UNIT_REVIEW else sign
        refusal = ""
        try:
            with transaction.atomic():
                ask(document_ref=outgoing.document.ref, actor=actor, now=now)
        except DomainError as error:
            refusal = error.text()
        outcomes.append(Outcome(outgoing.document.ref, outgoing.document.subject, refusal))
    return outcomes
