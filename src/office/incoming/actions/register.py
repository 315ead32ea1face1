"""Enter a document in the book (vào sổ). Doors: register, enter."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from kit import clock
from kit.actor import Actor
from kit.texts import is_blank
from office.audit import actions as audit
from office.documents import actions as documents
from office.documents.facts import StatusCode
from office.documents.models import Document
from office.documents.reads import main_file, same_document
from office.documents.types import type_by_name
from office.handling import actions as handling
from office.incoming.actions._shared import step, tell
from office.incoming.errors import AlreadyInTheBook, BookOfOthers, FieldsMissing, SignatureBroken
from office.incoming.models import IncomingDocument
from office.incoming.values import Keep, RegisterFields
from office.organisation.models import Post
from office.registers.actions import take_number
from office.registers.models import Book, Direction
from office.signing.models import FileVerdict

BROKEN = "broken"


@transaction.atomic
def register(
    *,
    document_ref: UUID,
    book: Book,
    actor: Actor,
    now: datetime,
    fields: RegisterFields | None = None,
    present_to: Post | None = None,
    due_on: date | Keep | None = Keep.KEEP,
    duplicate_reason: str = "",
    broken_reason: str = "",
) -> IncomingDocument:
    """Give the document its arrival number, present it to the leader and return it; the sender is owed 03.

    The clerk's corrections are kept as an event that names the fields; ``due_on`` None takes the packet's deadline away.
    Law: NĐ 30/2020/NĐ-CP Điều 22 khoản 2 (one series, paper and electronic), Điều 23. Raises: NotPermitted, SomeoneWasFaster,
    FieldsMissing, AlreadyInTheBook, SignatureBroken, BookOfOthers.
    """
    incoming = IncomingDocument.objects.locked(document_ref, agency_id=actor.agency_id)
    move, actor = step("register", incoming, actor)
    document = incoming.document
    changed = _correct(document, fields or RegisterFields(), due_on)
    if changed:
        audit.record("incoming.corrected", actor=actor, at=now, document_ref=document.ref, fields=sorted(changed))
    _refuse_empty(document)
    _refuse_doubles(document, duplicate_reason, actor, now)
    _refuse_broken(document, broken_reason, actor, now)
    incoming.state = move.target
    return enter(incoming, book=book, actor=actor, now=now, present_to=present_to)


def enter(
    incoming: IncomingDocument, *, book: Book, actor: Actor, now: datetime, present_to: Post | None
) -> IncomingDocument:
    """Take the number, write the entry, owe 03, present. Called with the document locked and allowed."""
    document = incoming.document
    if book.agency_id != incoming.agency_id or book.direction != Direction.INCOMING:
        raise BookOfOthers(book=book.name)
    year = clock.today(now).year
    number = take_number(book=book, year=year, document_ref=document.ref, now=now)
    incoming.book, incoming.arrival_year, incoming.arrival_number = book, year, number
    incoming.registered_at, incoming.registered_by_id, incoming.later_until = now, actor.person_id, None
    incoming.save()
    audit.record(
        "incoming.registered", actor=actor, at=now, document_ref=document.ref, book=book.pk, year=year, number=number
    )
    documents.owe_status(document=document, code=StatusCode.ACCEPTED, at=now, actor=actor)
    if present_to is not None:
        handling.present(document=document, to_post=present_to, from_actor=actor, due_on=document.due_on, now=now)
    tell(incoming)
    return incoming


def _correct(document: Document, fields: RegisterFields, due_on: date | Keep | None) -> list[str]:
    given = fields.given()
    if due_on is not Keep.KEEP:
        given["due_on"] = due_on
    if "type_name" in given:
        known = type_by_name(given["type_name"])
        given["type_name"] = known.name if known else given["type_name"]
        given["type_code"] = known.code if known else ""
    return documents.change_fields(document, **given)


def _refuse_empty(document: Document) -> None:
    """R28-50: the facts of Điều 10 khoản 2 are never empty on a registered document."""
    needed = {
        "trích yếu": not is_blank(document.subject),
        "cơ quan ban hành": not is_blank(document.issuer_name),
        "ngày ban hành": document.issued_on,
    }
    missing = [name for name, there in needed.items() if not there]
    if missing:
        raise FieldsMissing(fields=", ".join(missing))


def _refuse_doubles(document: Document, reason: str, actor: Actor, now: datetime) -> None:
    earlier = registered_twin(document)
    if earlier is None:
        return
    if not reason.strip():
        raise AlreadyInTheBook(arrival=earlier.arrival_number)
    audit.record(
        "incoming.duplicate_kept",
        actor=actor,
        at=now,
        document_ref=document.ref,
        subject_ref=earlier.document.ref,
        reason=reason.strip(),
    )


def registered_twin(document: Document) -> IncomingDocument | None:
    """Return the entry that is already in the book for the same number, notation, date and issuer."""
    twin = same_document(
        agency_id=document.agency_id,
        number=document.number,
        notation=document.notation,
        issued_on=document.issued_on,
        issuer_name=document.issuer_name,
        but=document.pk,
    )
    if twin is None:
        return None
    rows = IncomingDocument.objects.of(document.agency_id).filter(document=twin, arrival_number__isnull=False)
    found: IncomingDocument | None = rows.select_related("document").first()
    return found


def _refuse_broken(document: Document, reason: str, actor: Actor, now: datetime) -> None:
    main = main_file(document)
    if main is None:
        return
    if not FileVerdict.objects.of(document.agency_id).filter(file=main.file_id, verdict=BROKEN).exists():
        return
    if not reason.strip():
        raise SignatureBroken(document_code=document.document_code)
    audit.record("incoming.broken_kept", actor=actor, at=now, document_ref=document.ref, reason=reason.strip())
