"""What the sender asks of a document afterwards is written down. Doors: ask_change, match_held, one_at_a_time.

Requests come late, twice and before their document. Only the sender of a document may ask; a request for a document that has
not arrived is kept and shown, and begins to wait for the clerk in the transaction that files the document.
"""

from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from kit.actor import Actor
from kit.asked import Asked as Query
from office.audit import actions as audit
from office.documents import actions as documents
from office.documents.editions import NAMES, plain
from office.documents.facts import Flow, LinkKind, StatusCode
from office.documents.models import Document, DocumentLink
from office.documents.types import type_by_name
from office.incoming.actions._files import keep_files
from office.incoming.actions._shared import sensible_due, tell
from office.incoming.models import ChangeFile, ChangeRequest, IncomingDocument
from office.incoming.states import CHANGE_MOVES, ChangeState, State
from office.incoming.values import Asked, ChangeAsked, Received
from office.organisation.models import Agency
from office.organisation.people import codes_of

ARRIVALS = 0x4556  # first key of the advisory lock; the second is the agency
TAKES_BACK = ("recall", "retrieve")
OVER = (State.RECALLED, State.REPLACED)  # taken back already: a further recall is answered without a person


@transaction.atomic
def ask_change(*, agency: Agency, facts: ChangeAsked, now: datetime) -> Asked:
    """Write what the sender asks of each document that he means; a repeat of the transfer changes nothing.

    Law: QĐ 28/2018/QĐ-TTg Điều 8, 9. A request of an agency that did not send the document is not written: STRANGER.
    """
    one_at_a_time(agency.pk)
    senders = codes_of(facts.sender_code)
    wanted = [one for one in facts.replaced_ids or (facts.document_id,) if one]
    found = _targets(agency, facts, senders, wanted)
    place = 0
    for document in found:
        _write(agency, facts, place, document, now)
        place += 1
    if found and not facts.replaced_ids:
        return Asked.WAITS
    missing = [one for one in wanted if one not in {document.document_id for document in found}]
    if facts.replaced_ids:
        missing = [one for one in missing if one in facts.held_ids]
    elif _of_others(agency, facts, senders, wanted):
        return Asked.STRANGER
    for document_id in missing or ([] if facts.replaced_ids else [facts.document_id]):
        _write(agency, facts, place, None, now, document_id=document_id)
        place += 1
    return Asked.WAITS if found else Asked.HELD


def _arrived(agency: Agency) -> Any:
    rows = Document.objects.of(agency.pk).filter(direction=Flow.INCOMING)
    return rows.select_related("incoming").order_by("id")


def _targets(agency: Agency, facts: ChangeAsked, senders: set[str], wanted: list[str]) -> list[Document]:
    rows = _arrived(agency).filter(incoming__sender_code__in=senders)
    found = list(rows.filter(document_id__in=wanted))
    return found or list(rows.filter(_by_number(facts)))


def _by_number(facts: ChangeAsked) -> Q:
    if not (facts.document_code and facts.issued_on) or facts.replaced_ids:
        return Q(pk__in=[])
    number, _, notation = facts.document_code.partition("/")
    return Q(number=number, notation=notation, issued_on=facts.issued_on)


def _of_others(agency: Agency, facts: ChangeAsked, senders: set[str], wanted: list[str]) -> bool:
    """Whether the document is here, but from another sender."""
    rows = _arrived(agency).exclude(incoming__sender_code__in=senders)
    return bool(rows.filter(document_id__in=wanted).exists())


def _write(
    agency: Agency,
    facts: ChangeAsked,
    place: int,
    document: Document | None,
    now: datetime,
    *,
    document_id: str = "",
) -> None:
    transfer = facts.transfer_id if place == 0 else f"{facts.transfer_id}#{place}"
    new_document = (
        Document.objects.by_ref(facts.new_document, agency_id=agency.pk) if facts.new_document is not None else None
    )
    wire = {
        "document_id": document_id or facts.document_id,
        "document_code": facts.document_code,
        "issued_on": facts.issued_on.isoformat() if facts.issued_on else "",
    }
    request, new = ChangeRequest.objects.get_or_create(
        agency=agency,
        transfer_id=transfer[:64],
        defaults={
            "document": document,
            "state": ChangeState.PENDING if document else ChangeState.HELD,
            "kind": facts.kind,
            "reason": facts.reason[:500],
            "sender_code": facts.sender_code,
            "wire": wire,
            "facts": _facts(facts.content) if facts.content else {},
            "receivers": [list(one) for one in facts.receivers],
            "new_document": new_document,
            "asked_at": now,
        },
    )
    if not new:
        return
    if facts.content is not None:
        _keep_content(request, facts, place, now)
    if new_document is not None:
        documents.link(new_document, LinkKind.REPLACES, to_document=document, wire_document_id=wire["document_id"])
    audit.record(
        "incoming.change_asked" if document else "incoming.change_held",
        actor=Actor.system(agency.pk, agency.code),
        at=now,
        document_ref=document.ref if document else None,
        subject_ref=request.ref,
        change=facts.kind,
    )
    if document is not None:
        _settle_at_once(request, document.incoming, now)


