"""Every packet met in practice passes the axis unchanged, or is refused with the reader's own code."""

from pathlib import Path

import pytest

from axis.directory.actions.connect import NewAgency, connect_system
from axislink.protocol.sender import Sent
from edxml.errors import PacketError
from edxml.read import read_header
from evidence.keys import public_pem

PACKETS = sorted((Path(__file__).parents[1] / "data" / "edxml").glob("*.edxml"))


def refusal(path: Path) -> str | None:
    try:
        read_header(path)
    except PacketError as error:
        return error.code
    return None


BROKEN = [(path, code) for path in PACKETS if (code := refusal(path))]
SOUND = [path for path in PACKETS if refusal(path) is None]


def test_most_packets_met_in_practice_are_sound():
    assert len(SOUND) > 20
    assert {path.stem[:2] for path, _ in BROKEN} == {"04", "05", "12"}


@pytest.mark.parametrize(("path", "code"), BROKEN, ids=[path.stem for path, _ in BROKEN])
def test_a_broken_packet_is_refused_with_the_readers_own_code(world, path, code):
    refused = world.vpcp.submit(path.read_bytes())

    assert (refused.sent, refused.code) == (Sent.REFUSED, "AXS-102")
    assert code in refused.sentence


@pytest.mark.parametrize("path", SOUND, ids=[path.stem[:30] for path in SOUND])
def test_a_sound_packet_is_carried_unchanged(world, tmp_path, path):
    packet, envelope = path.read_bytes(), read_header(path)
    sender = world.vpcp if envelope.from_code == "000.00.00.G22" else world.bnv
    if sender is world.bnv:
        agency = NewAgency(envelope.from_code, "Nơi gửi thử")
        key = public_pem(world.bnv.signer.key)
        connect_system(system_id="bnv", secret=None, pem=key, agencies=[agency], now=world.now)

    submitted = sender.submit(packet, receivers=["H29"])

    assert submitted.sent is Sent.ACCEPTED, submitted
    [waiting] = world.tphcm.inbox()
    assert (waiting.kind, waiting.sender, waiting.status) == (envelope.kind, envelope.from_code, envelope.status)
    assert world.tphcm.fetch(waiting, tmp_path / "fetched").read_bytes() == packet
