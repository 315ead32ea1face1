"""Accept a packet, or say exactly why not. Doors: Body, Call, Accepted, accept.

Order: cheap checks, then the packet's header, then who may send and who can receive, then the body to disk, then one
commit. Until the commit nothing is visible; after it the receipt stands for ever.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Protocol
from uuid import UUID

from axis.config import AxisConfig
from axis.directory.callers import Caller
from axis.directory.models import CODE_MAX, System
from axis.directory.snapshot import AgencyFacts, Directory, directory
from axis.intake import errors
from axis.intake.commit import NewTransfer, commit
from axis.intake.packets import Header, read
from axis.intake.permissions import check_report, is_secret
from axis.intake.quotas import admit
from evidence.receipts import Receipt, sign_receipt
from kit.clock import HANOI, iso, today
from kit.refs import uuid7
from kit.wake import wake

CONTENT_TYPES = {"application/xml", "text/xml", "application/edxml+xml"}
MAX_RECEIVERS = 5000


@dataclass(frozen=True)
class Body:
    """A request's body as it was taken: its bytes or the file that holds them, its SHA-256 (hex), its size in bytes."""

    content: bytes | Path
    sha256: str
    size: int


class Call(Protocol):
    """A proven request to submit, in whichever dialect it came.

    ``receivers``: the agencies to be served, separated by commas; None: those in the packet. ``sender``: the agency it
    says to send for; None: the one in the packet. ``evidence``: what proves the request, kept as it is.
    """

    @property
    def caller(self) -> Caller: ...
    @property
    def nonce(self) -> str: ...
    @property
    def content_type(self) -> str: ...
    @property
    def receivers(self) -> str | None: ...
    @property
    def sender(self) -> str | None: ...
    @property
    def evidence(self) -> dict[str, str]: ...


@dataclass(frozen=True)
class Accepted:
    """The transfer and its receipt; ``repeated`` when it had been accepted before (the receipt is the first one)."""

    transfer_ref: UUID
    receipt: str
    repeated: bool


def accept(*, call: Call, body: Body, now: datetime, config: AxisConfig) -> Accepted:
    """Return the receipt for a packet that is stored and addressed, made now or when it came first.

    Raises: every error of axis.intake.errors, Replayed.
    """
    admit(call.caller.system_pk)
    check_outside(call, body, config)
    header = read(body.content)
    book = directory.current()
    sender = _sender(call, header, book, now)
    receivers = _receivers(call, header, book, now)
    links = _ways(call, receivers)
    if is_secret(header.subject):
        raise errors.SecretMarked
    if header.kind == "status":
        addressed = [agency for agency, _ in receivers]
        book = check_report(reporter=sender, addressed=addressed, document_id=header.document_id, book=book)
    config.bodies.take(body.content, body.sha256, body.size)

    new = _transfer(call, header, body, sender, receivers, links, now, config, book)
    earlier = commit(new)
    if earlier is None:
        for system in {agency.system_pk for agency, _ in receivers}:
            wake(f"axis.inbox.{system}")
        return Accepted(new.ref, new.receipt, repeated=False)
    if earlier.sha256 == body.sha256:
        return Accepted(earlier.ref, earlier.receipt, repeated=True)
    at = earlier.accepted_at.astimezone(HANOI).strftime("%H:%M %d/%m/%Y")
    raise errors.DocumentConflict(document_id=header.document_id, accepted_at=at)


def check_outside(call: Call, body: Body, config: AxisConfig) -> None:
    """Refuse what needs no look inside the packet."""
    if body.size == 0:
        raise errors.PacketEmpty
    if body.size > config.max_packet_bytes:
        raise errors.PacketTooLarge(limit_mib=config.max_packet_bytes >> 20)
    if call.content_type.partition(";")[0].strip().lower() not in CONTENT_TYPES:
        raise errors.ContentTypeRefused(content_type=call.content_type[:80] or "(trống)")


def _sender(call: Call, header: Header, book: Directory, now: datetime) -> AgencyFacts:
    for known in (book, directory.latest):  # the copy in memory first; a fresh one before saying no
        book = known() if callable(known) else known
        sender = book.agency(header.from_code, on=today(now))
        if sender is None or sender.pk not in book.agencies_of(call.caller.system_pk):
            continue
        if call.sender is None or book.agency(call.sender, on=today(now)) == sender:
            return sender
    raise errors.SenderNotYours(system_id=call.caller.system_id, sender=header.from_code)


