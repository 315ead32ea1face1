"""Who signed, when, and is the certificate good for it? Trust anchors, revocation, expiry, time stamps, SHA-1."""

import json
import shutil
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from asn1crypto import x509
from tests.pure.pdfseal import tampering
from tests.pure.pdfseal.conftest import NOON, TODAY, Letter, Office

from pdfseal.errors import TrustUnreadable
from pdfseal.localpki import PersonSpec, create_pki
from pdfseal.localtsa import LocalTimestamper
from pdfseal.signing import add_timestamp_later, sign
from pdfseal.trust import Trust, check_chain, load_trust
from pdfseal.verify import Policy, verify
from pdfseal.watersheds import watersheds

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)


def facts(verdict) -> set[str]:
    return {*verdict.facts, *(fact for signature in verdict.signatures for fact in signature.facts)}


def judged(pdf: bytes, office: Office, **more):
    return verify(pdf, trust=more.pop("trust", office.trust), now=more.pop("now", TODAY), **more)


def test_without_trust_anchors_an_intact_file_is_not_checkable_yet(office: Office, issued):
    verdict = judged(issued, office, trust=Trust())

    assert verdict.verdict == "indeterminate"
    assert verdict.facts == ("no_trust_anchors",)
    assert all(s.intact and s.chain == "unknown" for s in verdict.signatures)
    assert {s.time_source for s in verdict.signatures} == {"timestamp"}


def test_without_trust_anchors_a_broken_file_is_still_broken(office: Office, issued):
    assert judged(tampering.replaced_page(issued), office, trust=Trust()).verdict == "broken"


def test_a_signer_of_an_unknown_authority_is_not_trusted(office: Office, letter: Letter, tmp_path: Path):
    stranger = create_pki(tmp_path / "x", [PersonSpec("x", "Mạo Danh", "X")], at=TODAY - DAY, name_suffix=" khác")
    pdf = sign(letter.pdf, stranger.key("x"), field="S", at=NOON, tsa=office.tsa(NOON)).pdf

    verdict = judged(pdf, office)

    assert (verdict.verdict, verdict.signatures[0].chain) == ("indeterminate", "unknown")
    assert "chain_unknown" in facts(verdict)


def test_an_authority_that_only_bears_the_name_of_a_trusted_one_is_not_trusted(
    office: Office, letter: Letter, tmp_path
):
    false = create_pki(tmp_path / "x", [PersonSpec("x", "Mạo Danh", "X")], at=TODAY - DAY)
    pdf = sign(letter.pdf, false.key("x"), field="S", at=NOON, tsa=office.tsa(NOON)).pdf

    assert judged(pdf, office).verdict == "indeterminate"


@pytest.mark.parametrize(
    ("who", "stamped", "verdict", "chain", "fact"),
    [
        ("binh", True, "valid", "trusted", None),
        ("binh", False, "indeterminate", "expired", "certificate_expired"),
        ("chi", True, "valid", "trusted", None),
        ("chi", False, "indeterminate", "revoked", "revoked_later_unproven"),
        ("dung", True, "broken", "revoked", "revoked_before_signing"),
        ("dung", False, "broken", "revoked", "revoked_before_signing"),
        ("anh", False, "valid_with_remarks", "trusted", "no_timestamp"),
    ],
)
def test_a_time_stamp_proves_what_a_claimed_time_does_not(
    office: Office, person_signed, who, stamped, verdict, chain, fact
):
    found = judged(person_signed(who=who, stamped=stamped).pdf, office)

    assert (found.verdict, found.signatures[0].chain) == (verdict, chain)
    assert facts(found) == ({fact} if fact else set()) | (set() if stamped else {"no_timestamp"})
    assert found.signatures[0].time_source == ("timestamp" if stamped else "claimed")


def test_a_document_time_stamp_added_later_proves_the_signature_before_it(office: Office, person_signed):
    bare = person_signed(who="binh", stamped=False).pdf

    stamped = add_timestamp_later(bare, tsa=office.tsa(NOON + timedelta(hours=1)))
    found = judged(stamped.pdf, office)

    assert stamped.field == "CongvanTimestamp1"
    assert found.verdict == "valid"
    assert found.signatures[0].facts == ("no_timestamp", "timestamped_later")
    assert found.signatures[1].kind == "timestamp"


def test_a_time_stamp_of_an_unknown_server_proves_nothing(office: Office, letter: Letter, tmp_path: Path):
    stranger = create_pki(tmp_path / "x", at=TODAY - DAY, name_suffix=" khác")
    clock = LocalTimestamper(stranger.key("tsa"), clock=lambda: NOON)
    pdf = sign(letter.pdf, office.key("binh"), field="S", at=NOON, tsa=clock).pdf

    found = judged(pdf, office)

    assert found.verdict == "indeterminate"
    assert {"timestamp_untrusted", "certificate_expired"} <= facts(found)
    assert found.signatures[0].time_source == "claimed"


def test_without_revocation_lists_nothing_is_silently_valid(office: Office, issued, tmp_path: Path):
    folder = tmp_path / "trust"
    shutil.copytree(office.pki.trust, folder, ignore=shutil.ignore_patterns("*.crl"))

    found = judged(issued, office, trust=load_trust(folder))

    assert found.verdict == "indeterminate"
    assert "revocation_unknown" in facts(found)


