"""The way of a draft to the clerk. Doors: set_route, submit, initial, sign, return_, after_initials, after_person.

A click asks for the signature; the document moves on in the transaction that keeps the signed file.
Law: NĐ 30/2020/NĐ-CP Điều 11 (approval), 12 (checks), 13 (signing).
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from kit import clock
from kit.access import allow
from kit.actor import Actor
from office.audit import actions as audit
from office.documents import actions as documents
from office.documents.reads import main_file
from office.documents.rules import refuse_if_secret
from office.organisation.acting import actor_for
from office.organisation.models import Post, SigningAuthority
from office.organisation.people import authorities_of
from office.outgoing.actions.common import close_step, hand_to, opened, required, tell
from office.outgoing.actions.versions import render_version, unsigned_file
from office.outgoing.checks import missing_of
from office.outgoing.errors import NoAuthority, NobodyToSign, NoPlace, NotReady
from office.outgoing.models import OutgoingDocument
from office.outgoing.permissions import RULES
from office.outgoing.states import MOVES, State, StepKind
from office.signing import actions as signing
from office.signing.models import SigningRequest
from office.signing.states import Purpose


@transaction.atomic
def set_route(
    *,
    document_ref: UUID,
    unit_head: Post | None,
    signer: Post | None,
    authority: SigningAuthority | None,
    actor: Actor,
    now: datetime,
) -> OutgoingDocument:
    """Choose who initials (nobody: straight to the leader) and who signs in which capacity."""
    outgoing = opened(document_ref, actor)
    actor = allow(actor, RULES, "edit", outgoing)
    if signer is not None and authority is None:
        fitting = authorities_of(signer, outgoing.document.type_code, clock.today(now))
        authority = fitting[0] if fitting else None
    outgoing.unit_head, outgoing.signer, outgoing.authority = unit_head, signer, authority
    outgoing.save(update_fields=["unit_head", "signer", "authority"])
    audit.record(
        "outgoing.route_set",
        actor=actor,
        at=now,
        document_ref=outgoing.document.ref,
        unit_head=unit_head.ref if unit_head else None,
        signer=signer.ref if signer else None,
        authority=authority.code if authority else None,
    )
    return outgoing


def require_authority(outgoing: OutgoingDocument, now: datetime) -> None:
    """Return when the signer may sign this type today. Raises: NobodyToSign, NoAuthority."""
    if outgoing.signer is None:
        raise NobodyToSign
    day = clock.today(now)
    allowed = {one.pk for one in authorities_of(outgoing.signer, outgoing.document.type_code, day)}
    if outgoing.authority_id not in allowed:
        raise NoAuthority(
            name=outgoing.signer.person.full_name, type_name=outgoing.document.type_name, day=f"{day:%d/%m/%Y}"
        )


@transaction.atomic
def submit(*, document_ref: UUID, actor: Actor, now: datetime) -> OutgoingDocument:
    """Put the draft forward: to the unit's head for his initials, or to the leader where there is no head.

    Raises: SecretStaysOnPaper, NotReady naming everything that is missing, NoAuthority.
    """
    outgoing = opened(document_ref, actor)
    refuse_if_secret(outgoing.document)
    name = "submit" if outgoing.unit_head_id else "bypass"
    actor = allow(actor, RULES, name, outgoing)
    move = MOVES.step(name, outgoing.state)
    missing = missing_of(outgoing, on=clock.today(now))
    if missing:
        raise NotReady(missing="thiếu " + ", ".join(missing))
    require_authority(outgoing, now)
    if outgoing.made_from == "template":
        render_version(outgoing, actor=actor, now=now)
    if "signature" not in outgoing.placement:
        raise NoPlace
    signer = outgoing.signer
    assert signer is not None
    documents.change_fields(
        outgoing.document,
        signer_name=signer.person.full_name,
        signer_position=signer.title,
        signer_competence=outgoing.authority.code if outgoing.authority else "",
    )
    outgoing.state = move.target
    if move.target == State.UNIT_REVIEW:
        hand_to(outgoing, StepKind.INITIAL, outgoing.unit_head, now)
    else:
        hand_to(outgoing, StepKind.SIGN, signer, now)
    outgoing.save(update_fields=["state", "held_by", "held_since"])
    audit.record(
        "outgoing.submitted", actor=actor, at=now, document_ref=outgoing.document.ref, to=_ref(outgoing.held_by)
    )
    tell(outgoing)
    return outgoing


def _ref(post: Post | None) -> UUID | None:
    return post.ref if post else None


def _reserve(outgoing: OutgoingDocument, purpose: Purpose, place: str, actor: Actor, now: datetime) -> SigningRequest:
    row = main_file(outgoing.document)
    if row is None or place not in outgoing.placement:
        raise NoPlace
    return signing.reserve(
        signing.may_reserve(outgoing.document, row.file),
        purpose=purpose,
        post_id=actor.post_id or 0,
        parameters={"place": outgoing.placement[place]},
        actor=actor,
        now=now,
    )


@transaction.atomic
def initial(*, document_ref: UUID, actor: Actor, now: datetime) -> SigningRequest:
    """Ask for the unit head's initials; when they are on the file the draft goes to the leader."""
    outgoing = opened(document_ref, actor)
    actor = allow(actor, RULES, "initial", outgoing)
    MOVES.step("initial", outgoing.state)
    return _reserve(outgoing, Purpose.INITIALS, "initials", actor, now)


