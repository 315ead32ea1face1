"""Make a draft and change it while it is in its drafter's hands. Doors: create_draft, change_facts, fill_template, set_receivers, cancel.

Law: NĐ 30/2020/NĐ-CP Điều 10 (drafting), Điều 15 (notation); QĐ 28/2018/QĐ-TTg Điều 1 (secrets stay outside).
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from kit import clock
from kit.access import allow
from kit.actor import Actor
from office.audit import actions as audit
from office.documents import actions as documents
from office.documents.facts import BY_CODE, Flow, Origin, Security
from office.documents.rules import refuse_if_secret
from office.organisation.models import Agency, Post
from office.organisation.people import authorities_of, ended_agency, heads_of, heir_of, leaders_of
from office.outgoing.actions.common import acting_post, close_step, hand_to, opened, required, tell
from office.outgoing.errors import ReceiverEnded, ReceiverUnknown, TooLateForSecrecy
from office.outgoing.models import OutgoingDocument, Recipient
from office.outgoing.notation import notation_for
from office.outgoing.permissions import RULES
from office.outgoing.states import MOVES, StepKind
from office.outgoing.values import NAMED, NOT_CONNECTED, DraftFacts, ReceiverChoice, TemplateContent
from office.registers import actions as registers
from office.signing import actions as signing


@transaction.atomic
def create_draft(*, facts: DraftFacts, actor: Actor, now: datetime, made_from: str = "template") -> OutgoingDocument:
    """Open a draft in the actor's hands and return it; the usual unit head and the only leader are already chosen."""
    actor = allow(actor, RULES, "create", None)
    drafter = acting_post(actor)
    agency = drafter.agency
    known = BY_CODE[facts.type_code]
    document = documents.create(
        agency_id=agency.pk,
        direction=Flow.OUTGOING,
        origin=Origin.OWN,
        subject=facts.subject,
        issuer_name=agency.name,
        issuer_code=agency.code,
        notation=facts.notation or _notation(facts, drafter),
        type_name=known.name,
        type_code=known.code,
        place=agency.place,
        security=facts.security,
        urgency=facts.urgency,
        due_on=facts.due_on,
    )
    leaders = leaders_of(agency.pk, now.date())
    signer = leaders[0] if len(leaders) == 1 else None
    capacities = authorities_of(signer, known.code, clock.today(now)) if signer else []
    heads = [] if drafter.unit is None else [one for one in heads_of(drafter.unit, now.date()) if one.pk != drafter.pk]
    outgoing = OutgoingDocument(
        agency=agency,
        document=document,
        drafter=drafter,
        unit=drafter.unit,
        unit_head=heads[0] if heads else None,
        signer=signer,
        authority=capacities[0] if capacities else None,
        made_from=made_from,
        content=TemplateContent(circulation=facts.circulation).as_json(),
    )
    outgoing.save()
    hand_to(outgoing, StepKind.DRAFT, drafter, now)
    outgoing.save(update_fields=["held_by", "held_since"])
    audit.record("outgoing.drafted", actor=actor, at=now, document_ref=document.ref, type=known.code)
    tell(outgoing)
    return outgoing


def _notation(facts: DraftFacts, drafter: Post) -> str:
    unit = drafter.unit.abbreviation if drafter.unit else ""
    return notation_for(facts.type_code, agency_abbreviation=drafter.agency.abbreviation, unit_abbreviation=unit)


@transaction.atomic
def change_facts(*, document_ref: UUID, facts: DraftFacts, actor: Actor, now: datetime) -> OutgoingDocument:
    """Write subject, type, notation, urgency, secrecy and deadline of a draft.

    What is here already cannot be made secret: marking it would leave it in the system (QĐ 28/2018/QĐ-TTg Điều 1).
    Raises: TooLateForSecrecy.
    """
    outgoing = opened(document_ref, actor)
    actor = allow(actor, RULES, "edit", outgoing)
    if facts.security != Security.ORDINARY and _holds_content(outgoing):
        raise TooLateForSecrecy(level=Security(facts.security).label)
    known = BY_CODE[facts.type_code]
    documents.change_fields(
        outgoing.document,
        subject=facts.subject,
        type_code=known.code,
        type_name=known.name,
        notation=facts.notation or _notation(facts, outgoing.drafter),
        urgency=facts.urgency,
        security=facts.security,
        due_on=facts.due_on,
    )
    return outgoing


def _holds_content(outgoing: OutgoingDocument) -> bool:
    """Whether text or a file of the draft is kept here: written, attached, put forward or on its way to a PDF."""
    kept = (outgoing.document.document_files, outgoing.versions, outgoing.conversions)
    return bool(outgoing.content.get("text", "").strip()) or any(rows.exists() for rows in kept)


