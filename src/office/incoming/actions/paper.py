"""Enter a paper document by hand. Doors: enter_paper, enter_secret."""

from datetime import datetime

from django.db import transaction

from kit.access import allow
from kit.actor import Actor
from office.audit import actions as audit
from office.documents import actions as documents
from office.documents.facts import FileKind, Flow, Origin, Security
from office.files import actions as files
from office.incoming.actions._shared import tell
from office.incoming.actions.register import enter, registered_twin
from office.incoming.errors import AlreadyInTheBook, FieldsMissing, NotSecret, ScanMissing
from office.incoming.models import IncomingDocument
from office.incoming.permissions import RULES
from office.incoming.states import State
from office.incoming.values import PaperDocument
from office.organisation.models import Post
from office.registers.models import Book
from office.signing import actions as signing


def _create(facts: PaperDocument, actor: Actor, now: datetime, *, subject: str) -> IncomingDocument:
    document = documents.create(
        agency_id=actor.agency_id,
        direction=Flow.INCOMING,
        origin=Origin.PAPER,
        number=facts.number.strip(),
        notation=facts.notation.strip(),
        issued_on=facts.issued_on,
        type_name=facts.type_name or "Công văn",
        subject=subject,
        issuer_name=facts.issuer_name.strip(),
        issuer_code=facts.issuer_code,
        signer_name=facts.signer_name.strip(),
        security=facts.security,
        urgency=facts.urgency,
        due_on=facts.due_on,
        page_count=facts.page_count,
    )
    return IncomingDocument.objects.create(
        agency_id=actor.agency_id, document=document, state=State.REGISTERED, received_at=now
    )


def _refuse_incomplete(facts: PaperDocument, *names: str) -> None:
    words = {"subject": "trích yếu", "issuer_name": "cơ quan ban hành", "issued_on": "ngày ban hành", "number": "số"}
    missing = [words[name] for name in names if not getattr(facts, name)]
    if missing:
        raise FieldsMissing(fields=", ".join(missing))


@transaction.atomic
def enter_paper(
    *,
    facts: PaperDocument,
    book: Book,
    actor: Actor,
    now: datetime,
    present_to: Post | None = None,
    duplicate_reason: str = "",
) -> IncomingDocument:
    """Register a paper document with its scan in the same series as electronic ones and return it.

    Law: NĐ 30/2020/NĐ-CP Điều 21, Điều 22 khoản 2. Raises: NotPermitted, FieldsMissing, ScanMissing, AlreadyInTheBook,
    SecretStaysOnPaper for a marked one.
    """
    actor = allow(actor, RULES, "enter_paper", actor)
    _refuse_incomplete(facts, "subject", "issuer_name", "issued_on")
    if facts.scan is None:
        raise ScanMissing
    incoming = _create(facts, actor, now, subject=facts.subject.strip())
    twin = registered_twin(incoming.document)
    if twin is not None and not duplicate_reason.strip():
        raise AlreadyInTheBook(arrival=twin.arrival_number)
    file = files.keep(agency_id=actor.agency_id, name=facts.scan_name or "ban-chup.pdf", data=facts.scan, now=now)
    documents.attach_file(incoming.document, file, FileKind.MAIN, 0)
    signing.ask_verdict(file)
    audit.record("incoming.entered", actor=actor, at=now, document_ref=incoming.document.ref)
    if twin is not None:
        audit.record(
            "incoming.duplicate_kept",
            actor=actor,
            at=now,
            document_ref=incoming.document.ref,
            subject_ref=twin.document.ref,
            reason=duplicate_reason.strip(),
        )
    return enter(incoming, book=book, actor=actor, now=now, present_to=present_to)


@transaction.atomic
def enter_secret(*, facts: PaperDocument, book: Book, actor: Actor, now: datetime) -> IncomingDocument:
    """Keep only the register entry of a secret paper document: number, date, issuer; no abstract, no file.

    Law: QĐ 28/2018/QĐ-TTg Điều 1; Luật Bảo vệ bí mật nhà nước. Raises: NotPermitted, FieldsMissing, NotSecret.
    """
    actor = allow(actor, RULES, "enter_paper", actor)
    if facts.security == Security.ORDINARY:
        raise NotSecret
    _refuse_incomplete(facts, "number", "issuer_name", "issued_on")
    label = Security(facts.security).label
    incoming = _create(facts, actor, now, subject=f"Văn bản {label}, chỉ ghi sổ giấy")
    audit.record("incoming.secret_entered", actor=actor, at=now, document_ref=incoming.document.ref)
    entered = enter(incoming, book=book, actor=actor, now=now, present_to=None)
    tell(entered)
    return entered
