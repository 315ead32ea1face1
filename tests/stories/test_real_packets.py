"""Packets met in practice, sent through the axis by another system, stand before the clerk as they are."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from axislink.client import AxisClient
from axislink.protocol.sender import Sent
from congvan.demo.desk import Desk, Page
from congvan.demo.story import Story
from congvan.demo.world import World
from edxml import DocumentPacket, Operation, PacketError, StatusPacket, read_packet
from evidence.keys import keep_private_key, new_private_key, public_pem, read_private_key

FOLDER = Path(__file__).parents[1] / "data" / "edxml"
OURS = {"000.00.00.G22", "G22"}  # registered for the Government Office's own system


def sound() -> dict[Path, DocumentPacket | StatusPacket]:
    found: dict[Path, DocumentPacket | StatusPacket] = {}
    for path in sorted(FOLDER.glob("*.edxml")):
        try:
            found[path] = read_packet(path)
        except PacketError:
            continue
    return found


PACKETS = sound()
RECALLS = {path: packet for path, packet in PACKETS.items() if getattr(packet, "operation", None) is Operation.RECALL}
# Updates of what the city holds, or without the document itself, wait as requests beside the list.
UPDATES = {path: packet for path, packet in PACKETS.items() if getattr(packet, "operation", None) is Operation.UPDATE}
DOCUMENTS = {
    path: packet
    for path, packet in PACKETS.items()
    if isinstance(packet, DocumentPacket) and path not in RECALLS and path not in UPDATES
}
STATUSES = {path: packet for path, packet in PACKETS.items() if isinstance(packet, StatusPacket)}
QUEUE = "/den/cho-tiep-nhan"
PATIENCE_S = 180


def day(at: date | None) -> str:
    return at.strftime("%d/%m/%Y") if at else ""


def bare(text: str | None) -> str:
    return " ".join((text or "").split())


@dataclass(frozen=True)
class Facts:
    """What stands on the clerk's panel, and what a packet says of the same."""

    code: str
    subject: str
    issued_on: str
    issuer_name: str
    due_on: str

    @classmethod
    def of(cls, packet: DocumentPacket) -> "Facts":
        code = f"{packet.number}/{packet.notation}" if packet.number else bare(packet.notation)
        issuer = packet.sender.name or packet.sender.code
        return cls(code, bare(packet.subject), day(packet.issued_on), issuer, day(packet.due_on))

    @classmethod
    def on(cls, page: Page) -> "Facts":
        code, issued_on, issuer, due_on = (
            page.one(f"//input[@name='{name}']").get("value") or ""
            for name in ("code", "issued_on", "issuer_name", "due_on")
        )
        return cls(code, bare(page.one("//textarea[@name='subject']").text_content()), issued_on, issuer, due_on)


@dataclass(frozen=True)
class OtherSystems:
    """The lines by which packets come: the Government Office's own system, and one that is not ours."""

    vpcp: AxisClient
    other: AxisClient

    def send(self, packets: dict[Path, Any]) -> None:
        """Send packets to the city, each by the system of its sender."""
        for path, packet in packets.items():
            done = (self.vpcp if packet.sender.code in OURS else self.other).submit(path, receivers=["H29"])
            assert done.sent in (Sent.ACCEPTED, Sent.DUPLICATE), (path.name, done)


@pytest.fixture(scope="module")
def systems(world: World) -> OtherSystems:
    """Ours, and a system that is not ours, connected with the agencies that those packets come from."""
    place = world.folder / "link" / "thu.pem"
    keep_private_key(place, new_private_key())
    public = place.with_suffix(".pub.pem")
    public.write_bytes(public_pem(read_private_key(place).public_key()))
    codes = {packet.sender.code for packet in PACKETS.values()} - OURS
    agencies = [part for code in sorted(codes) for part in ("--agency", f"{code}=Nơi gửi {code}")]
    add = ("axis", "system", "add", "--id", "thu", "--secret", "bi-mat-thu-nghiem", "--key", str(public))
    world.run(*add, *agencies, environment=world.axis_environment())
    vpcp = AxisClient(world.url("axis"), "vpcp", read_private_key(world.folder / "link" / "vpcp.pem"))
    return OtherSystems(vpcp, AxisClient(world.url("axis"), "thu", read_private_key(place)))


@pytest.fixture(scope="module")
def clerk(world: World) -> Desk:
    return Story.of(world).desk("thu.kd", "h29")


