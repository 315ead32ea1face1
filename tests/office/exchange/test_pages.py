"""What both sides see of a recall, an update and a replacement, and what they press."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.cast import House
from tests.factories.files import PLAIN_PDF, plain_pdf
from tests.factories.organisation import AgencyFactory
from tests.office.exchange.conftest import Carrier

from kit.actor import Actor
from kit.tenancy import acting_for
from office.documents.models import OwedStatus
from office.exchange.models import InPacket, OutPacket
from office.exchange.states import InState, OutState
from office.incoming import actions as incoming
from office.incoming.models import ChangeRequest, IncomingDocument
from office.incoming.states import State as Incoming
from office.incoming.values import ChangeAsked, Received, ReceivedFile
from office.outgoing import actions as outgoing
from office.outgoing.models import IssuedChange, OutgoingDocument
from office.outgoing.states import ChangeKind, ChangeState, State
from office.outgoing.values import ChangePlan

Browser = Callable[[Actor], Client]


def _page(browser: Client, name: str, status: int = 200, **kwargs: object) -> str:
    answer = browser.get(reverse(name, kwargs=kwargs))
    assert answer.status_code == status
    return answer.content.decode()


def _send(document: OutgoingDocument, actor: Actor, now: datetime, kind: str, **plan: object) -> IssuedChange:
    facts = ChangePlan(kind=kind, reason="Sai hạn trả lời", **plan)  # type: ignore[arg-type]
    return outgoing.propose_change(document_ref=document.document.ref, plan=facts, actor=actor, now=now)


def test_a_clerk_recalls_from_the_page_and_the_leader_approves(
    sent: OutgoingDocument, carrier: Carrier, van: Actor, phong: Actor, browser_of: Browser
) -> None:
    ref = sent.document.ref
    clerk, leader = browser_of(van), browser_of(phong)
    page = _page(clerk, "outgoing:document", document_ref=ref)
    for words in ("Thu hồi…", "Cập nhật…", "Yêu cầu lấy lại…", "Thay thế…", "Trình duyệt thu hồi"):
        assert words in page
    answer = clerk.post(
        reverse("outgoing:recall_document", kwargs={"document_ref": ref}),
        {"reason": "Sai nội dung", "note": "", "by_status": ["H29"]},
    )
    change = IssuedChange.objects.get()
    assert answer.headers["Location"] == reverse("outgoing:change", kwargs={"change_ref": change.ref})
    assert carrier.pick_up("G22") == []

    waits = _page(clerk, "outgoing:document", document_ref=ref)
    assert "Mai Thu Vân đề nghị thu hồi, chờ lãnh đạo duyệt" in waits
    assert "Đề nghị “Thu hồi” đang chờ lãnh đạo duyệt" in waits  # every other act is greyed with this reason
    assert "Xem và duyệt thu hồi" in _page(leader, "outgoing:document", document_ref=ref)
    assert "Phải do lãnh đạo cơ quan duyệt" in _page(clerk, "outgoing:change", change_ref=change.ref)
    proposal = _page(leader, "outgoing:change", change_ref=change.ref)
    assert "bằng trạng thái 13" in proposal
    leader.post(reverse("outgoing:approve_change", kwargs={"change_ref": change.ref}))

    sent.refresh_from_db()
    assert sent.state == State.RECALLED
    after = _page(clerk, "outgoing:document", document_ref=ref)
    assert "Văn bản đã thu hồi" in after
    assert len(carrier.carry("G22")) == 1


def test_an_update_is_filled_in_approved_and_compared_by_the_receiver(
    sent: OutgoingDocument, carrier: Carrier, ubnd: House, van: Actor, phong: Actor, lan: Actor, browser_of: Browser
) -> None:
    AgencyFactory(code="G09", name="Bộ Nội vụ", hosted=False)
    clerk, leader = browser_of(van), browser_of(phong)
    ref = sent.document.ref
    url = reverse("outgoing:update", kwargs={"document_ref": ref})
    assert "Trình duyệt" in clerk.get(url).content.decode()
    same = {"reason": "Sửa hạn", "subject": sent.document.subject, "due_on": "", "urgency": "0", "receiver": ["H29"]}
    refused = clerk.post(url, same)
    assert (refused.status_code, "Chưa có gì thay đổi" in refused.content.decode()) == (422, True)
    nobody = clerk.post(url, {**same, "receiver": []})
    assert "Bỏ hết nơi nhận là thu hồi" in nobody.content.decode()
    word = clerk.post(url, {**same, "file": SimpleUploadedFile("a.txt", b"khong phai pdf")})
    assert "không phải PDF" in word.content.decode()
    clerk.post(url, {**same, "due_on": "2026-12-24", "receiver": ["H29", "G09"]})
    change = IssuedChange.objects.get()
    shown = _page(leader, "outgoing:change", change_ref=change.ref)
    assert "24/12/2026" in shown
    assert "Bộ Nội vụ" in shown
    leader.post(reverse("outgoing:approve_change", kwargs={"change_ref": change.ref}))
    carrier.carry("G22")

    with acting_for(ubnd.agency.pk):
        asked = ChangeRequest.objects.get()
        row = IncomingDocument.objects.select_related("document").get()
    receiver = browser_of(lan)
    document = _page(receiver, "incoming:document", document_ref=row.document.ref)
    assert "Bên gửi cập nhật văn bản này" in document
    assert "So sánh bản cũ và bản mới" in document
    compared = _page(receiver, "incoming:change", change_ref=asked.ref)
    assert compared.count("data-differs") == 1
    assert "24/12/2026" in compared
    assert "Tệp không đổi" in compared
    assert "Đồng ý cập nhật" in compared
    receiver.post(reverse("incoming:agree_change", kwargs={"change_ref": asked.ref}), {"note": ""})
    after = _page(receiver, "incoming:document", document_ref=row.document.ref)
    assert "Đã cập nhật theo bên gửi" in after
    assert "Bản trước" in _page(receiver, "incoming:change", change_ref=asked.ref)


def test_old_and_new_file_stand_beside_each_other(
    sent: OutgoingDocument, ubnd: House, lan: Actor, monday: datetime, browser_of: Browser
) -> None:
    content = Received(
        document_id=sent.document.document_id,
        number="01",
        notation="VPCP-CC",
        issued_on=date(2026, 11, 23),
        type_name="Công văn",
        subject="Rà soát lại",
        issuer_code="G22",
        issuer_name="Văn phòng Chính phủ",
        sender_code="G22",
        transfer_id="u1",
        delivery_ref="u1",
        received_at=monday,
        files=[ReceivedFile("moi.pdf", plain_pdf("mới"))],
    )
    facts = ChangeAsked("update", sent.document.document_id, "", None, "G22", "Sửa tệp", "u1", content=content)
    with acting_for(ubnd.agency.pk):
        incoming.ask_change(agency=ubnd.agency, facts=facts, now=monday)
        change = ChangeRequest.objects.get()
    page = _page(browser_of(lan), "incoming:change", change_ref=change.ref)
    assert page.count("data-viewer=") == 2
    assert "Bản đang giữ" in page
    assert "Bản bên gửi gửi lại" in page


def test_the_tracking_page_tells_every_answer(
    sent: OutgoingDocument, carrier: Carrier, ubnd: House, phong: Actor, van: Actor, uyen: Actor, monday: datetime,
    browser_of: Browser,
) -> None:  # fmt: skip
    _send(sent, phong, monday, ChangeKind.RETRIEVE, asked=("H29",))
    browser = browser_of(van)
    page = _page(browser, "exchange:tracking", document_ref=sent.document.ref)
    assert "Yêu cầu lấy lại" in page
    assert "chưa trả lời từ" in page
    carrier.carry("G22")
    with acting_for(ubnd.agency.pk):
        change = ChangeRequest.objects.get()
        incoming.decline_change(change_ref=change.ref, text="Đã xử lý xong.", actor=uyen, now=monday)
    carrier.carry("H29")
    with CaptureQueriesContext(connection) as asked:
        page = _page(browser, "exchange:tracking", document_ref=sent.document.ref)
    assert 'data-answer="16"' in page
    assert "Không đồng ý trả lại" in page
    assert "Đã xử lý xong." in page
    assert len(asked) < 40


def test_a_recalled_document_stays_readable_and_says_that_it_is_locked(
    sent: OutgoingDocument, carrier: Carrier, ubnd: House, phong: Actor, lan: Actor, monday: datetime,
    browser_of: Browser,
) -> None:  # fmt: skip
    _send(sent, phong, monday, ChangeKind.RECALL)
    carrier.carry("G22")
    with acting_for(ubnd.agency.pk):
        change, row = ChangeRequest.objects.get(), IncomingDocument.objects.select_related("document").get()
    browser = browser_of(lan)
    queue = browser.get(f"{reverse('incoming:queue')}?muc=de-nghi").content.decode()
    assert "Đề nghị thu hồi" in queue
    page = _page(browser, "incoming:document", document_ref=row.document.ref)
    assert "Chỉ lãnh đạo được từ chối việc thu hồi" in page
    browser.post(reverse("incoming:agree_change", kwargs={"change_ref": change.ref}))
    page = _page(browser, "incoming:document", document_ref=row.document.ref)
    assert "Bên gửi đã thu hồi: khóa xử lý, chỉ đọc" in page
    assert "data-viewer=" in page
    with acting_for(ubnd.agency.pk):
        row.refresh_from_db()
    assert row.state == Incoming.RECALLED


def test_a_document_is_replaced_and_forwarded_from_its_page(
    sent: OutgoingDocument, ubnd: House, quang: Actor, lan: Actor, triet: Actor, monday: datetime, browser_of: Browser
) -> None:
    officer = browser_of(quang)
    answer = officer.post(reverse("outgoing:replace_document", kwargs={"document_ref": sent.document.ref}))
    assert "Dự thảo thay thế 01/VPCP-CC" in officer.get(answer.headers["Location"]).content.decode()
    assert "Chuỗi văn bản" in _page(officer, "outgoing:document", document_ref=sent.document.ref)

    with acting_for(ubnd.agency.pk):
        row = IncomingDocument.objects.select_related("document").get()
        incoming.register(document_ref=row.document.ref, book=ubnd.arrivals, actor=lan, now=monday)
    worker = browser_of(triet)
    assert "Chuyển tiếp cơ quan khác…" in _page(worker, "incoming:document", document_ref=row.document.ref)
    url = reverse("outgoing:forward_document", kwargs={"document_ref": row.document.ref})
    assert "tệp gốc gửi kèm nguyên vẹn" in worker.get(url).content.decode()
    worker.post(url)
    with acting_for(ubnd.agency.pk):
        cover = OutgoingDocument.objects.get(agency=ubnd.agency)
        original = row.document.document_files.get().file
        assert cover.document.document_files.get(kind="original").file == original
        assert cover.document.type_code == "PC"
    assert "Phiếu chuyển 01/VPCP-CC" in _page(worker, "outgoing:edit", document_ref=cover.document.ref)


def test_a_leader_turns_a_proposal_down_and_its_maker_reads_why(
    sent: OutgoingDocument, van: Actor, phong: Actor, monday: datetime, browser_of: Browser
) -> None:
    change = _send(sent, van, monday, ChangeKind.RETRIEVE, asked=("H29",))
    browser_of(phong).post(
        reverse("outgoing:turn_down_change", kwargs={"change_ref": change.ref}), {"note": "Không cần lấy lại"}
    )
    change.refresh_from_db()
    assert change.state == ChangeState.TURNED_DOWN
    assert "Không cần lấy lại" in _page(browser_of(van), "outgoing:document", document_ref=sent.document.ref)


@pytest.mark.parametrize("name", ["outgoing:retrieve", "outgoing:update"])
def test_a_form_says_why_not_now(
    name: str, sent: OutgoingDocument, phong: Actor, monday: datetime, browser_of: Browser
) -> None:
    _send(sent, phong, monday, ChangeKind.RECALL)
    page = _page(browser_of(phong), name, document_ref=sent.document.ref)
    assert "Văn bản đã thu hồi" in page
    assert "<form class" not in page


def test_a_pdf_without_signature_is_proposed_and_waits_for_its_verdict(
    sent: OutgoingDocument, phong: Actor, browser_of: Browser
) -> None:
    browser = browser_of(phong)
    data = {
        "reason": "Thay tệp", "subject": sent.document.subject, "due_on": "", "urgency": "0", "receiver": ["H29"],
        "file": SimpleUploadedFile("moi.pdf", PLAIN_PDF + b"\n% moi"),
    }  # fmt: skip
    answer = browser.post(reverse("outgoing:update", kwargs={"document_ref": sent.document.ref}), data)
    assert "chữ ký đang được kiểm tra" in browser.get(answer.headers["Location"]).content.decode()


def test_what_could_not_be_sent_is_listed_with_its_reason(
    sent: OutgoingDocument, ubnd: House, lan: Actor, uyen: Actor, monday: datetime, browser_of: Browser
) -> None:
    agency = ubnd.agency
    with acting_for(agency.pk):
        facts = ChangeAsked("recall", "unknown", "9/VPCP", None, "G22", "Sai", "r1")
        incoming.ask_change(agency=agency, facts=facts, now=monday)
        incoming.decline_change(
            change_ref=ChangeRequest.objects.get().ref, text="Chưa nhận được.", actor=uyen, now=monday
        )
        for owed in OwedStatus.objects.filter(agency=agency, packet=None):
            _dead(agency.pk, monday, owed_status=owed)
        InPacket.objects.create(
            agency=agency, delivery_ref="x", transfer_id="x", kind="edoc", sender_code="X01", sha256="0" * 64, size=1,
            state=InState.STRANGER, error_text="Đề nghị không phải của bên đã gửi.", fetched_at=monday,
        )  # fmt: skip
    page = _page(browser_of(lan), "exchange:failures")
    for words in ("9/VPCP", "Không đồng ý lấy lại", "hết 72 giờ", "Gửi lại", "Đề nghị không phải của bên đã gửi."):
        assert words in page


def _dead(agency_id: int, now: datetime, **about: object) -> None:
    OutPacket.objects.create(
        agency_id=agency_id, sha256="1" * 64, size=1, state=OutState.DEAD, error_text="hết 72 giờ", created_at=now,
        next_try_at=now, settled_at=now, **about,
    )  # fmt: skip
