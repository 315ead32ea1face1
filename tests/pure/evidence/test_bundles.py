"""A bundle proves one transfer to whoever has the axis' public key, and nothing else to anybody."""

import dataclasses
import hashlib
import json
from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.axis.packets import document

from congvan.__main__ import main
from edxml import read_packet
from evidence.bundles import Bundle, Entry, check_bundle, read_bundle, write_bundle
from evidence.errors import (
    BundleMalformed,
    EvidenceError,
    HeadForged,
    HeadMalformed,
    LeafForeign,
    PastRewritten,
    ProofWrong,
    TimestampWrong,
)
from evidence.heads import Head, check_continues, check_head, sign_head
from evidence.keys import key_id, new_private_key, public_pem
from evidence.leaves import leaf_text, text_sha256
from evidence.merkle import Nodes, consistency_proof, inclusion_proof, leaf_hash, root_of
from evidence.receipts import Receipt, peek_receipt, sign_receipt
from evidence.timestamps import check_timestamp
from pdfseal.localpki import create_pki
from pdfseal.localtsa import LocalTimestamper

AXIS = new_private_key()
PACKET = b"<edXML/>"
AT = "2026-11-22T08:00:00+07:00"
STAMPED = datetime(2026, 11, 22, 1, 1, tzinfo=UTC)


def receipt(transfer_id="t1", key=AXIS):
    claims = Receipt(
        transfer_id=transfer_id,
        axis="national",
        sender="G22",
        receivers=("H29",),
        kind="edoc",
        operation="new",
        document_id="x",
        packet_sha256=hashlib.sha256(PACKET).hexdigest(),
        size=len(PACKET),
        accepted_at=AT,
    )
    return sign_receipt(key, claims)


def acceptance(jws, transfer_id="t1"):
    return {
        "at": AT,
        "kind": "acceptance",
        "packet_sha256": hashlib.sha256(PACKET).hexdigest(),
        "receipt_sha256": text_sha256(jws),
        "transfer_id": transfer_id,
    }


def taken(transfer_id="t1"):
    return {"at": AT, "kind": "acknowledgement", "outcome": "taken", "receiver": "H29", "transfer_id": transfer_id}


RECEIPT = receipt()
FACTS = [acceptance(receipt("t0"), "t0"), acceptance(RECEIPT), *(taken(f"o{one}") for one in range(30)), taken()]
TEXTS = [leaf_text(index, facts) for index, facts in enumerate(FACTS)]
HASHES = [leaf_hash(text.encode()) for text in TEXTS]
NODES = Nodes(lambda level, first, count: [] if level else HASHES[first : first + count])


def head(size=33, key=AXIS, axis="national"):
    return sign_head(key, Head(axis, size, root_of(HASHES[:size]).hex(), AT))


HEAD = head()


def bundle(indices=(1, 32), jws=RECEIPT, signed_head=HEAD, timestamp=None):
    entries = (Entry(one, TEXTS[one], tuple(inclusion_proof(NODES, one, len(TEXTS)))) for one in indices)
    return Bundle(jws, tuple(entries), signed_head, timestamp)


@pytest.fixture(scope="module")
def pki(tmp_path_factory):
    return create_pki(tmp_path_factory.mktemp("pki"), [], [])


@pytest.fixture(scope="module")
def token(pki):
    stamper = LocalTimestamper(pki.key("tsa"), clock=lambda: STAMPED)
    return stamper.token(hashlib.sha256(HEAD.encode()).digest())


@pytest.fixture(scope="module")
def anchors(pki):
    return [x509.load_der_x509_certificate(one) for one in pki.key("tsa").chain]


def test_a_bundle_proves_its_transfer():
    checked = check_bundle(read_bundle(write_bundle(bundle())), AXIS.public_key())

    assert [one["kind"] for one in checked.entries] == ["acceptance", "acknowledgement"]
    assert (checked.receipt.transfer_id, checked.head.size, checked.stamp) == ("t1", 33, None)


def test_a_head_reads_back_and_only_the_axis_can_sign_it():
    assert check_head(head(), {key_id("national", AXIS): AXIS.public_key()}).size == 33
    with pytest.raises(HeadForged):
        check_head(head(), {})
    with pytest.raises(HeadForged):
        check_head(head(), new_private_key().public_key())
    with pytest.raises(HeadMalformed):
        check_head(RECEIPT, AXIS.public_key())
    with pytest.raises(HeadMalformed):
        check_head(sign_head(AXIS, Head("national", -1, "ab" * 32, AT)), AXIS.public_key())


def test_what_is_about_another_transfer_does_not_count():
    with pytest.raises(LeafForeign):
        check_bundle(bundle(indices=(1, 5)), AXIS.public_key())
    with pytest.raises(LeafForeign):
        check_bundle(bundle(indices=(0,)), AXIS.public_key())
    with pytest.raises(LeafForeign):
        check_bundle(bundle(indices=(32,)), AXIS.public_key())
    with pytest.raises(LeafForeign):  # another receipt for the same transfer
        check_bundle(bundle(jws=receipt(key=AXIS)), AXIS.public_key())
    with pytest.raises(LeafForeign):
        check_bundle(bundle(signed_head=head(axis="other")), AXIS.public_key())


