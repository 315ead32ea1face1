"""A status says when something happened; what it says may be impossible, and the pages stay open."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from tests.cast import House
from tests.office.exchange.test_filing import arrived

from edxml import Organ, ResponseFor, StatusPacket, write_packet
from office.exchange.actions.file import file_packet
from office.exchange.board import board_of
from office.exchange.states import InState
from office.outgoing.models import Delivery, DeliveryStatus, OutgoingDocument


@pytest.mark.parametrize("told", ["0001/01/01 00:00:00", "1999/12/31 08:00:00", "9999/12/31 23:59:59"])
def test_a_status_of_an_impossible_time_stands_at_the_time_it_came(
    sent: OutgoingDocument, in_vpcp: House, tmp_path: Path, monday: datetime, told: str
) -> None:
    later = monday + timedelta(hours=1)
    about = ResponseFor("G22", sent.document.document_code, sent.document.issued_on, sent.document.document_id)
    written = write_packet(StatusPacket(Organ("H29"), (about,), "06", "Xong", later))
    path = tmp_path / "goi.edxml"
    path.write_bytes(written.replace(b"2026/11/23 09:30:00", told.encode()))

    row = file_packet(arrived(path, "lan-1"), agency=in_vpcp.agency, now=later)

    assert row.state == InState.FILED
    delivery = Delivery.objects.get()
    assert (delivery.status, delivery.status_at) == ("06", later)
    assert DeliveryStatus.objects.get(code="06").at == later
    assert [one.status for one in board_of(sent.document, now=later)] == ["06"]