@transaction.atomic
def fill_template(*, document_ref: UUID, content: TemplateContent, actor: Actor, now: datetime) -> OutgoingDocument:
    """Keep the words of a template draft; the page is drawn from them when the draft is put forward.

    Raises: SecretStaysOnPaper.
    """
    outgoing = opened(document_ref, actor)
    actor = allow(actor, RULES, "edit", outgoing)
    if content.text.strip():
        refuse_if_secret(outgoing.document)
    outgoing.content, outgoing.made_from = content.as_json(), "template"
    outgoing.save(update_fields=["content", "made_from"])
    printed = [line.strip(" ;.-") for line in content.recipients.splitlines() if line.strip()]
    documents.change_fields(outgoing.document, recipients=printed)
    return outgoing


@transaction.atomic
def use_template(*, document_ref: UUID, actor: Actor, now: datetime) -> OutgoingDocument:
    """Go on in the template after an upload; the uploaded versions stay on record."""
    outgoing = opened(document_ref, actor)
    actor = allow(actor, RULES, "edit", outgoing)
    outgoing.made_from = "template"
    outgoing.save(update_fields=["made_from"])
    return outgoing


@transaction.atomic
def set_receivers(
    *, document_ref: UUID, receivers: Sequence[ReceiverChoice], actor: Actor, now: datetime
) -> list[Recipient]:
    """Write whom the document goes to, each an agency of the directory or a paper receiver with its reason.

    Law: QĐ 28/2018/QĐ-TTg Điều 10 (by agency code), Điều 7 (paper needs a ground). An agency that ended is replaced by
    its heir; which one was chosen is kept. One that no system serves on the axis gets paper. A receiver that is given
    twice is one, a name on paper whatever its blanks and capitals.
    Raises: ReceiverUnknown, ReceiverEnded, ReasonMissing.
    """
    outgoing = opened(document_ref, actor)
    actor = allow(actor, RULES, "edit", outgoing)
    rows: dict[tuple[str, ...], Recipient] = {}
    for place, choice in enumerate(receivers):
        row = _recipient(outgoing, choice, place)
        rows.setdefault(_who(row), row)
    Recipient.objects.of(outgoing.agency_id).filter(outgoing=outgoing).delete()
    return list(Recipient.objects.bulk_create(rows.values()))


def _who(row: Recipient) -> tuple[str, ...]:
    """Return what makes a receiver the same one: its code, or without one the name and the reason for paper."""
    if not row.code.startswith(NAMED):
        return (row.code,)
    return (row.paper_reason, " ".join(row.name.casefold().split()))


def _recipient(outgoing: OutgoingDocument, choice: ReceiverChoice, place: int) -> Recipient:
    code, name, instead_of = choice.code.strip(), choice.name.strip(), ""
    if choice.on_paper:
        required(choice.paper_reason)
        code = code or f"{NAMED}{place + 1}"
    else:
        known = (
            Agency.objects.filter(Q(code=code) | Q(code_qcvn102=code), ~Q(code=""), valid_to__isnull=True)
            .order_by("id")
            .first()
        )
        if known is None:
            known, instead_of = _heir(code, name), code
        code, name = known.code, known.name
        if not known.reachable:  # the axis would refuse the packet, to everybody
            choice = ReceiverChoice(code, name, on_paper=True, paper_reason=NOT_CONNECTED)
    return Recipient(
        agency_id=outgoing.agency_id,
        outgoing=outgoing,
        code=code[:35],
        instead_of=instead_of,
        name=name[:300] or code,
        on_paper=choice.on_paper,
        paper_reason=choice.paper_reason if choice.on_paper else "",
        position=place,
    )


def _heir(code: str, name: str) -> Agency:
    """Return the agency that stands for one that ended. Raises: ReceiverUnknown, ReceiverEnded."""
    ended = ended_agency(code)
    if ended is None:
        raise ReceiverUnknown(code=code or name)
    heir = heir_of(ended)
    if heir is None:
        raise ReceiverEnded(code=code, name=ended.name)
    return heir


@transaction.atomic
def cancel(*, document_ref: UUID, reason: str, actor: Actor, now: datetime) -> OutgoingDocument:
    """Give a draft up; everything stays on record, and a number that was taken is voided with the reason."""
    outgoing = opened(document_ref, actor)
    actor = allow(actor, RULES, "cancel", outgoing)
    move = MOVES.step("cancel", outgoing.state)
    words = required(reason)
    signing.cancel_all(outgoing.document, actor=actor, now=now)
    if outgoing.taken_number is not None and outgoing.book is not None and outgoing.dated_on is not None:
        registers.void_number(
            book=outgoing.book,
            year=outgoing.dated_on.year,
            number=outgoing.taken_number,
            reason=words,
            actor=actor,
            now=now,
        )
    close_step(outgoing, now, reason=words)
    outgoing.state, outgoing.held_by, outgoing.held_since = move.target, None, None
    outgoing.save(update_fields=["state", "held_by", "held_since"])
    audit.record("outgoing.cancelled", actor=actor, at=now, document_ref=outgoing.document.ref, reason=words)
    tell(outgoing)
    return outgoing
