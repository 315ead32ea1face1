"""Number, seal, issue. Doors: issue, retry_issue, after_issue_signatures, after_attachment.

The click takes the number and asks for the agency's two signatures; the page shows the rest as it happens. The number is the
appearance of the first over the header line, the seal that of the second; attachments follow, each by itself.
Law: NĐ 30/2020/NĐ-CP Điều 15 (number), 18 (issue), 32 (the clerk seals what the competent person has signed).
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import OuterRef

from kit import clock
from kit.access import allow
from kit.actor import Actor
from kit.asked import Asked, add, add_all, change, together
from kit.wake import wake
from office.audit import actions as audit
from office.documents import actions as documents
from office.documents.facts import FileKind
from office.documents.models import DocumentFile
from office.documents.reads import files_of, main_file
from office.documents.rules import refuse_if_secret
from office.organisation.acting import actor_for
from office.organisation.models import Post
from office.outgoing.actions.common import close_step, opened, post_by_id, tell
from office.outgoing.actions.replacing import close_replaced, reason_of, replaced_by
from office.outgoing.actions.route import require_authority
from office.outgoing.errors import NoPersonalSignature, NoPlace, YearChanged
from office.outgoing.models import Delivery, Dispatch, OutgoingDocument, Recipient
from office.outgoing.notation import wire_document_id
from office.outgoing.permissions import RULES
from office.outgoing.states import MOVES, State
from office.registers import actions as registers
from office.registers.models import Book, Direction
from office.signing import actions as signing
from office.signing.models import Certificate, SigningRequest
from office.signing.places import as_box, box_of
from office.signing.states import BY_AGENCY, Purpose
from office.signing.states import State as SigningState
from pdfseal.places import seal_beside

SEND_TOPIC = "exchange.send"
PDF = "application/pdf"


@together
@audit.gathered()
def issue(*, document_ref: UUID, actor: Actor, now: datetime) -> OutgoingDocument:
    """Take the number of today and have the document numbered, sealed and issued.

    Law: NĐ 30/2020/NĐ-CP Điều 15 khoản 1: one unbroken series per book and year. The number stays with the document when
    signing fails. Every refusal comes before the first write. Raises: SecretStaysOnPaper, NoPersonalSignature, NoAuthority,
    YearChanged, NoPlace, NoBook, and what signing.may_reserve raises.
    """
    outgoing = opened(document_ref, actor)
    actor = allow(actor, RULES, "issue", outgoing)
    move = MOVES.step("issue", outgoing.state)
    refuse_if_secret(outgoing.document)
    row = main_file(outgoing.document)
    keys = _personal_keys(outgoing, row)
    require_authority(outgoing, now)
    today = clock.today(now)
    if int(outgoing.placement.get("year", today.year)) != today.year:
        raise YearChanged(printed=outgoing.placement["year"], year=today.year)
    if row is None or not {"number", "signature"} <= outgoing.placement.keys():
        raise NoPlace
    book = registers.book_for(outgoing.agency_id, Direction.OUTGOING, outgoing.document.type_code)
    what = signing.may_reserve(outgoing.document, row.file)
    _take_number(outgoing, book, today, actor, now)
    outgoing.state, outgoing.issued_by_id = move.target, actor.post_id
    change(outgoing, "taken_number", "book", "dated_on", "state", "issued_by")
    signing.reserve(
        what,
        purpose=Purpose.ISSUE,
        post_id=actor.post_id or 0,
        parameters={
            "number_text": outgoing.number_text,
            "issued_on": today.isoformat(),
            "places": {key: outgoing.placement[key] for key in ("number_page", "number", "day", "month")},
            "place": as_box(seal_beside(box_of(outgoing.placement["signature"]))),  # over its left third (Điều 33)
            "signers": keys,
        },
        actor=replace(actor, on_behalf_of=None),  # the agency's signatures are acts of who pressed
        now=now,
    )
    tell(outgoing)
    return outgoing


def _take_number(outgoing: OutgoingDocument, book: Book, today: date, actor: Actor, now: datetime) -> None:
    """Give the document its number; one that it took before it was returned is still its own, unless book or year changed."""
    if outgoing.taken_number is not None and outgoing.book is not None and outgoing.dated_on is not None:
        if outgoing.book_id == book.pk and outgoing.dated_on.year == today.year:
            outgoing.dated_on = today
            return
        registers.void_number(
            book=outgoing.book,
            year=outgoing.dated_on.year,
            number=outgoing.taken_number,
            reason="văn bản đổi sổ hoặc sang năm khác trước khi phát hành",
            actor=actor,
            now=now,
        )
    outgoing.taken_number = registers.take_number(
        book=book, year=today.year, document_ref=outgoing.document.ref, now=now
    )
    outgoing.book, outgoing.dated_on = book, today
    audit.record(
        "outgoing.numbered",
        actor=actor,
        at=now,
        document_ref=outgoing.document.ref,
        subject_ref=book.ref,
        number=outgoing.taken_number,
        year=today.year,
    )


_signed_by = Asked(
    lambda document, post, result: (
        SigningRequest.objects.filter(
            document_id=document, purpose=Purpose.PERSON, state=SigningState.SIGNED, post_id=post, result_id=result
        )
        .select_related("post__person")
        .annotate(
            keys=ArraySubquery(
                Certificate.objects.filter(person_id=OuterRef("post__person_id"), blocked_at__isnull=True).values(
                    "fingerprint"
                )
            )
        )
        .order_by("pk")[:1]
    ),
    *("document", "post", "result"),
)


def _personal_keys(outgoing: OutgoingDocument, row: DocumentFile | None) -> list[str]:
    """Return the fingerprints of who signed the present file as its signer. Raises: NoPersonalSignature."""
    found: Any = None
    if row is not None and outgoing.signer_id is not None:
        found = _signed_by.first(document=outgoing.document_id, post=outgoing.signer_id, result=row.file_id)
    if found is None:
        raise NoPersonalSignature
    outgoing.signer = found.post  # the same row, with what it takes to check the authority
    return list(found.keys)


def _issuer(outgoing: OutgoingDocument) -> Post:
    """The clerk who pressed: the agency's signatures and the issue are his acts."""
    known = OutgoingDocument.issued_by.is_cached(outgoing)
    return outgoing.issued_by if known and outgoing.issued_by else post_by_id(outgoing.issued_by_id or 0)


