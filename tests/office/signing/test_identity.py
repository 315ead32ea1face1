"""What a document is worth by whose certificates signed it, also when nobody registered them here."""

from collections.abc import Callable
from datetime import datetime

import pytest
from tests.office.signing.desk import Desk

from office.documents.reads import main_file
from office.files.actions import read
from office.outgoing.models import OutgoingDocument
from office.signing.identity import _is_named, legal_value_of, report_of
from office.signing.models import Certificate
from pdfseal.trust import load_trust
from pdfseal.verdict import Verdict
from pdfseal.verify import verify

Make = Callable[..., OutgoingDocument]
HCM = "UBND TP. Hồ Chí Minh"


@pytest.fixture
def outcome(issued: Make, sender_desk: Desk, monday: datetime) -> Verdict:
    file = main_file(issued().document).file
    return verify(read(file), trust=load_trust(sender_desk.pki.trust), now=datetime.now(monday.tzinfo))


def worth(outcome: Verdict, code: str, name: str) -> str:
    return legal_value_of(outcome, report_of(outcome), agency_code=code, agency_name=name)


def test_a_registered_certificate_must_be_the_agencys(outcome: Verdict) -> None:
    assert worth(outcome, "G22", "Văn phòng Chính phủ") == "full"
    assert worth(outcome, "H29", HCM) == "reference_only"


def test_an_unregistered_certificate_must_carry_the_name_of_the_agency(outcome: Verdict) -> None:
    Certificate.objects.filter(person=None).delete()

    assert worth(outcome, "G22", "") == "full"
    assert worth(outcome, "H29", HCM) == "not_yet"
    assert worth(outcome, "H99", "VĂN PHÒNG CHÍNH PHỦ") == "full"  # known here by what its document says alone
    assert worth(outcome, "", "") == "full"


def test_where_the_agency_has_registered_certificates_no_other_counts(outcome: Verdict, monday: datetime) -> None:
    own = Certificate.objects.get(agency_code="G22")
    own.fingerprint = "0" * 64
    own.save()

    assert worth(outcome, "G22", "Văn phòng Chính phủ") == "not_yet"


@pytest.mark.parametrize(
    ("signer", "name", "named"),
    [
        ("VĂN PHÒNG CHÍNH PHỦ", "Văn phòng Chính phủ", True),
        ("Ủy ban nhân dân Thành phố Hồ Chí Minh", HCM, True),
        ("Uỷ ban nhân dân xã Tân Phú, tỉnh Đồng Nai", "UBND xã Tân Phú", True),
        ("Văn phòng Ủy ban nhân dân tỉnh Đồng Nai", "Ủy ban nhân dân tỉnh Đồng Nai", False),
        ("Ủy ban nhân dân xã Tân Phúc", "Ủy ban nhân dân xã Tân Phú", False),
        ("Công ty TNHH Đất Việt", HCM, False),
        (None, HCM, False),
        ("", "", False),
    ],
)
def test_names_of_agencies_are_compared_as_they_are_written(signer: str | None, name: str, named: bool) -> None:
    assert _is_named(signer, [name]) is named