def _receivers(call: Call, header: Header, book: Directory, now: datetime) -> Sequence[tuple[AgencyFacts, str]]:
    """Return each agency that was written to once: the one that serves it now, and the code the sender used."""
    named = _named(call.receivers) or header.to_codes
    if not named:
        raise errors.ReceiversMissing
    day = today(now)
    found = _found(named, book, day)
    if not all(_receives(agency, day) for agency in found.values()):
        found = _found(named, directory.latest(), day)
    unknown = [code for code, agency in found.items() if agency is None]
    if unknown:
        raise errors.ReceiverUnknown(codes=", ".join(unknown)[:300], receivers=unknown)
    closed = [code for code, agency in found.items() if not _receives(agency, day)]
    if closed:
        raise errors.ReceiverClosed(codes=", ".join(closed)[:300], receivers=closed)
    once: dict[int, tuple[AgencyFacts, str]] = {}
    book = directory.current()
    for code, agency in found.items():
        if agency is not None:  # an ended agency's mail comes to its heir beside the heir's own
            once.setdefault((book.given(code) or agency).pk, (agency, code))
    return list(once.values())


def _ways(call: Call, receivers: Sequence[tuple[AgencyFacts, str]]) -> list[int]:
    """Return the axes above that the packet goes on to. What an axis handed in never goes back to it, nor up once it came down.

    Raises: NoWayBack.
    """
    systems = directory.current().systems
    above = {pk for pk, one in systems.items() if one.kind == System.Kind.UPPER}
    caller = systems.get(call.caller.system_pk)
    if caller is not None and caller.kind != System.Kind.CLIENT:
        closed = {caller.pk} | (above if caller.kind == System.Kind.UPPER else set())
        back = [code for agency, code in receivers if agency.system_pk in closed]
        if back:
            raise errors.NoWayBack(codes=", ".join(back)[:300], system_id=caller.system_id, receivers=back)
    return sorted({agency.system_pk for agency, _ in receivers if agency.system_pk in above})


def _found(named: Sequence[str], book: Directory, day: date) -> dict[str, AgencyFacts | None]:
    return {code: book.agency(code, on=day) for code in named}


def _receives(agency: AgencyFacts | None, day: date) -> bool:
    return agency is not None and agency.system_pk is not None and agency.is_open(day)


def _named(field: str | None) -> tuple[str, ...]:
    if field is None:
        return ()
    codes = [code.strip().strip('"') for code in field.split(",")]
    if not all(codes) or len(codes) > MAX_RECEIVERS or any(len(code) > 100 for code in codes):
        raise errors.ReceiversMalformed
    return tuple(dict.fromkeys(codes))


def _transfer(
    call: Call,
    header: Header,
    body: Body,
    sender: AgencyFacts,
    receivers: Sequence[tuple[AgencyFacts, str]],
    links: Sequence[int],
    now: datetime,
    config: AxisConfig,
    book: Directory,
) -> NewTransfer:
    ref = uuid7()
    receipt = Receipt(
        transfer_id=str(ref),
        axis=config.name,
        sender=header.from_code,
        receivers=tuple(code for _, code in receivers),
        kind=header.kind,
        operation=header.operation,
        document_id=header.document_id or None,
        packet_sha256=body.sha256,
        size=body.size,
        accepted_at=iso(now),
    )
    return NewTransfer(
        ref=ref,
        system=call.caller.system_pk,
        nonce=call.nonce,
        now=now,
        sender=sender.pk,
        sender_code=header.from_code,
        to_codes=[code for code in header.to_codes if len(code) <= CODE_MAX],  # a longer one is no agency's anywhere
        kind=header.kind,
        operation=header.operation,
        status_code=header.status_code,
        # a receiver's fast clock must not make its later words older than this one
        status_at=min(header.status_at or now, now) if header.status_code else None,
        document_id=header.document_id,
        document_code=header.document_code,
        subject=header.subject,
        sha256=body.sha256,
        size=body.size,
        receipt=sign_receipt(config.key, receipt),
        request=call.evidence,
        delivery_refs=[uuid7() for _ in receivers],
        receivers=[agency.pk for agency, _ in receivers],
        codes=[code for _, code in receivers],
        priority=header.priority,
        links=links,
        reporters=list(book.family(sender.pk)),
        authors=sorted({pk for agency, _ in receivers for pk in book.family(agency.pk)}),
    )
