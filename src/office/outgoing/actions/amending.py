"""Recall, ask back or update a document that was issued. Doors: propose_change, approve_change, turn_down_change, withdraw_change.

Who drafted it, a clerk or a leader proposes with a reason; a leader approves, and only then anything leaves the agency (the
document left in his name; our choice, as QĐ 28/2018/QĐ-TTg Điều 8 names no person). A leader's own proposal is approved with it,
unless a new file still has to be checked. Law: NĐ 30/2020/NĐ-CP Điều 18 khoản 3, 4.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from kit import clock
from kit.access import allow, refusal
from kit.actor import Actor
from kit.errors import MoveNotAllowed
from office.audit import actions as audit
from office.documents.editions import facts_of, plain
from office.documents.rules import refuse_if_secret
from office.files import actions as files
from office.files.models import File
from office.organisation.models import Person
from office.organisation.people import agency_by_code
from office.outgoing.actions.common import opened, required, tell
from office.outgoing.actions.sending import send_change
from office.outgoing.errors import (
    ChangeDecided,
    ChangeWaits,
    FileNotFit,
    NobodyLeft,
    NotAReceiver,
    NothingChanges,
    NothingSent,
    ReceiverNotConnected,
    ReceiverUnknown,
)
from office.outgoing.models import IssuedChange, OutgoingDocument
from office.outgoing.permissions import RULES
from office.outgoing.reach import held_by, pending_change
from office.outgoing.states import CHANGE_MOVES, MOVES, ChangeKind
from office.outgoing.values import ChangePlan
from office.signing import actions as signing
from office.signing.identity import UNANCHORED, keys_of, prints_of, standing
from pdfseal.legal import CHANGED

PDF = "application/pdf"
SOUND = ("valid", "valid_with_remarks")  # verdicts with which a new file may leave


@transaction.atomic
def propose_change(*, document_ref: UUID, plan: ChangePlan, actor: Actor, now: datetime) -> IssuedChange:
    """Write what shall be asked of the receivers; a leader's own proposal is sent at once.

    Raises: NotPermitted, MoveNotAllowed, ChangeWaits, ReasonMissing, NothingSent, NotAReceiver, NothingChanges, NobodyLeft,
    FileNotFit.
    """
    outgoing = opened(document_ref, actor)
    actor = allow(actor, RULES, "propose_change", outgoing)
    MOVES.step("recall", outgoing.state)
    words = required(plan.reason)
    waits = pending_change(outgoing)
    if waits is not None:
        raise ChangeWaits(what=ChangeKind(waits.kind).label)
    change = _written(outgoing, plan, words, actor, now)
    audit.record(
        "outgoing.change_proposed",
        actor=actor,
        at=now,
        document_ref=outgoing.document.ref,
        subject_ref=change.ref,
        change=change.kind,
        reason=words,
    )
    tell(outgoing)
    if refusal(actor, RULES, "approve_change", outgoing) is None and change.file is None:
        return _approve(outgoing, change, "", actor, now)
    return change


def _written(outgoing: OutgoingDocument, plan: ChangePlan, words: str, actor: Actor, now: datetime) -> IssuedChange:
    held = {one.code: one.name for one in held_by(outgoing)}
    if not held:
        raise NothingSent
    change = IssuedChange(
        agency_id=outgoing.agency_id,
        outgoing=outgoing,
        kind=ChangeKind(plan.kind),
        reason=words,
        by_status=sorted(code for code in plan.by_status if code in held),
        proposed_by_id=actor.post_id,
        proposed_at=now,
    )
    if change.kind == ChangeKind.RETRIEVE:
        change.asked = _named(held, plan.asked)
        if not change.asked:
            raise NothingChanges
    if change.kind == ChangeKind.UPDATE:
        _fill_update(change, plan, held, now)
    change.save()
    return change


def _named(held: dict[str, str], codes: tuple[str, ...]) -> list[list[str]]:
    for code in codes:
        if code not in held:
            raise NotAReceiver(code=code)
    return [[code, held[code]] for code in dict.fromkeys(codes)]


def _fill_update(change: IssuedChange, plan: ChangePlan, held: dict[str, str], now: datetime) -> None:
    present = facts_of(change.outgoing.document)
    change.facts = {name: value for name, value in plain(plan.facts).items() if present[name] != value}
    change.removed = _named(held, plan.removed)
    for code in plan.added:
        known = agency_by_code(code)
        if known is None:
            raise ReceiverUnknown(code=code)
        if not known.reachable:
            raise ReceiverNotConnected(code=code, name=known.name)
        if known.code not in held and [known.code, known.name] not in change.added:
            change.added = [*change.added, [known.code, known.name]]
    if plan.file_data is not None:
        change.file = _new_file(change.outgoing, plan, now)
    if not (change.facts or change.file or change.added or change.removed):
        raise NothingChanges
    if len(change.removed) == len(held) and not change.added:
        raise NobodyLeft


def _new_file(outgoing: OutgoingDocument, plan: ChangePlan, now: datetime) -> File:
    """Keep the new file and have its signatures checked; a leader sees the verdict before he approves."""
    assert plan.file_data is not None
    refuse_if_secret(outgoing.document)
    name = f"{outgoing.document_code.replace('/', '-')}-cap-nhat.pdf"
    file = files.keep(agency_id=outgoing.agency_id, name=name, data=plan.file_data, now=now)
    if file.blob.media_type != PDF:
        raise FileNotFit(name=plan.file_name, why="không phải PDF")
    signing.ask_verdict(file)
    return file


def why_not_approved(change: IssuedChange) -> str:
    """Return why the new file may not leave yet, in words; empty when it may or when there is none."""
    if change.file is None:
        return ""
    row = signing.verdict_of(change.file)
    if row is None or not row.verdict:
        return "chữ ký đang được kiểm tra"
    if not files.usable(change.file):
        return "tệp chưa quét xong mã độc hoặc có mã độc"
    if row.verdict not in SOUND and not (row.verdict == "indeterminate" and UNANCHORED in row.facts["facts"]):
        return row.sentence.rstrip(".")
    return _who_did_not_sign(change.outgoing, row.facts)


def _who_did_not_sign(outgoing: OutgoingDocument, report: Mapping[str, Any]) -> str:
    """Return whose signature the new file lacks, in words; it goes in the place of a file that both signed.

    Law: NĐ 30/2020/NĐ-CP Điều 5 khoản 1, Điều 32, as at the issue. An agency's signature before a change of the page is not one.
    """
    signed = standing(report, unanchored=True)
    agency, signer = outgoing.agency, outgoing.signer
    seals = prints_of(one for one in signed if CHANGED not in one["facts"])
    if seals.isdisjoint(keys_of(agency_codes=(agency.code, agency.code_qcvn102))):
        return f"thiếu chữ ký số hợp lệ của {agency.name}"
    if signer is None or prints_of(signed).isdisjoint(keys_of(person_id=signer.person_id)):
        return f"thiếu chữ ký số hợp lệ của người ký {signer.person.full_name if signer else ''}".strip()
    return ""


def _locked(change_ref: UUID, name: str, actor: Actor) -> tuple[OutgoingDocument, IssuedChange, Actor]:
    """Return document and change locked, and the actor as he does it. Raises: NotFoundHere, NotPermitted, ChangeDecided."""
    found: IssuedChange = IssuedChange.objects.by_ref(change_ref, agency_id=actor.agency_id)
    outgoing = opened(found.outgoing.document.ref, actor)
    change: IssuedChange = IssuedChange.objects.locked(change_ref, agency_id=actor.agency_id)
    change.outgoing = outgoing
    actor = allow(actor, RULES, name, change)
    try:
        CHANGE_MOVES.step(name, change.state)
    except MoveNotAllowed as error:
        who = Person.objects.filter(posts=change.decided_by_id or 0).values_list("full_name", flat=True).first()
        at = change.decided_at.astimezone(clock.HANOI).strftime("%H:%M %d/%m/%Y") if change.decided_at else ""
        raise ChangeDecided(who=who or "Người đề nghị", at=at) from error
    return outgoing, change, actor


@transaction.atomic
def approve_change(*, change_ref: UUID, actor: Actor, now: datetime, text: str = "") -> IssuedChange:
    """Approve and send to every receiver concerned. Raises: NotPermitted, ChangeDecided, FileNotFit, MoveNotAllowed."""
    outgoing, change, actor = _locked(change_ref, "approve_change", actor)
    return _approve(outgoing, change, text, actor, now)


def _approve(outgoing: OutgoingDocument, change: IssuedChange, text: str, actor: Actor, now: datetime) -> IssuedChange:
    MOVES.step("recall", outgoing.state)
    why = why_not_approved(change)
    if why:
        assert change.file is not None
        raise FileNotFit(name=change.file.name, why=why)
    _decide(change, "approve_change", text, actor, now)
    send_change(change, actor=actor, now=now)
    tell(outgoing)
    return change


def _decide(change: IssuedChange, name: str, text: str, actor: Actor, now: datetime) -> None:
    change.state = CHANGE_MOVES.step(name, change.state).target
    change.decided_by_id, change.decided_at, change.decision_text = actor.post_id, now, text.strip()[:500]
    change.save(update_fields=["state", "decided_by", "decided_at", "decision_text"])


@transaction.atomic
def turn_down_change(*, change_ref: UUID, reason: str, actor: Actor, now: datetime) -> IssuedChange:
    """Turn the proposal down with a reason; nothing was sent, nothing changes. Raises: NotPermitted, ChangeDecided, ReasonMissing."""
    outgoing, change, actor = _locked(change_ref, "turn_down_change", actor)
    _decide(change, "turn_down_change", required(reason), actor, now)
    _record("outgoing.change_turned_down", outgoing, change, actor, now)
    return change


@transaction.atomic
def withdraw_change(*, change_ref: UUID, actor: Actor, now: datetime) -> IssuedChange:
    """Take the own proposal back before it is decided. Raises: NotPermitted, ChangeDecided."""
    outgoing, change, actor = _locked(change_ref, "withdraw_change", actor)
    _decide(change, "withdraw_change", "", actor, now)
    _record("outgoing.change_withdrawn", outgoing, change, actor, now)
    return change


def _record(kind: str, outgoing: OutgoingDocument, change: IssuedChange, actor: Actor, now: datetime) -> None:
    audit.record(
        kind,
        actor=actor,
        at=now,
        document_ref=outgoing.document.ref,
        subject_ref=change.ref,
        change=change.kind,
        reason=change.decision_text,
    )
    tell(outgoing)