def _facts(content: Received) -> dict[str, Any]:
    """Return what an update says, as long as the table keeps it; what it leaves empty stays as it was."""
    given = {name: getattr(content, name) for name in NAMES}
    given["due_on"], _ = sensible_due(content)
    known = type_by_name(content.type_name)
    given["type_name"] = known.name if known else content.type_name
    cut = {name: value[: _longest(name)] if isinstance(value, str) else value for name, value in given.items()}
    return {name: value for name, value in plain(cut).items() if value not in (None, "", [])}


def _longest(name: str) -> int | None:
    return getattr(Document._meta.get_field(name), "max_length", None)


def _keep_content(request: ChangeRequest, facts: ChangeAsked, place: int, now: datetime) -> None:
    """Keep what an update brings. It can be read once: where two documents bear one id, the second request has the first one's files."""
    if place:
        first = ChangeRequest.objects.of(request.agency_id).get(transfer_id=facts.transfer_id[:64])
        kept = [(one.file, one.kind) for one in first.change_files.select_related("file").order_by("position")]
        problems = first.wire.get("problems", [])
    else:
        assert facts.content is not None
        kept, problems = keep_files(request.agency_id, facts.content.files, now)
        problems = [*sensible_due(facts.content)[1], *problems]
    ChangeFile.objects.bulk_create(
        ChangeFile(agency_id=request.agency_id, change=request, file=file, kind=kind, position=position)
        for position, (file, kind) in enumerate(kept)
    )
    if problems:
        request.wire = {**request.wire, "problems": problems}
        request.save(update_fields=["wire"])


def _settle_at_once(request: ChangeRequest, incoming: IncomingDocument, now: datetime) -> None:
    """A document that was taken back already is taken back: the repeat is answered, nobody is asked again."""
    if request.kind in TAKES_BACK and incoming.state in OVER:
        request.state = CHANGE_MOVES.step("agree_change", request.state).target
        request.answered_at, request.answer_text = now, "Văn bản đã được thu hồi từ trước."
        request.save(update_fields=["state", "answered_at", "answer_text"])
        documents.owe_status(
            document=incoming.document, code=StatusCode.AGREED, description=request.answer_text, at=now
        )
    tell(incoming)


def one_at_a_time(agency_id: int) -> None:
    """Let arrivals of an agency wait for each other until the transaction ends.

    A document and the request that overtook it, filed by two programs at once, would otherwise not see each other.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s, %s)", [ARRIVALS, agency_id])


_held = Query(
    lambda agency: (
        ChangeRequest.objects.select_for_update(of=("self",))
        .filter(agency_id=agency, state=ChangeState.HELD)
        .order_by("id")
    ),
    "agency",
)


def match_held(incoming: IncomingDocument, now: datetime) -> int:
    """Give the document that has just arrived the requests that came before it; returns how many."""
    document = incoming.document
    held = _held.all(agency=incoming.agency_id)
    if not held:
        return 0
    senders = codes_of(incoming.sender_code)
    count = 0
    for request in held:
        if request.sender_code not in senders or not _means(request.wire, document):
            continue
        request.document = document
        request.state = CHANGE_MOVES.step("match_change", request.state).target
        request.save(update_fields=["document", "state"])
        if request.new_document_id is not None:
            links = DocumentLink.objects.of(incoming.agency_id).filter(document_id=request.new_document_id)
            links.filter(kind=LinkKind.REPLACES, wire_document_id=document.document_id).update(to_document=document)
        audit.record(
            "incoming.change_asked",
            actor=Actor.system(incoming.agency_id, incoming.agency.code),
            at=now,
            document_ref=document.ref,
            subject_ref=request.ref,
            change=request.kind,
        )
        count += 1
    return count


def _means(wire: dict[str, Any], document: Document) -> bool:
    if wire.get("document_id") and wire["document_id"] == document.document_id:
        return True
    issued_on = str(wire.get("issued_on") or "")
    same_day = bool(issued_on) and date.fromisoformat(issued_on) == document.issued_on
    return same_day and bool(document.number) and wire.get("document_code") == document.document_code
