"""Packets met in practice, sent through the axis by another system, stand before the clerk as they are."""

from pathlib import Path

import pytest

from axislink.client import AxisClient
from axislink.protocol.sender import Sent
from congvan.demo.desk import Desk
from congvan.demo.story import Story
from congvan.demo.world import World
from edxml import DocumentPacket, PacketError, StatusPacket, read_packet
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


@pytest.fixture(scope="module")
def other_system(world: World) -> AxisClient:
    """A system that is not ours, connected with the agencies that those packets come from."""
    place = world.folder / "link" / "thu.pem"
    keep_private_key(place, new_private_key())
    public = place.with_suffix(".pub.pem")
    public.write_bytes(public_pem(read_private_key(place).public_key()))
    codes = {packet.sender.code for packet in PACKETS.values()} - OURS
    agencies = [part for code in sorted(codes) for part in ("--agency", f"{code}=Nơi gửi {code}")]
    add = ("axis", "system", "add", "--id", "thu", "--secret", "bi-mat-thu-nghiem", "--key", str(public))
    world.run(*add, *agencies, environment=world.axis_environment())
    return AxisClient(world.url("axis"), "thu", read_private_key(place))


@pytest.fixture(scope="module")
def sent(world: World, other_system: AxisClient) -> dict[Path, DocumentPacket | StatusPacket]:
    """Send every sound packet to the city; those of the Government Office by its own system."""
    vpcp = AxisClient(world.url("axis"), "vpcp", read_private_key(world.folder / "link" / "vpcp.pem"))
    for path, packet in PACKETS.items():
        client = vpcp if packet.sender.code in OURS else other_system
        done = client.submit(path, receivers=["H29"])
        assert done.sent in (Sent.ACCEPTED, Sent.DUPLICATE), (path.name, done)
    return PACKETS


@pytest.fixture(scope="module")
def clerk(world: World) -> Desk:
    return Story.of(world).desk("thu.kd", "h29")


DOCUMENTS = [path for path, packet in PACKETS.items() if isinstance(packet, DocumentPacket)]


@pytest.mark.parametrize("path", DOCUMENTS, ids=[path.stem[:24] for path in DOCUMENTS])
def test_the_document_waits_with_what_the_packet_says(
    path: Path, sent: dict[Path, DocumentPacket | StatusPacket], clerk: Desk
) -> None:
    packet = sent[path]
    assert isinstance(packet, DocumentPacket)
    words = " ".join(packet.subject.split())

    def found(page):
        rows = page.tree.xpath("//a[starts-with(@href, '/den/cho-tiep-nhan/')]")
        return next((link.get("href") for link in rows if words in " ".join(link.text_content().split())), None)

    address = clerk.wait("/den/cho-tiep-nhan", found, what=packet.subject)
    page = clerk.get(address)

    assert page.one("//textarea[@name='subject']").text_content().split() == packet.subject.split()
    if packet.number and packet.notation:
        assert page.one("//input[@name='code']").get("value") == f"{packet.number}/{packet.notation}"
    if packet.issued_on:
        assert page.one("//input[@name='issued_on']").get("value") == packet.issued_on.isoformat()


def test_statuses_of_unknown_documents_are_kept_for_a_person(
    sent: dict[Path, DocumentPacket | StatusPacket], clerk: Desk
) -> None:
    def shown(page):
        return "Không tìm thấy văn bản" in page.words

    assert clerk.wait("/gui-nhan/can-xu-ly", shown, what="the statuses of unknown documents")