def test_a_revocation_list_that_is_too_old_does_not_count(office: Office, person_signed):
    found = judged(person_signed(stamped=False).pdf, office, now=TODAY + 500 * DAY)

    assert found.verdict == "indeterminate"
    assert "revocation_unknown" in facts(found)


def test_sha1_is_a_remark_until_the_operator_refuses_it(office: Office, letter: Letter):
    pdf = tampering.signed_with_sha1(letter.pdf, office.pki.p12("anh"), office.pki.password)
    later = TODAY + 3000 * DAY  # the old tool takes the clock of the machine

    found = judged(pdf, office, trust=Trust(), now=later)
    refused = judged(pdf, office, trust=Trust(), now=later, policy=Policy(sha1_refused_from=date(2020, 1, 1)))

    assert found.signatures[0].digest == "sha1"
    assert found.signatures[0].sub_filter == "adbe.pkcs7.detached"
    assert found.signatures[0].intact
    assert (found.verdict, "sha1_digest" in facts(found)) == ("indeterminate", True)
    assert (refused.verdict, "sha1_refused" in facts(refused)) == ("broken", True)


def test_a_time_in_the_future_is_a_remark(office: Office, person_signed):
    found = judged(person_signed(at=TODAY + timedelta(hours=1)).pdf, office)
    near = judged(person_signed(at=TODAY + timedelta(minutes=4)).pdf, office)

    assert (found.verdict, facts(found)) == ("valid_with_remarks", {"future_time"})
    assert near.verdict == "valid"


def test_a_claimed_time_far_from_the_time_stamp_is_a_remark(office: Office, letter: Letter):
    pdf = sign(letter.pdf, office.key("anh"), field="S", at=NOON - 3 * DAY, tsa=office.tsa(NOON)).pdf

    found = judged(pdf, office)

    assert (found.verdict, facts(found)) == ("valid_with_remarks", {"times_differ"})
    assert found.signatures[0].signed_at == NOON


def test_a_swapped_order_is_told_and_changes_nothing(office: Office, person_signed, sealed, letter: Letter):
    found = judged(person_signed(sealed(letter.pdf).pdf).pdf, office)

    assert (found.verdict, found.facts) == ("valid", ("agency_before_person",))


def test_kinds_of_signers_are_told_apart_and_citizen_numbers_stay_hidden(office: Office, issued):
    found = judged(issued, office)

    assert [s.kind for s in found.signatures] == ["person", "agency", "agency"]
    assert found.signatures[0].signer == "Nguyễn Thị Ngọc Ánh"
    told = json.dumps(found.as_json(), ensure_ascii=False) + repr(found)
    assert "001099000001" not in told
    assert "CCCD" not in told


def test_the_version_of_the_trust_folder_is_kept_with_the_verdict(office: Office, issued):
    found = judged(issued, office)

    assert found.trust_version == office.trust.version
    assert replace(office.trust, version=None) != office.trust


def test_a_trust_folder_that_cannot_be_read_is_named(tmp_path: Path):
    with pytest.raises(TrustUnreadable):
        load_trust(tmp_path / "none")
    (tmp_path / "a.crt").write_bytes(b"not a certificate")
    with pytest.raises(TrustUnreadable) as refused:
        load_trust(tmp_path)
    assert "a.crt" in refused.value.text("en")


@pytest.mark.parametrize("who", ["anh", "binh", "chi", "dung", "tsa"])
def test_an_answer_that_was_kept_is_the_one_found_anew(office: Office, who: str):
    certificate, others = _certificate(office, who), (_certificate(office, "chi"),)
    kept = load_trust(office.pki.trust)
    dates = watersheds([certificate, *others, *kept.anchors, *kept.between], kept.lists, published=True)
    instants = sorted(
        {
            date + shift
            for date in dates
            for shift in (-DAY, -SECOND, -SECOND / 1000, 0 * DAY, SECOND / 1000, SECOND, DAY)
        }
    )

    first = [check_chain(certificate, others, kept, at=at) for at in instants]
    again = [check_chain(certificate, others, kept, at=at) for at in reversed(instants)]
    anew = [check_chain(certificate, others, load_trust(office.pki.trust), at=at) for at in instants]

    assert first == anew
    assert again == anew[::-1]
    assert len({answer.state for answer in anew}) > 2


def test_answers_belong_to_the_trust_they_were_found_with(office: Office):
    certificate = _certificate(office, "dung")
    trust = load_trust(office.pki.trust)

    assert check_chain(certificate, (), trust, at=TODAY).state == "revoked"
    assert check_chain(certificate, (), replace(trust, lists=()), at=TODAY).lists_missing
    assert check_chain(certificate, (), replace(trust, anchors=()), at=TODAY).state == "unknown"


def test_certificates_without_end_do_not_fill_the_memory(office: Office, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("pdfseal.trust.MAX_COURSES", 2)
    trust = load_trust(office.pki.trust)

    states = [
        check_chain(_certificate(office, who), (), trust, at=TODAY).state for who in ("anh", "binh", "chi", "anh")
    ]

    assert states == ["trusted", "expired", "revoked", "trusted"]
    assert len(trust._courses) <= 2


def _certificate(office: Office, who: str) -> x509.Certificate:
    return office.pki.key(who).subject