@transaction.atomic
def sign(*, document_ref: UUID, actor: Actor, now: datetime) -> SigningRequest:
    """Ask for the signer's personal signature; when it is on the file the document goes to the clerks.

    Law: NĐ 30/2020/NĐ-CP Điều 13. Raises: NoAuthority when the capacity does not hold today.
    """
    outgoing = opened(document_ref, actor)
    actor = allow(actor, RULES, "sign", outgoing)
    MOVES.step("sign", outgoing.state)
    require_authority(outgoing, now)
    return _reserve(outgoing, Purpose.PERSON, "signature", actor, now)


def after_initials(request: SigningRequest, now: datetime) -> None:
    """Continuation of the initials: the leader's turn."""
    _move_on(request, "initial", "outgoing.initialled", now)


def after_person(request: SigningRequest, now: datetime) -> None:
    """Continuation of the personal signature: the clerks' turn, who find it checked."""
    _move_on(request, "sign", "outgoing.signed", now)
    if request.result is not None:
        signing.ask_verdict(request.result)


def _move_on(request: SigningRequest, name: str, kind: str, now: datetime) -> None:
    outgoing: OutgoingDocument = OutgoingDocument.objects.locked(request.document.ref, agency_id=request.agency_id)
    outgoing.state = MOVES.step(name, outgoing.state).target
    if outgoing.state == State.LEADER_REVIEW:
        hand_to(outgoing, StepKind.SIGN, outgoing.signer, now)
    else:
        hand_to(outgoing, StepKind.ISSUE, None, now)
    outgoing.save(update_fields=["state", "held_by", "held_since"])
    audit.record(
        kind, actor=actor_for(request.post), at=now, document_ref=request.document.ref, subject_ref=request.ref
    )
    tell(outgoing)


@transaction.atomic
def return_(*, document_ref: UUID, reason: str, actor: Actor, now: datetime) -> OutgoingDocument:
    """Give the draft back to its drafter with the reason; signatures made so far are not used any more.

    The drafter goes on from the unsigned version; a change after approval goes the whole way again (Điều 11 khoản 3).
    """
    outgoing = opened(document_ref, actor)
    actor = allow(actor, RULES, "return", outgoing)
    move = MOVES.step("return", outgoing.state)
    words = required(reason)
    signing.cancel_all(outgoing.document, actor=actor, now=now)
    unsigned = unsigned_file(outgoing)
    if unsigned is not None:
        documents.replace_main_file(outgoing.document, unsigned)
    close_step(outgoing, now, returned=True, reason=words)
    outgoing.state = move.target
    hand_to(outgoing, StepKind.DRAFT, outgoing.drafter, now)
    outgoing.save(update_fields=["state", "held_by", "held_since"])
    audit.record("outgoing.returned", actor=actor, at=now, document_ref=outgoing.document.ref, reason=words)
    tell(outgoing)
    return outgoing