@transaction.atomic
def retry_issue(*, document_ref: UUID, actor: Actor, now: datetime) -> SigningRequest:
    """Try the failed signature of an issuing document again; its number stays the same."""
    outgoing = opened(document_ref, actor)
    actor = allow(actor, RULES, "issue", outgoing)
    MOVES.step("complete", outgoing.state)
    failed = (
        SigningRequest.objects.of(outgoing.agency_id)
        .filter(document=outgoing.document, state=SigningState.FAILED, purpose__in=BY_AGENCY)
        .order_by("-id")
        .first()
    )
    if failed is None:
        raise NoPersonalSignature
    tell(outgoing)
    return signing.retry(request_ref=failed.ref, actor=actor, now=now)


def _issuing(request: SigningRequest) -> OutgoingDocument:
    row: OutgoingDocument = OutgoingDocument.objects.locked_with(request.document)  # which the signer's end has locked
    MOVES.step("complete", row.state)
    row.agency = request.agency
    if request.post_id == row.issued_by_id:
        row.issued_by = request.post
    return row


def after_issue_signatures(request: SigningRequest, now: datetime) -> None:
    """Continuation of number and seal: the attachments one after the other, then the issue."""
    _next_attachment_or_complete(_issuing(request), now)


def after_attachment(request: SigningRequest, now: datetime) -> None:
    _next_attachment_or_complete(_issuing(request), now)