def rows_of(page: Page) -> list[tuple[tuple[str, str], str]]:
    """Return code and subject of every row of the pending list, with its address."""
    found = []
    for row in page.tree.xpath(f"//li[@data-row][.//a[starts-with(@href, '{QUEUE}/')]]"):
        link = row.xpath(".//a[@data-row-link]")[0]
        code = "".join(row.xpath(".//*[@class='cv-code']/text()")).removesuffix(" · ")
        found.append(((code, bare(link.text_content())), str(link.get("href"))))
    return found


@pytest.fixture(scope="module")
def waiting(systems: OtherSystems, clerk: Desk) -> list[Page]:
    """Send every document; return the clerk's page of each when all stand in the pending list."""
    systems.send(DOCUMENTS)
    once = {path.read_bytes(): Facts.of(packet) for path, packet in DOCUMENTS.items()}  # the axis takes no bytes twice
    expected = Counter((said.code, said.subject) for said in once.values())

    def all_here(page: Page) -> list[str] | None:
        rows = [(words, address) for words, address in rows_of(page) if words in expected]
        return [address for _, address in rows] if Counter(words for words, _ in rows) == expected else None

    addresses = clerk.wait(QUEUE, all_here, seconds=PATIENCE_S, what=f"all of {expected}")
    return [clerk.get(address) for address in addresses]


@pytest.mark.parametrize("path", DOCUMENTS, ids=[path.stem[:24] for path in DOCUMENTS])
def test_the_document_waits_with_what_the_packet_says(path: Path, waiting: list[Page]) -> None:
    packet = DOCUMENTS[path]
    shown = [page for page in waiting if Facts.on(page) == Facts.of(packet)]
    same = {other.read_bytes() for other, one in DOCUMENTS.items() if Facts.of(one) == Facts.of(packet)}
    readable = [one.name for one in packet.attachments if one.content]
    text = unescape(shown[0].text) if shown else ""

    assert len(shown) == len(same), [Facts.on(page) for page in waiting]
    assert all(name in text for name in readable[:1])
    assert f"+{len(readable) - 1} phụ lục" in text or len(readable) < 2
    assert all(remark.message in text for remark in packet.remarks)


@pytest.mark.parametrize("path", RECALLS, ids=[path.stem[:24] for path in RECALLS])
def test_a_recall_of_a_document_held_waits_as_a_request(
    path: Path, waiting: list[Page], systems: OtherSystems, clerk: Desk
) -> None:
    recall = RECALLS[path]
    systems.send({path: recall})
    code, reason = f"{recall.number}/{recall.notation}", bare(recall.business.reason)
    held = [page for page in waiting if Facts.on(page).code == code]

    def asked(page: Page) -> list[str] | None:
        rows = [bare(row.text_content()) for row in page.tree.xpath("//li[starts-with(@id, 'change-')]")]
        found = [words for words in rows if code in words and reason in words and "thu hồi" in words.lower()]
        return found if len(found) == len(held) else None

    assert held
    assert clerk.wait(f"{QUEUE}?muc=de-nghi", asked, seconds=PATIENCE_S, what=f"the recall of {code}")


@pytest.mark.parametrize("path", UPDATES, ids=[path.stem[:24] for path in UPDATES])
def test_an_update_waits_as_a_request(path: Path, waiting: list[Page], systems: OtherSystems, clerk: Desk) -> None:
    update = UPDATES[path]
    systems.send({path: update})
    code = Facts.of(update).code

    def asked(page: Page) -> bool:
        rows = [bare(row.text_content()) for row in page.tree.xpath("//li[starts-with(@id, 'change-')]")]
        return any(code in words and "cập nhật" in words.lower() for words in rows)

    assert clerk.wait(f"{QUEUE}?muc=de-nghi", asked, seconds=PATIENCE_S, what=f"the update of {code}")


def test_statuses_of_unknown_documents_are_kept_for_a_person(
    waiting: list[Page], systems: OtherSystems, clerk: Desk
) -> None:
    systems.send(STATUSES)
    # One of them asks a document back that stands in the list: it is a request, see test_changes.
    senders = {packet.sender.code for packet in DOCUMENTS.values()}
    unknown = [one for one in STATUSES.values() if one.sender.code not in senders and one.status != "13"]
    expected = Counter(packet.sender.code for packet in unknown)  # a wish to take one back (13) waits as a request

    def all_here(page: Page) -> bool:
        rows = page.tree.xpath("//tr[contains(., 'Không tìm thấy văn bản')]/th")
        return Counter(bare(one.text_content()) for one in rows) >= expected

    assert clerk.wait("/gui-nhan/can-xu-ly", all_here, seconds=PATIENCE_S, what=f"statuses {expected}")
