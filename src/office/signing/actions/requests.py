"""Ask for a signature, give it up, ask again. Doors: may_reserve, reserve, cancel, cancel_all, retry.

A request is a row; nothing is signed here. Lock order of everything that signs: document, request, extension.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from kit.access import allow
from kit.actor import Actor
from kit.asked import Asked, add, together
from kit.wake import wake
from office.audit import actions as audit
from office.documents.models import Document, DocumentFile
from office.documents.rules import refuse_if_secret
from office.files.actions import refuse_unusable
from office.files.models import File
from office.signing.errors import AlreadySigning, VersionChanged
from office.signing.models import SigningRequest
from office.signing.permissions import RULES
from office.signing.states import MOVES, State
from office.signing.ways import Way, way_in_use

SIGN_TOPIC = "office.sign"


def _changed(request: SigningRequest, document: Document) -> None:
    wake(f"document-{document.ref}")
    wake(f"post-{request.post_id}")
    wake(f"agency-{request.agency_id}")


_holds: Asked[Any] = Asked(
    lambda document, file: (
        DocumentFile.objects.filter(document_id=document, file_id=file)
        .annotate(active=Exists(SigningRequest.objects.active().filter(document_id=OuterRef("document_id"))))
        .values_list("active")
    ),
    *("document", "file"),
)


@dataclass(frozen=True)
class Reservable:
    """A file of a document that may be signed now, and how."""

    document: Document
    file: File
    way: Way


def may_reserve(document: Document, file: File) -> Reservable:
    """Return what ``reserve`` takes; for who writes something else before. The caller has locked the document.

    Raises: SecretStaysOnPaper, FileInfected, FileNotScanned, NoWayToSign, VersionChanged, AlreadySigning.
    """
    refuse_if_secret(document)
    refuse_unusable(file)
    way = way_in_use()
    held = _holds.rows(document=document.pk, file=file.pk)
    if not held:
        raise VersionChanged
    if any(active for (active,) in held):
        raise AlreadySigning
    return Reservable(document, file, way)


@together
def reserve(
    what: Reservable, *, purpose: str, post_id: int, parameters: dict[str, Any], actor: Actor, now: datetime
) -> SigningRequest:
    """Write the request to sign this version of the document's file and return it; one signature at a time.

    ``what`` was found in this transaction, in which the document is locked. Law: NĐ 30/2020/NĐ-CP Điều 13, 32.
    """
    document = what.document
    request = add(
        SigningRequest(
            agency_id=document.agency_id,
            document=document,
            purpose=purpose,
            post_id=post_id,
            source=what.file,
            parameters={**parameters, "way": what.way.code},
            created_at=now,
        )
    )
    audit.record(
        "signing.reserved",
        actor=actor,
        at=now,
        document_ref=document.ref,
        subject_ref=request.ref,
        purpose=str(purpose),
    )
    wake(SIGN_TOPIC)
    _changed(request, document)
    return request


@transaction.atomic
def cancel(*, request_ref: UUID, actor: Actor, now: datetime) -> SigningRequest:
    """Give up a request that is not signed; a signature that a worker is just making is then not used."""
    found = SigningRequest.objects.by_ref(request_ref, agency_id=actor.agency_id)
    document = Document.objects.locked(found.document.ref, agency_id=actor.agency_id)
    request: SigningRequest = SigningRequest.objects.locked(request_ref, agency_id=actor.agency_id)
    actor = allow(actor, RULES, "cancel", request)
    _cancel(request, document, actor, now)
    return request


def cancel_all(document: Document, *, actor: Actor, now: datetime) -> int:
    """Give up every unfinished request of a document whose row the caller has locked; returns how many."""
    rows = SigningRequest.objects.of(document.agency_id).filter(document=document, state__in=MOVABLE)
    found = list(rows.select_for_update(of=("self",)).order_by("id"))
    for request in found:
        _cancel(request, document, actor, now)
    return len(found)


MOVABLE = [state for state in State if "cancel" in MOVES.names_from(state)]


def _cancel(request: SigningRequest, document: Document, actor: Actor, now: datetime) -> None:
    request.state, request.finished_at = MOVES.step("cancel", request.state).target, now
    request.save(update_fields=["state", "finished_at"])
    audit.record("signing.cancelled", actor=actor, at=now, document_ref=document.ref, subject_ref=request.ref)
    _changed(request, document)


@transaction.atomic
def retry(*, request_ref: UUID, actor: Actor, now: datetime) -> SigningRequest:
    """Put a failed request before the worker again, when its file is still the document's. Raises: VersionChanged."""
    found = SigningRequest.objects.by_ref(request_ref, agency_id=actor.agency_id)
    document = Document.objects.locked(found.document.ref, agency_id=actor.agency_id)
    request: SigningRequest = SigningRequest.objects.locked(request_ref, agency_id=actor.agency_id)
    actor = allow(actor, RULES, "retry", request)
    move = MOVES.step("retry", request.state)
    if not document.document_files.filter(file=request.source_id).exists():
        raise VersionChanged
    if SigningRequest.objects.of(document.agency_id).active().filter(document=document).exists():
        raise AlreadySigning
    request.state, request.attempts, request.finished_at = move.target, 0, None
    request.error_code = request.error_text = ""
    request.save(update_fields=["state", "attempts", "finished_at", "error_code", "error_text"])
    audit.record("signing.retried", actor=actor, at=now, document_ref=document.ref, subject_ref=request.ref)
    wake(SIGN_TOPIC)
    _changed(request, document)
    return request
