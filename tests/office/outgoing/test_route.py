"""The way of a document from its drafter to the receivers, with real signatures."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from tests.cast import House
from tests.factories.documents import IncomingFactory
from tests.factories.files import PLAIN_PDF, plain_pdf
from tests.office.outgoing.conftest import fresh
from tests.office.signing.desk import Desk

from kit.actor import Actor
from kit.clock import HANOI
from kit.errors import MoveNotAllowed, NotPermitted
from office.audit.models import Event
from office.documents.errors import SecretStaysOnPaper
from office.documents.facts import LegalValue
from office.documents.reads import files_of, main_file
from office.files.actions import read
from office.organisation.models import SigningAuthority
from office.outgoing import actions
from office.outgoing.errors import (
    NoAuthority,
    NoPersonalSignature,
    NothingSent,
    NotReady,
    ReasonMissing,
    TooLateForSecrecy,
    YearChanged,
)
from office.outgoing.models import Dispatch, OutgoingDocument
from office.outgoing.states import State
from office.outgoing.values import DraftFacts, ReceiverChoice, TemplateContent
from office.registers.models import TakenNumber
from office.signing.actions import verdict_of
from office.signing.models import SigningRequest
from pdfseal.trust import load_trust
from pdfseal.verify import verify

Make = Callable[..., OutgoingDocument]


def test_a_draft_is_initialled_signed_numbered_sealed_and_issued(
    submitted: Make, sender_desk: Desk, bich: Actor, phong: Actor, van: Actor, monday: datetime
) -> None:
    outgoing = submitted()
    ref = outgoing.document.ref
    assert outgoing.state == State.UNIT_REVIEW

    actions.initial(document_ref=ref, actor=bich, now=monday)
    assert fresh(outgoing).state == State.UNIT_REVIEW  # the click only asks
    sender_desk.sign()
    assert fresh(outgoing).state == State.LEADER_REVIEW

    actions.sign(document_ref=ref, actor=phong, now=monday)
    sender_desk.sign()
    assert fresh(outgoing).state == State.TO_NUMBER
    assert fresh(outgoing).held_by is None

    actions.issue(document_ref=ref, actor=van, now=monday)
    assert fresh(outgoing).document_code == "01/VPCP"
    sender_desk.sign()
    outgoing = fresh(outgoing)
    assert outgoing.state == State.ISSUED
    assert outgoing.document.document_code == "01/VPCP"
    assert outgoing.document.document_id == "G22,2026/11/23,01/VPCP"
    dispatch = Dispatch.objects.get(outgoing=outgoing)
    assert [one.code for one in dispatch.deliveries.all()] == ["H29"]

    row = main_file(outgoing.document)
    assert row is not None
    verdict = verify(read(row.file), trust=load_trust(sender_desk.pki.trust), now=datetime.now(monday.tzinfo))
    assert verdict.verdict in ("valid", "valid_with_remarks"), verdict
    assert [one.field for one in verdict.signatures] == [
        "CongvanInitials1",
        "CongvanPerson1",
        "CongvanNumber",
        "CongvanSeal",
    ]
    sender_desk.verify()
    kept = verdict_of(row.file)
    assert kept is not None
    assert kept.legal_value == LegalValue.FULL
    kinds = Event.objects.of_document(ref).order_by("id").values_list("kind", flat=True)
    assert [kind for kind in kinds if kind.startswith("outgoing")] == [
        "outgoing.drafted",
        "outgoing.route_set",
        "outgoing.version_kept",
        "outgoing.submitted",
        "outgoing.initialled",
        "outgoing.signed",
        "outgoing.numbered",
        "outgoing.issued",
    ]


def test_without_a_unit_head_the_draft_goes_straight_to_the_leader(
    draft: Make, quang: Actor, phong: Actor, sender_desk: Desk, monday: datetime, in_vpcp: House
) -> None:
    outgoing = draft()
    ref = outgoing.document.ref
    actions.set_route(
        document_ref=ref, unit_head=None, signer=in_vpcp.posts["phong"], authority=None, actor=quang, now=monday
    )
    actions.submit(document_ref=ref, actor=quang, now=monday)
    assert fresh(outgoing).state == State.LEADER_REVIEW
    actions.sign(document_ref=ref, actor=phong, now=monday)
    sender_desk.sign()
    assert fresh(outgoing).state == State.TO_NUMBER


def test_a_returned_draft_loses_its_signatures_and_keeps_its_versions(
    signed: Make, sender_desk: Desk, quang: Actor, van: Actor, monday: datetime
) -> None:
    outgoing = signed()
    ref = outgoing.document.ref
    actions.return_(document_ref=ref, reason="Sai thể thức", actor=van, now=monday)
    outgoing = fresh(outgoing)
    assert outgoing.state == State.DRAFT
    assert outgoing.held_by_id == outgoing.drafter_id
    assert main_file(outgoing.document).file_id == outgoing.versions.get().file_id
    assert outgoing.steps.filter(returned=True).get().reason == "Sai thể thức"

    changed = TemplateContent(text="Nội dung đã sửa.", addressees="Ủy ban nhân dân Thành phố Hồ Chí Minh")
    actions.fill_template(document_ref=ref, content=changed, actor=quang, now=monday)
    actions.submit(document_ref=ref, actor=quang, now=monday)
    assert [one.number for one in fresh(outgoing).versions.all()] == [1, 2]
    assert b"/ByteRange" not in read(main_file(outgoing.document).file)


def test_a_return_needs_its_reason(submitted: Make, bich: Actor, monday: datetime) -> None:
    with pytest.raises(ReasonMissing):
        actions.return_(document_ref=submitted().document.ref, reason="  ", actor=bich, now=monday)


def test_only_the_holder_acts(submitted: Make, quang: Actor, phong: Actor, van: Actor, monday: datetime) -> None:
    ref = submitted().document.ref
    with pytest.raises(NotPermitted):
        actions.initial(document_ref=ref, actor=quang, now=monday)
    with pytest.raises(NotPermitted):
        actions.initial(document_ref=ref, actor=phong, now=monday)
    with pytest.raises(MoveNotAllowed):
        actions.sign(document_ref=ref, actor=phong, now=monday)
    with pytest.raises(MoveNotAllowed):
        actions.issue(document_ref=ref, actor=van, now=monday)


def test_a_draft_without_receivers_is_not_put_forward(draft: Make, quang: Actor, monday: datetime) -> None:
    outgoing = draft()
    actions.set_receivers(document_ref=outgoing.document.ref, receivers=[], actor=quang, now=monday)
    with pytest.raises(NotReady, match="nơi nhận"):
        actions.submit(document_ref=outgoing.document.ref, actor=quang, now=monday)


def test_an_authority_past_its_last_day_signs_nothing(
    submitted: Make, sender_desk: Desk, bich: Actor, phong: Actor, monday: datetime
) -> None:
    outgoing = submitted()
    ref = outgoing.document.ref
    actions.initial(document_ref=ref, actor=bich, now=monday)
    sender_desk.sign()
    SigningAuthority.objects.filter(post_id=phong.post_id).update(valid_to=monday.date() - timedelta(days=1))
    with pytest.raises(NoAuthority):
        actions.sign(document_ref=ref, actor=phong, now=monday)


def test_a_secret_draft_takes_no_file_and_goes_nowhere(in_vpcp: House, quang: Actor, monday: datetime) -> None:
    facts = DraftFacts(subject="rà soát", security="secret")
    ref = actions.create_draft(facts=facts, actor=quang, now=monday).document.ref
    with pytest.raises(SecretStaysOnPaper):
        actions.fill_template(document_ref=ref, content=TemplateContent(text="Nội dung"), actor=quang, now=monday)
    actions.fill_template(document_ref=ref, content=TemplateContent(recipients="Như trên"), actor=quang, now=monday)
    with pytest.raises(SecretStaysOnPaper):
        actions.upload_version(document_ref=ref, name="mat.pdf", data=PLAIN_PDF, actor=quang, now=monday)
    with pytest.raises(SecretStaysOnPaper):
        actions.attach_appendix(document_ref=ref, name="mat.pdf", data=PLAIN_PDF, actor=quang, now=monday)
    with pytest.raises(SecretStaysOnPaper):
        actions.submit(document_ref=ref, actor=quang, now=monday)


@pytest.mark.parametrize("kept", ["text", "version", "appendix"])
def test_what_is_here_already_cannot_be_marked_secret(
    kept: str, in_vpcp: House, quang: Actor, monday: datetime
) -> None:
    ref = actions.create_draft(facts=DraftFacts(subject="rà soát"), actor=quang, now=monday).document.ref
    given = {"document_ref": ref, "actor": quang, "now": monday}
    marked = DraftFacts(subject="rà soát", security="secret")
    if kept == "text":
        actions.fill_template(content=TemplateContent(text="Nội dung"), **given)
    elif kept == "version":
        actions.upload_version(name="mat.pdf", data=PLAIN_PDF, **given)
    else:
        actions.attach_appendix(name="mat.pdf", data=PLAIN_PDF, **given)
    with pytest.raises(TooLateForSecrecy, match="Hãy hủy dự thảo này"):
        actions.change_facts(facts=marked, **given)
    assert OutgoingDocument.objects.get(document__ref=ref).document.security == "ordinary"
    assert actions.cancel(reason="có độ mật", **given).state == State.CANCELLED


def test_an_empty_draft_may_be_marked_secret(in_vpcp: House, quang: Actor, monday: datetime) -> None:
    ref = actions.create_draft(facts=DraftFacts(subject="rà soát"), actor=quang, now=monday).document.ref
    marked = DraftFacts(subject="rà soát", security="secret")
    assert actions.change_facts(document_ref=ref, facts=marked, actor=quang, now=monday).document.is_secret


def test_appendices_are_each_signed_by_the_agency_at_issue(
    draft: Make, sender_desk: Desk, quang: Actor, bich: Actor, phong: Actor, van: Actor, monday: datetime
) -> None:
    outgoing = draft()
    ref = outgoing.document.ref
    for name in ("phu-luc-1.pdf", "phu-luc-2.pdf"):
        actions.attach_appendix(document_ref=ref, name=name, data=plain_pdf(name), actor=quang, now=monday)
    actions.submit(document_ref=ref, actor=quang, now=monday)
    actions.initial(document_ref=ref, actor=bich, now=monday)
    sender_desk.sign()
    actions.sign(document_ref=ref, actor=phong, now=monday)
    sender_desk.sign()
    actions.issue(document_ref=ref, actor=van, now=monday)
    sender_desk.sign()
    assert fresh(outgoing).state == State.ISSUED
    trust = load_trust(sender_desk.pki.trust)
    for row in files_of(outgoing.document)[1:]:
        (one,) = verify(read(row.file), trust=trust, now=datetime.now(monday.tzinfo)).signatures
        assert one.field == "CongvanAttachment1"
        assert one.valid


def test_the_seal_waits_for_a_personal_signature(signed: Make, van: Actor, monday: datetime) -> None:
    outgoing = signed()
    SigningRequest.objects.filter(document=outgoing.document, purpose="person").update(post=outgoing.drafter)
    with pytest.raises(NoPersonalSignature):
        actions.issue(document_ref=outgoing.document.ref, actor=van, now=monday)


def test_a_failed_seal_keeps_its_number_and_is_tried_again(
    signed: Make, sender_desk: Desk, van: Actor, monday: datetime, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    outgoing = signed()
    ref = outgoing.document.ref
    working = settings.ENV
    empty = tmp_path / "no-keys"
    empty.mkdir()
    actions.issue(document_ref=ref, actor=van, now=monday)
    monkeypatch.setattr(settings, "ENV", replace(working, keys_dir=empty))
    sender_desk.sign()
    outgoing = fresh(outgoing)
    assert outgoing.state == State.ISSUING
    assert SigningRequest.objects.get(document=outgoing.document, purpose="issue").error_code == "SIG-004"

    monkeypatch.setattr(settings, "ENV", working)
    actions.retry_issue(document_ref=ref, actor=van, now=monday)
    sender_desk.sign()
    outgoing = fresh(outgoing)
    assert outgoing.state == State.ISSUED
    assert outgoing.document.document_code == "01/VPCP"


def test_a_number_stays_with_a_document_that_was_returned_from_sealing(
    signed: Make, sender_desk: Desk, quang: Actor, bich: Actor, phong: Actor, van: Actor, monday: datetime
) -> None:
    outgoing = signed()
    ref = outgoing.document.ref
    actions.issue(document_ref=ref, actor=van, now=monday)
    actions.return_(document_ref=ref, reason="Chứng thư hết hạn", actor=van, now=monday)
    sender_desk.sign()  # what was asked before the return is not used
    assert fresh(outgoing).state == State.DRAFT
    other = signed(subject="văn bản khác")
    actions.issue(document_ref=other.document.ref, actor=van, now=monday)
    sender_desk.sign()

    actions.submit(document_ref=ref, actor=quang, now=monday)
    actions.initial(document_ref=ref, actor=bich, now=monday)
    sender_desk.sign()
    actions.sign(document_ref=ref, actor=phong, now=monday)
    sender_desk.sign()
    actions.issue(document_ref=ref, actor=van, now=monday)
    sender_desk.sign()
    assert fresh(outgoing).document.number == "01"
    assert fresh(other).document.number == "02"


def test_a_cancelled_draft_voids_the_number_it_took(signed: Make, quang: Actor, van: Actor, monday: datetime) -> None:
    outgoing = signed()
    ref = outgoing.document.ref
    actions.issue(document_ref=ref, actor=van, now=monday)
    actions.return_(document_ref=ref, reason="Không cần nữa", actor=van, now=monday)
    actions.cancel(document_ref=ref, reason="Không cần ban hành nữa", actor=quang, now=monday)
    assert TakenNumber.objects.get(number=1).void_reason == "Không cần ban hành nữa"


def test_a_draft_printed_last_year_is_not_numbered(signed: Make, van: Actor) -> None:
    with pytest.raises(YearChanged):
        actions.issue(document_ref=signed().document.ref, actor=van, now=datetime(2027, 1, 4, 8, 0, tzinfo=HANOI))


def test_a_recall_tells_every_receiver(issued: Make, phong: Actor, monday: datetime) -> None:
    outgoing = issued()
    change = actions.recall(document_ref=outgoing.document.ref, reason="Sai nội dung", actor=phong, now=monday)
    dispatch = change.dispatches.get()
    assert dispatch.operation == "recall"
    assert dispatch.reason == "Sai nội dung"
    assert [one.code for one in dispatch.deliveries.all()] == ["H29"]
    assert fresh(outgoing).state == State.RECALLED
    assert fresh(outgoing).document.number == "01"


def test_a_document_on_paper_only_is_issued_without_a_sending(
    draft: Make, sender_desk: Desk, quang: Actor, bich: Actor, phong: Actor, van: Actor, monday: datetime
) -> None:
    outgoing = draft()
    ref = outgoing.document.ref
    paper = ReceiverChoice(code="", name="Công ty Mẫu", on_paper=True, paper_reason="receiver_not_connected")
    actions.set_receivers(document_ref=ref, receivers=[paper], actor=quang, now=monday)
    actions.submit(document_ref=ref, actor=quang, now=monday)
    actions.initial(document_ref=ref, actor=bich, now=monday)
    sender_desk.sign()
    actions.sign(document_ref=ref, actor=phong, now=monday)
    sender_desk.sign()
    actions.issue(document_ref=ref, actor=van, now=monday)
    sender_desk.sign()
    assert fresh(outgoing).state == State.ISSUED
    assert not Dispatch.objects.exists()
    with pytest.raises(NothingSent):
        actions.recall(document_ref=ref, reason="Sai", actor=van, now=monday)


def test_a_reply_knows_what_it_answers_and_to_whom(in_ubnd: House, vpcp: House, triet: Actor, monday: datetime) -> None:
    arrived = IncomingFactory(agency=in_ubnd.agency, registered=True)
    reply = actions.reply_to(document_ref=arrived.document.ref, actor=triet, now=monday)
    assert reply.answers == arrived.document
    assert [one.code for one in reply.receivers.all()] == ["G22"]
    assert reply.document.subject.startswith("trả lời Công văn số")
    link = reply.document.links.get()
    assert link.wire_document_id == arrived.document.document_id
    assert link.wire_agency_code == "G22"
