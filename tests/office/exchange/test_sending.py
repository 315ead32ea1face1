"""What a person sends again has its 72 hours anew; a packet whose bytes are gone is put aside and the others go on."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest
from tests.cast import House
from tests.office.exchange.conftest import Carrier
from tests.transport_wire import TransportWire

from axislink.client import AxisClient, Submitted
from axislink.protocol.sender import FEWEST_ATTEMPTS, HORIZON, Sent
from evidence.keys import new_private_key
from evidence.receipts import Receipt, sign_receipt
from kit.actor import Actor
from kit.errors import StoredFileMissing
from kit.tenancy import acting_for
from office.exchange.actions import pack
from office.exchange.actions.pack import pack_batch, packet_store
from office.exchange.actions.resend import resend
from office.exchange.actions.settle import hurry_packets, settle_packets
from office.exchange.models import OutPacket
from office.exchange.states import OutState
from office.exchange.tasks.send import Due, attempt
from office.incoming import actions as incoming
from office.incoming.models import IncomingDocument
from office.outgoing.models import Delivery, OutgoingDocument
from office.outgoing.states import DispatchState
from office.settings import ENV

AXIS = new_private_key()
AWAY = Submitted(Sent.UNREACHABLE, code="AXL-001", sentence="Chưa nối được trục.")


def _answer(request: httpx.Request) -> httpx.Response:
    """An axis that takes everything."""
    packet = request.content
    facts = Receipt(
        transfer_id="t1",
        axis="national",
        sender="G22",
        receivers=("H29",),
        kind="edoc",
        operation="new",
        document_id="x",
        packet_sha256=hashlib.sha256(packet).hexdigest(),
        size=len(packet),
        accepted_at="2026-11-23T08:00:00+07:00",
    )
    return httpx.Response(201, json={"transfer_id": "t1", "receipt": sign_receipt(AXIS, facts)})


@pytest.fixture
def axis() -> Iterator[AxisClient]:
    wire = TransportWire("http://axis", httpx.MockTransport(_answer))
    with AxisClient("http://axis", "vpcp", new_private_key(), axis_keys=AXIS.public_key(), wire=wire) as one:
        yield one


@pytest.fixture(autouse=True)
def own_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Packets of these tests lie in a store of their own: it is taken apart."""
    monkeypatch.setattr(pack, "ENV", replace(ENV, data_dir=tmp_path))


@pytest.fixture
def packet(written: OutgoingDocument, in_vpcp: House, monday: datetime) -> OutPacket:
    """The packet of an issued document, made and not sent."""
    while pack_batch(agency_ids=[in_vpcp.agency.pk], now=monday):
        pass
    return OutPacket.objects.get()


def _tried(packet: OutPacket, result: Submitted, now: datetime) -> OutPacket:
    settle_packets([(packet.pk, packet.agency_id, result)], now=now)
    packet.refresh_from_db()
    return packet


def _due(packet: OutPacket) -> Due:
    return Due(packet.pk, packet.agency_id, packet.sha256, 1, held=False)


def test_what_a_person_sends_again_is_tried_for_72_hours_more(packet: OutPacket, van: Actor, monday: datetime) -> None:
    sha256, late = packet.sha256, monday + HORIZON
    for _ in range(FEWEST_ATTEMPTS):
        _tried(packet, AWAY, late)
    assert packet.state == OutState.DEAD

    again = late + timedelta(days=1)
    resend(packet_ref=packet.ref, actor=van, now=again)
    for _ in range(FEWEST_ATTEMPTS + 1):
        assert _tried(packet, AWAY, again + HORIZON - timedelta(seconds=1)).state == OutState.QUEUED
    assert (packet.sha256, packet.created_at) == (sha256, monday)
    assert _tried(packet, AWAY, again + HORIZON).state == OutState.DEAD


def test_a_packet_that_is_not_in_the_store_is_put_aside_and_can_be_sent_when_it_is_back(
    packet: OutPacket, axis: AxisClient, van: Actor, monday: datetime
) -> None:
    place = packet_store().path(packet.sha256)
    place.rename(place.with_suffix(".aside"))

    _tried(packet, attempt(_due(packet), axis), monday)
    assert (packet.state, packet.error_code) == (OutState.REFUSED, StoredFileMissing.code)
    assert "khôi phục" in packet.error_text
    assert Delivery.objects.get().state == DispatchState.REFUSED

    place.with_suffix(".aside").rename(place)
    resend(packet_ref=packet.ref, actor=van, now=monday)
    packet.refresh_from_db()
    assert _tried(packet, attempt(_due(packet), axis), monday).state == OutState.ACCEPTED


def test_what_an_axis_quotes_can_be_kept_whatever_it_is(packet: OutPacket, monday: datetime) -> None:
    odd = Submitted(Sent.REFUSED, code="VXP-22\x00", sentence="Sai tệp \x00\ud800" + "x" * 900)

    _tried(packet, odd, monday)

    assert (packet.state, packet.error_code) == (OutState.REFUSED, "VXP-22")
    assert packet.error_text.startswith("Sai tệp x")
    assert Delivery.objects.get().state_reason == packet.error_text


def test_when_the_axis_answers_again_what_waits_is_due(packet: OutPacket, monday: datetime) -> None:
    for _ in range(9):
        _tried(packet, AWAY, monday)
    assert packet.next_try_at > monday

    hurry_packets(now=monday)
    packet.refresh_from_db()
    assert (packet.next_try_at, packet.attempts) == (monday, 9)


def test_without_the_whole_store_no_packet_is_to_blame(packet: OutPacket, axis: AxisClient) -> None:
    packet_store().root.rename(packet_store().root.with_suffix(".aside"))

    with pytest.raises(NotADirectoryError):
        attempt(_due(packet), axis)


def test_the_word_that_a_document_came_gives_way_and_what_a_person_did_does_not(
    written: OutgoingDocument, carrier: Carrier, ubnd: House, lan: Actor, monday: datetime
) -> None:
    carrier.carry("G22")
    with acting_for(ubnd.agency.pk):
        arrived = IncomingDocument.objects.select_related("document").get()
        incoming.refuse(document_ref=arrived.document.ref, reason="duplicate", text="", actor=lan, now=monday)

    def told(now: datetime) -> list[str]:
        while pack_batch(agency_ids=[ubnd.agency.pk], now=now, arrivals_wait=timedelta(seconds=15)):
            pass
        with acting_for(ubnd.agency.pk):
            rows = OutPacket.objects.exclude(owed_status=None).order_by("id")
            return list(rows.values_list("owed_status__code", flat=True))

    assert told(monday + timedelta(seconds=14)) == ["02"]
    assert told(monday + timedelta(seconds=15)) == ["02", "01"]