def test_an_entry_that_the_axis_did_not_log_is_found():
    good = bundle()
    forged = dataclasses.replace(good.entries[0], text=good.entries[0].text.replace("G22", "H29").replace(AT, "2027"))
    with pytest.raises(ProofWrong):
        check_bundle(dataclasses.replace(good, entries=(forged,)), AXIS.public_key())
    with pytest.raises(ProofWrong):
        check_bundle(dataclasses.replace(good, head=head(32)), AXIS.public_key())


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_changed_byte_changes_what_is_proven(token, data):
    whole = write_bundle(bundle(timestamp=token))
    place = data.draw(st.integers(0, len(whole) - 1))
    changed = whole[:place] + bytes([whole[place] ^ (1 << data.draw(st.integers(0, 7)))]) + whole[place + 1 :]
    before = check_bundle(read_bundle(whole), AXIS.public_key())
    try:
        after = check_bundle(read_bundle(changed), AXIS.public_key())
    except EvidenceError:
        return
    assert (after.receipt, after.entries, after.head) == (before.receipt, before.entries, before.head)
    assert after.stamp in (before.stamp, None)


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b'{"format": "x", "version": 1}', b'"a"', b"\xff"])
def test_what_is_no_bundle_is_refused(data):
    with pytest.raises(BundleMalformed):
        read_bundle(data)


def test_a_log_that_was_rewritten_does_not_continue_what_was_seen():
    seen, now = check_head(head(20), AXIS.public_key()), check_head(head(), AXIS.public_key())
    check_continues(seen, now, consistency_proof(NODES, 20, 33))

    for wrong in ([], consistency_proof(NODES, 19, 33)):
        with pytest.raises(PastRewritten):
            check_continues(seen, now, wrong)
    with pytest.raises(PastRewritten):
        check_continues(now, seen, [])
    with pytest.raises(PastRewritten):
        check_continues(seen, dataclasses.replace(now, axis="other"), consistency_proof(NODES, 20, 33))


def test_a_time_stamp_is_checked_and_trusted_by_its_anchor(token, anchors):
    checked = check_bundle(bundle(timestamp=token), AXIS.public_key(), anchors)
    assert (checked.stamp.at, checked.stamp.trusted) == (STAMPED, True)
    assert "thời gian" in checked.stamp.authority

    assert not check_bundle(bundle(timestamp=token), AXIS.public_key()).stamp.trusted


def test_a_time_stamp_of_something_else_is_wrong(token):
    with pytest.raises(TimestampWrong):
        check_timestamp(token, b"something else")
    with pytest.raises(TimestampWrong):
        check_timestamp(b"nonsense", HEAD.encode())


@pytest.fixture
def files(tmp_path, token, anchors):
    (tmp_path / "bundle.json").write_bytes(write_bundle(bundle(timestamp=token)))
    (tmp_path / "axis.pem").write_bytes(public_pem(AXIS))
    (tmp_path / "other.pem").write_bytes(public_pem(new_private_key()))
    (tmp_path / "tsa.pem").write_bytes(b"".join(one.public_bytes(Encoding.PEM) for one in anchors))
    (tmp_path / "packet.edxml").write_bytes(PACKET)
    (tmp_path / "other.edxml").write_bytes(PACKET + b" ")
    return tmp_path


def verify(files, *more, key="axis.pem"):
    return main(["evidence", "verify", str(files / "bundle.json"), "--key", str(files / key), *map(str, more)])


def test_the_command_says_what_is_proven(files, capsys):
    assert verify(files, "--document", files / "packet.edxml", "--tsa", files / "tsa.pem", "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["ok"], said["head"]["size"], said["timestamp"]["trusted"]) == (True, 33, True)
    assert [one["kind"] for one in said["entries"]] == ["acceptance", "acknowledgement"]

    assert verify(files) == 0
    assert "Chứng cứ đúng" in capsys.readouterr().out


def test_the_command_refuses_another_document_or_key(files, capsys):
    assert verify(files, "--document", files / "other.edxml") == 1
    assert "EVD-005" in capsys.readouterr().err
    assert verify(files, key="other.pem") == 1
    assert "EVD-002" in capsys.readouterr().err


def test_a_file_inside_the_packet_is_found(tmp_path, capsys):
    whole = document(padding=40)
    inner = read_packet(whole).attachments[0]
    jws = sign_receipt(
        AXIS, dataclasses.replace(peek_receipt(RECEIPT), packet_sha256=hashlib.sha256(whole).hexdigest())
    )
    names = {"receipt.jws": jws.encode(), "packet": whole, "axis.pem": public_pem(AXIS), "inner": inner.content.read()}
    for name, data in names.items():
        (tmp_path / name).write_bytes(data)
    call = [
        "evidence",
        "verify",
        f"{tmp_path}/receipt.jws",
        "--key",
        f"{tmp_path}/axis.pem",
        "--packet",
        f"{tmp_path}/packet",
    ]

    assert main([*call, "--document", f"{tmp_path}/inner"]) == 0
    assert main([*call, "--document", f"{tmp_path}/axis.pem"]) == 1
    assert "EVD-013" in capsys.readouterr().err


def test_a_certificate_of_an_unknown_kind_makes_no_trust_and_no_crash(token):
    """The issuer's key carries an algorithm that nobody knows: the stamp is not trusted, or refused."""
    rsa = bytes.fromhex("06092a864886f70d010101")
    found = [at for at in range(len(token)) if token.startswith(rsa, at)]
    assert found
    for at in found:
        odd = token[: at + 2] + bytes([token[at + 2] ^ 0x2A]) + token[at + 3 :]
        try:
            checked = check_bundle(read_bundle(write_bundle(bundle(timestamp=odd))), AXIS.public_key())
        except EvidenceError:
            continue
        assert checked.stamp is None or not checked.stamp.trusted
