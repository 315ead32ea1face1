"""Which packets are due: as the protocol core says, also after a clock that went back."""

from datetime import datetime, timedelta

import pytest
from tests.cast import House

from axislink.client import AxisClient
from axislink.protocol.sender import FURTHEST, Sending, ask
from evidence.keys import new_private_key
from office.exchange.models import OutPacket
from office.exchange.tasks.send import Sender

AHEAD = (timedelta(0), timedelta(seconds=1), FURTHEST, FURTHEST + timedelta(seconds=1), timedelta(days=1))


@pytest.mark.parametrize("ahead", AHEAD, ids=str)
def test_a_packet_is_due_when_the_core_says_so(in_vpcp: House, monday: datetime, ahead: timedelta) -> None:
    agency = in_vpcp.agency
    OutPacket.objects.create(agency=agency, sha256="0" * 64, size=1, created_at=monday, next_try_at=monday + ahead)
    sender = Sender(lambda: AxisClient("http://127.0.0.1:9", "vpcp", new_private_key()))
    try:
        due = sender._due([agency.pk], monday)
    finally:
        sender.close()

    wanted = ask(Sending(queued_at=monday, next_try_at=monday + ahead), now=monday)
    assert bool(due) == (wanted is not None)
