"""A receipt says one thing for ever, and only the axis could have said it."""

import base64
import dataclasses
import json

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.errors import KeyUnusable, ReceiptForged, ReceiptKeyUnknown, ReceiptMalformed
from evidence.keys import (
    fingerprint,
    keep_private_key,
    key_id,
    new_private_key,
    public_pem,
    read_private_key,
    read_public_key,
)
from evidence.receipts import Receipt, check_receipt, peek_receipt, sign_receipt

P256 = new_private_key()
ED = ed25519.Ed25519PrivateKey.generate()
RECEIPT = Receipt(
    transfer_id="0193a5c8-0000-7000-8000-000000000001",
    axis="national",
    sender="G22",
    receivers=("H29", "H26"),
    kind="edoc",
    operation="new",
    document_id="G22,2026/11/22,12/VPCP-KSTT",
    packet_sha256="ab" * 32,
    size=137_036,
    accepted_at="2026-11-22T08:00:00+07:00",
)


@pytest.mark.parametrize("key", [P256, ED], ids=["es256", "eddsa"])
def test_a_receipt_reads_back_as_it_was_signed(key):
    assert check_receipt(sign_receipt(key, RECEIPT), key.public_key()) == RECEIPT


def test_the_header_names_the_axis_and_the_key():
    header = json.loads(base64.urlsafe_b64decode(sign_receipt(P256, RECEIPT).split(".")[0] + "=="))

    assert header == {"alg": "ES256", "kid": f"national/{fingerprint(P256)[:16]}", "typ": "congvan-receipt+jws"}


def test_the_key_is_chosen_by_its_name():
    jws = sign_receipt(P256, RECEIPT)

    assert check_receipt(jws, {key_id("national", P256): P256.public_key()}) == RECEIPT
    with pytest.raises(ReceiptKeyUnknown):
        check_receipt(jws, {key_id("national", ED): ED.public_key()})


def test_another_axis_key_does_not_verify():
    with pytest.raises(ReceiptForged):
        check_receipt(sign_receipt(P256, RECEIPT), new_private_key().public_key())
    with pytest.raises(ReceiptForged):
        check_receipt(sign_receipt(P256, RECEIPT), ED.public_key())


@settings(max_examples=60)
@given(st.data())
def test_no_changed_byte_goes_unnoticed(data):
    jws = sign_receipt(ED, RECEIPT)
    place = data.draw(st.integers(0, len(jws) - 1))
    other = data.draw(st.sampled_from("ABCxyz019-_.").filter(lambda char: char != jws[place]))
    changed = jws[:place] + other + jws[place + 1 :]

    try:
        found = check_receipt(changed, ED.public_key())
    except (ReceiptForged, ReceiptMalformed):
        return
    # Unused bits of the last base64url character may differ; what is said may not.
    assert found == RECEIPT
    assert place == len(jws) - 1


def test_an_unsigned_receipt_is_no_receipt():
    header = base64.urlsafe_b64encode(b'{"alg":"none","typ":"congvan-receipt+jws"}').rstrip(b"=").decode()
    body = sign_receipt(P256, RECEIPT).split(".")[1]

    with pytest.raises(ReceiptForged):
        check_receipt(f"{header}.{body}.", P256.public_key())


@pytest.mark.parametrize("text", ["", "a.b", "a.b.c", "é.b.c", "W10.W10.W10"])
def test_what_is_not_a_receipt_is_refused(text):
    with pytest.raises(ReceiptMalformed):
        check_receipt(text, P256.public_key())


def test_a_receipt_of_a_later_version_is_refused_not_guessed():
    with pytest.raises(ReceiptMalformed):
        check_receipt(sign_receipt(P256, dataclasses.replace(RECEIPT, version=2)), P256.public_key())


def test_peeking_shows_the_claims_without_a_key():
    assert peek_receipt(sign_receipt(P256, RECEIPT)).accepted.isoformat() == RECEIPT.accepted_at


def test_weak_or_foreign_keys_are_refused():
    with pytest.raises(KeyUnusable):
        read_public_key(public_pem(ec.generate_private_key(ec.SECP384R1())))
    with pytest.raises(KeyUnusable):
        read_public_key(public_pem(rsa.generate_private_key(65537, 1024)))
    with pytest.raises(KeyUnusable):
        read_public_key(b"-----BEGIN PUBLIC KEY-----\nnonsense\n-----END PUBLIC KEY-----\n")
    with pytest.raises(KeyUnusable):
        sign_receipt(rsa.generate_private_key(65537, 2048), RECEIPT)


def test_a_kept_key_is_readable_by_its_owner_alone(tmp_path):
    path = tmp_path / "keys" / "axis.pem"
    keep_private_key(path, P256)

    assert path.stat().st_mode & 0o777 == 0o600
    assert fingerprint(read_private_key(path)) == fingerprint(P256)

    path.chmod(0o644)
    with pytest.raises(KeyUnusable):
        read_private_key(path)
