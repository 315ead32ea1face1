"""What a file is worth: as the paper original, not yet, or to read only."""

from tests.pure.pdfseal import tampering
from tests.pure.pdfseal.conftest import TODAY, Letter, Office

from pdfseal.legal import LegalValue, legal_value
from pdfseal.signing import fingerprint
from pdfseal.trust import Trust
from pdfseal.verify import verify


def worth(pdf: bytes, office: Office, *, digitised: bool = False, trust: Trust | None = None) -> LegalValue:
    leader, agency = fingerprint(office.key("anh")), fingerprint(office.key("vpcp"))
    return legal_value(
        verify(pdf, trust=office.trust if trust is None else trust, now=TODAY),
        is_person=lambda signature: signature.certificate_sha256 == leader,
        is_agency=lambda signature: signature.certificate_sha256 == agency,
        digitised=digitised,
    )


def test_person_and_issuing_agency_make_it_an_original(office: Office, issued):
    assert worth(issued, office) is LegalValue.FULL


def test_without_trust_anchors_one_has_to_wait(office: Office, issued):
    assert worth(issued, office, trust=Trust()) is LegalValue.NOT_YET


def test_the_agency_alone_is_enough_for_digitised_paper_only(office: Office, letter: Letter, sealed):
    pdf = sealed(letter.pdf).pdf

    assert worth(pdf, office) is LegalValue.REFERENCE_ONLY
    assert worth(pdf, office, digitised=True) is LegalValue.FULL


def test_the_person_alone_another_agency_or_a_stranger_is_not_enough(
    office: Office, letter: Letter, person_signed, sealed
):
    assert worth(person_signed().pdf, office) is LegalValue.REFERENCE_ONLY
    assert worth(sealed(person_signed().pdf, who="h29").pdf, office) is LegalValue.REFERENCE_ONLY
    assert worth(sealed(person_signed(who="binh").pdf).pdf, office) is LegalValue.REFERENCE_ONLY
    assert worth(letter.pdf, office) is LegalValue.REFERENCE_ONLY


def test_a_page_changed_before_the_agency_signed_is_the_agencys_word(office: Office, person_signed, sealed):
    assert worth(sealed(tampering.replaced_page(person_signed().pdf)).pdf, office) is LegalValue.FULL


def test_a_page_changed_after_the_agency_signed_is_nobodys(office: Office, issued, person_signed):
    changed = tampering.replaced_page(issued)

    assert worth(changed, office) is LegalValue.REFERENCE_ONLY
    assert worth(person_signed(changed, who="binh").pdf, office) is LegalValue.REFERENCE_ONLY
