"""A packet of the Government Office as the exchange room hands it over, and a document already in the queue."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from tests.cast import House
from tests.factories.files import PLAIN_PDF

from office.documents.models import Document, OwedStatus
from office.incoming import actions as incoming
from office.incoming.models import IncomingDocument
from office.incoming.values import Received, ReceivedFile
from office.signing.models import FileVerdict


@pytest.fixture
def packet(monday: datetime) -> Callable[..., Received]:
    """Return packets that differ where a test says so; every one is its own delivery."""
    made = 0

    def make(**fields: Any) -> Received:
        nonlocal made
        made += 1
        facts: dict[str, Any] = {
            "document_id": f"G22,2026/11/23,{8411 + made}/VPCP-KSTT",
            "number": str(8411 + made),
            "notation": "VPCP-KSTT",
            "issued_on": date(2026, 11, 23),
            "type_name": "CÔNG VĂN",
            "subject": "Rà soát, rút ngắn thời gian tiếp nhận văn bản điện tử",
            "issuer_code": "G22",
            "issuer_name": "Văn phòng Chính phủ",
            "sender_code": "G22",
            "transfer_id": f"transfer-{made}",
            "delivery_ref": f"delivery-{made}",
            "received_at": monday,
            "due_on": date(2026, 12, 4),
            "files": [ReceivedFile("8412-VPCP-KSTT.pdf", PLAIN_PDF)],
        }
        return Received(**(facts | fields))

    return make


@pytest.fixture
def arrived(in_ubnd: House, packet: Callable[..., Received], monday: datetime) -> IncomingDocument:
    return incoming.receive(agency=in_ubnd.agency, facts=packet(), now=monday)


@pytest.fixture
def statuses() -> Callable[[Document], list[str]]:
    """What the sender of a document has been owed, in order."""
    return lambda document: list(
        OwedStatus.objects.filter(document=document).order_by("id").values_list("code", flat=True)
    )


@pytest.fixture
def verdict() -> Callable[[IncomingDocument, str], None]:
    """Let the check of the main file end with this verdict."""

    def conclude(row: IncomingDocument, word: str) -> None:
        FileVerdict.objects.filter(file__in=row.document.document_files.values("file")).update(verdict=word)

    return conclude