def _next_attachment_or_complete(outgoing: OutgoingDocument, now: datetime) -> None:
    files = files_of(outgoing.document)
    signed: set[int] = set()
    if len(files) > 1:
        rows = SigningRequest.objects.of(outgoing.agency_id).filter(
            document=outgoing.document, purpose=Purpose.ATTACHMENT, state=SigningState.SIGNED
        )
        signed = set(rows.values_list("result_id", flat=True))
    for row in files:
        if row.kind == FileKind.APPENDIX and row.file_id not in signed and row.file.blob.media_type == PDF:
            lines = [f"Kèm theo văn bản số {outgoing.document_code}", outgoing.agency.name]
            post = _issuer(outgoing)
            signing.reserve(
                signing.may_reserve(outgoing.document, row.file),
                purpose=Purpose.ATTACHMENT,
                post_id=post.pk,
                parameters={"lines": lines},
                actor=actor_for(post),
                now=now,
            )
            tell(outgoing)
            return
    _complete(outgoing, files, now)


def _complete(outgoing: OutgoingDocument, files: Sequence[DocumentFile], now: datetime) -> None:
    """The document is issued: its facts are final, its sendings are written, and who waits for it is woken."""
    day = outgoing.dated_on or clock.today(now)
    code = outgoing.document_code
    documents.change_fields(
        outgoing.document,
        number=outgoing.number_text,
        issued_on=day,
        document_id=wire_document_id(outgoing.agency.code, day, code),
    )
    outgoing.state, outgoing.issued_at = MOVES.step("complete", outgoing.state).target, now
    outgoing.held_by, outgoing.held_since = None, None
    change(outgoing, "state", "issued_at", "held_by", "held_since")
    close_step(outgoing, now)
    replaced = replaced_by(outgoing)
    operation, reason = ("replace", reason_of(outgoing)) if replaced else ("new", "")
    dispatch = write_dispatch(outgoing, operation, reason=reason, now=now)
    close_replaced(outgoing, replaced, dispatch, now)
    post = _issuer(outgoing)
    audit.record(
        "outgoing.issued",
        actor=actor_for(post),
        at=now,
        document_ref=outgoing.document.ref,
        document_code=code,
        dispatch=dispatch.ref if dispatch else None,
    )
    for row in files:
        if row.kind == FileKind.MAIN:
            row.file.name = f"{code.replace('/', '-')}.pdf"
            change(row.file, "name")
        signing.ask_verdict(row.file)
    tell(outgoing)


_receivers = Asked(
    lambda outgoing: Recipient.objects.filter(outgoing_id=outgoing).order_by("position", "id"), "outgoing"
)


def write_dispatch(outgoing: OutgoingDocument, operation: str, *, reason: str = "", now: datetime) -> Dispatch | None:
    """Write the sending to every receiver on the axis; None when all get paper. The exchange room sends it."""
    receivers = [one for one in _receivers.all(outgoing=outgoing.pk) if not one.on_paper]
    if not receivers:
        return None
    dispatch = add(
        Dispatch(
            agency_id=outgoing.agency_id,
            outgoing=outgoing,
            operation=operation,
            reason=reason,
            urgency=outgoing.document.urgency,
            created_at=now,
        )
    )
    add_all(
        [
            Delivery(agency_id=outgoing.agency_id, dispatch=dispatch, code=one.code, name=one.name, state_at=now)
            for one in receivers
        ]
    )
    wake(SEND_TOPIC)
    return dispatch


def is_stuck(outgoing: OutgoingDocument) -> bool:
    """Whether an issuing document waits for the clerk to try its signature again."""
    if outgoing.state != State.ISSUING:
        return False
    rows = SigningRequest.objects.of(outgoing.agency_id).filter(document=outgoing.document)
    last = rows.order_by("-id").first()
    return last is not None and last.state == SigningState.FAILED
