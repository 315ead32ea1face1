"""Two agencies of one installation whose packets are carried by hand: what one side packs, the other files."""

from dataclasses import dataclass, field
from datetime import datetime

import pytest
from tests.cast import House
from tests.factories.documents import DocumentFactory, DocumentFileFactory, OutgoingFactory
from tests.factories.files import kept_file
from tests.office.outgoing.conftest import desk, draft, issued, sender_desk, signed, submitted, trial_pki, tsa_url

from edxml import DocumentPacket, Operation, StatusPacket, read_packet
from kit.tenancy import acting_for
from office.exchange.actions.file import Arrived, file_packet
from office.exchange.actions.pack import pack_batch, packet_store
from office.exchange.models import InPacket, OutPacket
from office.exchange.states import OutState
from office.outgoing.actions.issue import write_dispatch
from office.outgoing.models import OutgoingDocument, Recipient
from office.outgoing.states import State

__all__ = ["desk", "draft", "issued", "sender_desk", "signed", "submitted", "trial_pki", "tsa_url"]


@dataclass
class Carrier:
    """Packs what an agency has to send and files it at the agencies named in it; ``kept`` are packets not yet filed."""

    houses: dict[str, House]
    now: datetime
    kept: list[tuple[OutPacket, DocumentPacket | StatusPacket]] = field(default_factory=list)
    new: set[tuple[str, str]] = field(default_factory=set)  # sender and document of what went out as new

    def pick_up(self, code: str) -> list[DocumentPacket | StatusPacket]:
        """Let the agency's link make its packets; they are kept until ``deliver``."""
        house = self.houses[code]
        while pack_batch(agency_ids=[house.agency.pk], now=self.now):
            pass
        with acting_for(house.agency.pk):
            rows = list(OutPacket.objects.of(house.agency.pk).filter(state=OutState.QUEUED).order_by("id"))
            for row in rows:
                row.state, row.transfer_id = OutState.ACCEPTED, f"t{row.pk}"
                row.settled_at = self.now
                row.save()
        found = [(row, read_packet(packet_store().path(row.sha256))) for row in rows]
        for _row, packet in found:
            self._as_an_axis_would(packet)
        self.kept += found
        return [packet for _row, packet in found]

    def _as_an_axis_would(self, packet: DocumentPacket | StatusPacket) -> None:
        """An axis takes a document as new once (AXS-107)."""
        if isinstance(packet, DocumentPacket) and packet.operation is Operation.NEW:
            name = (packet.sender.code, packet.document_id)
            assert name not in self.new, f"{packet.document_id} went out as new before"
            self.new.add(name)

    def deliver(self, place: int = 0) -> list[InPacket]:
        """File one kept packet at every receiver of ours, and forget it."""
        return self.repeat(*self.kept.pop(place))

    def repeat(self, row: OutPacket, packet: DocumentPacket | StatusPacket, more: str = "") -> list[InPacket]:
        codes = (
            [packet.response.agency or ""]
            if isinstance(packet, StatusPacket)
            else [one.code for one in packet.receivers]
        )
        filed = []
        for code in codes:
            if code not in self.houses:
                continue
            arrived = Arrived(
                delivery_ref=f"{row.transfer_id}{more}-{code}",
                transfer_id=f"{row.transfer_id}{more}",
                kind="status" if isinstance(packet, StatusPacket) else "edoc",
                sender_code=packet.sender.code,
                path=packet_store().path(row.sha256),
                sha256=row.sha256,
                size=row.size,
            )
            filed.append(file_packet(arrived, agency=self.houses[code].agency, now=self.now))
        return filed

    def carry(self, code: str) -> list[DocumentPacket | StatusPacket]:
        """Pack and file everything that the agency has to send now."""
        packets = self.pick_up(code)
        while self.kept:
            self.deliver()
        return packets


@pytest.fixture
def carrier(vpcp: House, ubnd: House, monday: datetime) -> Carrier:
    return Carrier({"G22": vpcp, "H29": ubnd}, monday)


@pytest.fixture
def written(in_vpcp: House, ubnd: House, monday: datetime) -> OutgoingDocument:
    """An issued document of the Government Office for the city, not yet sent; its file carries no signature."""
    agency = in_vpcp.agency
    document = DocumentFactory(
        agency=agency,
        own=True,
        document_id="G22,2026/11/23,01/VPCP-CC",
        number="01",
        notation="VPCP-CC",
        issued_on=monday.date(),
        issuer_code="G22",
        signer_name="Hồ Đình Phong",
    )
    DocumentFileFactory(document=document, file=kept_file(agency.pk))
    made: OutgoingDocument = OutgoingFactory(
        agency=agency,
        document=document,
        drafter=in_vpcp.posts["quang"],
        signer=in_vpcp.posts["phong"],
        state=State.ISSUED,
        issued_at=monday,
    )
    Recipient.objects.create(agency=agency, outgoing=made, code="H29", name=ubnd.agency.name)
    write_dispatch(made, "new", now=monday)
    return made


@pytest.fixture
def sent(written: OutgoingDocument, carrier: Carrier) -> OutgoingDocument:
    """The document when the city has it in its queue and has said so."""
    carrier.carry("G22")
    carrier.carry("H29")
    return written
