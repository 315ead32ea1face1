"""What the figures know of the packets: signed or not, with paper or not; seen after acceptance, never checked."""

import io
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import typst
from tests.axis.packets import status
from tests.axis.pages import page
from tests.axis.settled import settle

from axis import env
from axis.config import config
from axis.oversight.contents import BLOCK, Seen, look, look_into
from axis.oversight.models import LookedThrough, PacketContent
from axis.oversight.statistics import Period, report
from axis.tracking.models import Transfer
from axis.worker import log_evidence
from edxml import Attachment, Business, Content, DocumentPacket, Organ, write_packet
from kit.clock import now, today
from kit.s3 import StoreUnavailable
from kit.storage import ContentStore
from pdfseal.localpki import AgencySpec, create_pki
from pdfseal.places import Box
from pdfseal.signing import sign_seal

LATE = timedelta(minutes=15)


@pytest.fixture(scope="module")
def sealed(tmp_path_factory):
    at = datetime.now(UTC)
    pki = create_pki(tmp_path_factory.mktemp("pki"), people=[], agencies=[AgencySpec(code="G22", name="VPCP")], at=at)
    place = Box(1, 100, 100, 100, 100)
    fonts = env.REPOSITORY / "node_modules" / "@expo-google-fonts" / "tinos"
    return sign_seal(typst.compile(b"Cong van"), pki.key("G22"), place=place, image_png=None, at=at, fonts=fonts).pdf


def packet(*files, paper=None, number="1"):
    """Return a document packet of VPCP to UBND TP. Hồ Chí Minh with these files."""
    return write_packet(
        DocumentPacket(
            sender=Organ(code="G22", name="VPCP"),
            receivers=(Organ(code="H29"),),
            document_id=f"G22,2026/11/22,{number}/VPCP-KSTT",
            number=number,
            notation="VPCP-KSTT",
            issued_on=date(2026, 11, 22),
            subject="V/v thống kê",
            business=Business(paper=paper),
            attachments=tuple(Attachment(name=name, content=Content.of_bytes(data)) for name, data in files),
        )
    )


def office_file(*names):
    """Return an Office file, which is a ZIP, with these members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as parts:
        for name in ("[Content_Types].xml", "word/document.xml", *names):
            parts.writestr(name, "<a/>")
    return out.getvalue()


def test_a_signature_is_seen_in_every_kind_of_file_that_may_carry_one(sealed):
    signed_xml = b'<a><Signature xmlns="http://www.w3.org/2000/09/xmldsig#"/></a>'

    assert look_into(packet(("a.pdf", typst.compile(b"a")))).signed is False
    assert look_into(packet(("a.pdf", typst.compile(b"a")), ("b.pdf", sealed))).signed is True
    assert look_into(packet(("a.docx", office_file()))).signed is False
    assert look_into(packet(("a.docx", office_file("_xmlsignatures/sig1.xml")))).signed is True
    assert look_into(packet(("a.xml", signed_xml))).signed is True
    assert look_into(packet()).signed is False


@pytest.mark.parametrize("before", [BLOCK - 20, BLOCK - 10, BLOCK - 1, BLOCK, 3 * BLOCK - 5])
def test_a_mark_is_seen_where_blocks_meet(before):
    data = b"%PDF-1.7\n".ljust(before, b" ") + b"/ByteRange [0 1 2 3]"

    assert look_into(packet(("a.pdf", data))).signed is True


def test_nothing_is_known_of_what_cannot_be_read():
    assert look_into(b"<edXML") == look_into(status()) == Seen()
    assert look_into(packet(paper=1)).paper == 1
    assert look_into(packet(paper=1 << 40)).paper is None


def test_signed_and_without_paper_are_counted_of_what_was_sent(world, operator, sealed, monkeypatch):
    plain = ("a.pdf", typst.compile(b"a"))
    for number, (file, paper) in enumerate(((("a.pdf", sealed), 0), (plain, 0), (plain, 1), (plain, None)), start=1):
        world.vpcp.submit(packet(file, paper=paper, number=str(number)))
    world.tphcm.submit(status(document_id="G22,2026/11/22,1/VPCP-KSTT"))
    day = today(now())

    before = report(Period(day, day), group="co-quan", late=LATE).total
    assert (before.sent, before.signed, before.electronic, before.seen) == (4, 0, 0, 0)
    assert "Còn 4 văn bản trục chưa xem tệp" in page(operator, "/thong-ke")

    settle(lambda: log_evidence(now=now()))
    while look(bodies=config().bodies):
        pass

    after = report(Period(day, day), group="co-quan", late=LATE).total
    assert (after.sent, after.signed, after.electronic, after.seen) == (4, 1, 2, 4)
    shown = page(operator, "/thong-ke")
    assert "Chỉ bản điện tử" in shown
    assert "<strong>4</strong> văn bản gửi, <strong>4</strong> lượt nhận" in shown
    assert "trục chưa xem tệp" not in shown
    monkeypatch.setattr(env, "ENV", replace(env.ENV, axis_without_paper=("0", "1")))
    assert '<td data-label="Chỉ bản điện tử" class="cv-number">3</td>' in page(operator, "/thong-ke")


def test_looking_goes_on_after_a_kill_and_past_a_packet_that_is_gone(world, sealed):
    for number in range(1, 4):
        world.vpcp.submit(packet(("a.pdf", sealed), number=str(number)))
    settle(lambda: log_evidence(now=now()))
    gone = Transfer.objects.get(document_code="2/VPCP-KSTT")
    config().bodies.path(gone.packet_sha256).unlink()

    class Away(ContentStore):
        def open(self, sha256):
            raise StoreUnavailable("no answer")

    assert not look(bodies=Away(config().bodies.root)), "it waits for the next turn"
    assert PacketContent.objects.count() == 0
    ticks = iter(range(0, 100, 10))
    assert look(bodies=config().bodies, clock=lambda: next(ticks)), "its time was over after the first"
    assert PacketContent.objects.count() == 1
    LookedThrough.objects.update(last_transfer=0)  # killed between the rows and the mark
    while look(bodies=config().bodies):
        pass

    found = dict(PacketContent.objects.values_list("transfer__document_code", "signed"))
    assert found == {"1/VPCP-KSTT": True, "2/VPCP-KSTT": None, "3/VPCP-KSTT": True}
    assert not look(bodies=config().bodies)
