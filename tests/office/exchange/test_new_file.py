"""A new file of an update: what may go in the place of the official one, and that both sides keep the former."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from django.conf import settings
from tests.cast import House
from tests.factories.files import plain_pdf
from tests.office.exchange.conftest import Carrier
from tests.office.signing.desk import AGENCIES, Desk

from kit import clock
from kit.actor import Actor
from kit.tenancy import acting_for
from office.documents.models import Document, Edition
from office.files import actions as files
from office.files.models import Blob
from office.files.states import ScanState
from office.incoming import actions as incoming
from office.incoming.models import ChangeRequest
from office.outgoing import actions as outgoing
from office.outgoing.errors import FileNotFit
from office.outgoing.models import IssuedChange, OutgoingDocument
from office.outgoing.states import ChangeKind, ChangeState
from office.outgoing.values import ChangePlan
from office.signing.models import Certificate, FileVerdict
from pdfseal.localpki import AgencySpec, LocalPki, PersonSpec, create_pki
from pdfseal.signing import sign

Make = Callable[..., OutgoingDocument]
OURS = ("phong", "agency-G22")


@pytest.fixture(scope="module")
def self_made(tmp_path_factory: pytest.TempPathFactory) -> LocalPki:
    """Certificates that anybody can make: our names, and nobody trusted behind them."""
    people = [PersonSpec(code="phong", name="Hồ Đình Phong", agency=AGENCIES["G22"])]
    agencies = [AgencySpec(code="agency-G22", name=AGENCIES["G22"])]
    return create_pki(tmp_path_factory.mktemp("self-made") / "pki", people, agencies)


def _propose(document: OutgoingDocument, actor: Actor, now: datetime, data: bytes | Path) -> IssuedChange:
    plan = ChangePlan(kind=ChangeKind.UPDATE, reason="Sửa thể thức", file_name="moi.pdf", file_data=data)  # type: ignore[arg-type]
    return outgoing.propose_change(document_ref=document.document.ref, plan=plan, actor=actor, now=now)


def _clean() -> None:
    Blob.objects.update(scan_state=ScanState.CLEAN)


def _signed(pki: LocalPki, signers: tuple[str, ...], tsa: str | None = None) -> bytes:
    pdf = plain_pdf("đã sửa")
    for code in signers:
        pdf = sign(pdf, pki.key(code), field=f"Field-{code}", at=clock.now(), tsa=tsa).pdf
    return pdf


def _checked(document: OutgoingDocument, actor: Actor, now: datetime, desk: Desk, pdf: bytes) -> tuple[str, str]:
    """Propose the file and have it checked; return its verdict and why it may not leave."""
    change = _propose(document, actor, now, pdf)
    desk.verify()
    _clean()
    return FileVerdict.objects.get(file=change.file).verdict, outgoing.why_not_approved(change)


def test_a_sound_file_of_ours_may_leave_with_remarks_too(
    sent: OutgoingDocument, sender_desk: Desk, phong: Actor, monday: datetime
) -> None:
    found = _checked(sent, phong, monday, sender_desk, _signed(sender_desk.pki, OURS))
    assert found == ("valid_with_remarks", "")
    outgoing.approve_change(change_ref=IssuedChange.objects.get().ref, actor=phong, now=monday)
    assert IssuedChange.objects.get().state == ChangeState.SENT


@pytest.mark.parametrize(
    ("signers", "why"),
    [
        (("phong",), "thiếu chữ ký số hợp lệ của Văn phòng Chính phủ"),
        (("phong", "agency-H29"), "thiếu chữ ký số hợp lệ của Văn phòng Chính phủ"),
        (("bich", "agency-G22"), "thiếu chữ ký số hợp lệ của người ký Hồ Đình Phong"),
    ],
)
def test_who_signed_the_issued_file_signs_the_new_one(
    signers: tuple[str, ...], why: str, sent: OutgoingDocument, sender_desk: Desk, phong: Actor, monday: datetime
) -> None:
    pdf = _signed(sender_desk.pki, signers, sender_desk.tsa_url)
    assert _checked(sent, phong, monday, sender_desk, pdf) == ("valid", why)
    with pytest.raises(FileNotFit, match=why):
        outgoing.approve_change(change_ref=IssuedChange.objects.get().ref, actor=phong, now=monday)


def test_a_self_made_or_blocked_certificate_does_not_let_a_file_out(
    sent: OutgoingDocument, sender_desk: Desk, self_made: LocalPki, phong: Actor, van: Actor, monday: datetime
) -> None:
    verdict, why = _checked(sent, phong, monday, sender_desk, _signed(self_made, OURS))
    assert (verdict, why) == ("indeterminate", "Chưa kiểm tra được đầy đủ. Nội dung chưa bị sửa")
    with pytest.raises(FileNotFit):
        outgoing.approve_change(change_ref=IssuedChange.objects.get().ref, actor=phong, now=monday)
    outgoing.withdraw_change(change_ref=IssuedChange.objects.get().ref, actor=van, now=monday)

    Certificate.objects.filter(agency_code="G22").update(blocked_at=monday)
    verdict, why = _checked(sent, phong, monday, sender_desk, _signed(sender_desk.pki, OURS))
    assert (verdict, "Văn phòng Chính phủ" in why) == ("valid_with_remarks", True)


def test_where_nobody_is_trusted_yet_registered_certificates_must_do(
    sent: OutgoingDocument,
    sender_desk: Desk,
    self_made: LocalPki,
    phong: Actor,
    van: Actor,
    monday: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(settings, "ENV", replace(settings.ENV, trust_dir=None))
    verdict, why = _checked(sent, phong, monday, sender_desk, _signed(self_made, OURS))
    assert (verdict, why) == ("indeterminate", "thiếu chữ ký số hợp lệ của Văn phòng Chính phủ")
    outgoing.withdraw_change(change_ref=IssuedChange.objects.get().ref, actor=van, now=monday)
    assert _checked(sent, phong, monday, sender_desk, _signed(sender_desk.pki, OURS)) == ("indeterminate", "")


def test_a_new_file_must_be_signed_and_both_sides_keep_the_old_one(
    sent: OutgoingDocument,
    issued: Make,
    carrier: Carrier,
    sender_desk: Desk,
    ubnd: House,
    phong: Actor,
    van: Actor,
    lan: Actor,
    monday: datetime,
) -> None:
    sender_desk.verify()
    unsigned = _propose(sent, phong, monday, plain_pdf("mới"))
    assert unsigned.state == ChangeState.PROPOSED  # even a leader sees the verdict first
    with pytest.raises(FileNotFit, match="đang được kiểm tra"):
        outgoing.approve_change(change_ref=unsigned.ref, actor=phong, now=monday)
    sender_desk.verify()
    _clean()
    with pytest.raises(FileNotFit):
        outgoing.approve_change(change_ref=unsigned.ref, actor=phong, now=monday)
    outgoing.withdraw_change(change_ref=unsigned.ref, actor=van, now=monday)

    before = sent.document.document_files.get(kind="main").file
    better = issued(subject="bản sửa lỗi thể thức").document.document_files.get(kind="main").file
    signed = _propose(sent, phong, monday, files.path_of(better))
    sender_desk.verify()
    _clean()
    outgoing.approve_change(change_ref=signed.ref, actor=phong, now=monday)
    carrier.carry("G22")
    document = Document.objects.get(pk=sent.pk)
    assert document.document_files.get(kind="main").file.blob_id == better.blob_id
    assert Edition.objects.get(document=document).edition_files.get(kind="main").file == before
    with acting_for(ubnd.agency.pk):
        held = ChangeRequest.objects.get(kind="update")
        assert [one.file.blob_id for one in held.change_files.all()] == [better.blob_id]
        incoming.agree_change(change_ref=held.ref, actor=lan, now=monday)
        here = held.document
        assert here is not None
        assert here.document_files.get().file.blob_id == better.blob_id
        assert here.editions.get().edition_files.get().file.blob_id == before.blob_id
