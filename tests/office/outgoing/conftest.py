"""Fixtures of outgoing documents: a desk that can sign, and a draft on its way."""

from collections.abc import Callable
from datetime import datetime

import pytest
from tests import cast
from tests.office.signing.desk import Desk, desk, sender_desk, trial_pki, tsa_url

from kit.actor import Actor
from office.outgoing import actions
from office.outgoing.models import OutgoingDocument
from office.outgoing.values import DraftFacts, ReceiverChoice, TemplateContent

__all__ = ["desk", "draft", "issued", "sender_desk", "signed", "submitted", "trial_pki", "tsa_url"]

TEXT = """Thực hiện nhiệm vụ theo dõi việc gửi, nhận văn bản điện tử giữa các cơ quan, Văn phòng Chính phủ đề nghị:
1. Rà soát quy trình tiếp nhận tại văn thư, vào sổ ngay các văn bản có chữ ký số hợp lệ.
2. Cập nhật đầy đủ trạng thái xử lý để bên gửi theo dõi.
3. Báo cáo kết quả trước ngày 04 tháng 12 năm 2026."""
CONTENT = TemplateContent(
    text=TEXT,
    addressees="Ủy ban nhân dân Thành phố Hồ Chí Minh",
    recipients="Như trên\nBộ trưởng, Chủ nhiệm (để báo cáo)\nLưu: VT, CC",
)
Make = Callable[..., OutgoingDocument]


@pytest.fixture
def draft(in_vpcp: cast.House, ubnd: cast.House, quang: Actor, monday: datetime) -> Make:
    """Return a maker of complete drafts of quang, to be signed by phong, for the city."""

    def make(subject: str = "rà soát, rút ngắn thời gian xử lý văn bản điện tử", **facts: object) -> OutgoingDocument:
        outgoing = actions.create_draft(
            facts=DraftFacts(subject=subject, **facts),
            actor=quang,
            now=monday,  # type: ignore[arg-type]
        )
        ref = outgoing.document.ref
        actions.fill_template(document_ref=ref, content=CONTENT, actor=quang, now=monday)
        actions.set_receivers(document_ref=ref, receivers=[ReceiverChoice(code="H29")], actor=quang, now=monday)
        actions.set_route(
            document_ref=ref,
            unit_head=in_vpcp.posts["bich"],
            signer=in_vpcp.posts["phong"],
            authority=None,
            actor=quang,
            now=monday,
        )
        return fresh(outgoing)

    return make


@pytest.fixture
def submitted(draft: Make, quang: Actor, monday: datetime) -> Make:
    """Return a maker of drafts that wait for bich's initials."""

    def make(**facts: object) -> OutgoingDocument:
        outgoing = draft(**facts)
        actions.submit(document_ref=outgoing.document.ref, actor=quang, now=monday)
        return fresh(outgoing)

    return make


@pytest.fixture
def signed(submitted: Make, sender_desk: Desk, bich: Actor, phong: Actor, monday: datetime) -> Make:
    """Return a maker of documents that the leader has signed: the clerk's turn."""

    def make(**facts: object) -> OutgoingDocument:
        outgoing = submitted(**facts)
        actions.initial(document_ref=outgoing.document.ref, actor=bich, now=monday)
        sender_desk.sign()
        actions.sign(document_ref=outgoing.document.ref, actor=phong, now=monday)
        sender_desk.sign()
        return fresh(outgoing)

    return make


@pytest.fixture
def issued(signed: Make, sender_desk: Desk, van: Actor, monday: datetime) -> Make:
    """Return a maker of issued documents."""

    def make(**facts: object) -> OutgoingDocument:
        outgoing = signed(**facts)
        actions.issue(document_ref=outgoing.document.ref, actor=van, now=monday)
        sender_desk.sign()
        return fresh(outgoing)

    return make


def fresh(outgoing: OutgoingDocument) -> OutgoingDocument:
    """Return the row as it is in the database now."""
    return OutgoingDocument.objects.select_related("document", "drafter", "held_by").get(pk=outgoing.pk)
