"""Whatever is changed behind the axis' back, the audit names it; an untouched log passes."""

import json
from datetime import datetime, timedelta

import pytest
from cryptography import x509
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.axis.packets import document

from axis import env
from axis.config import config
from axis.evidence.actions.stamp import stamp_heads
from axis.evidence.audit import audit
from axis.evidence.models import Leaf, LogHead, Subtree, Waiting
from axis.evidence.outside import read_outside
from axis.keyring import public_keys
from axis.tracking.models import Transfer
from axis.worker import log_evidence
from evidence.bundles import check_bundle
from evidence.heads import Head, sign_head
from evidence.leaves import canonical
from evidence.merkle import leaf_hash, root_of
from kit.refs import uuid7
from pdfseal.errors import TimestampUnavailable
from pdfseal.localpki import create_pki
from pdfseal.localtsa import LocalTimestamper

PACKETS = 12


@pytest.fixture
def logged(world):
    """Twelve packets and an acknowledgement under five heads."""
    for number in range(PACKETS):
        world.vpcp.submit(document(document_id=f"d{number}", padding=4 * number))
        if number % 3 == 2:
            log_evidence(now=world.now + timedelta(seconds=number))
    world.tphcm.acknowledge(world.tphcm.inbox()[0].delivery_id)
    log_evidence(now=world.now + timedelta(minutes=1))
    return world


def check(bodies=True, outside=True, minutes=0):
    heads = read_outside(env.ENV.heads_path, public_keys()) if outside else []
    at = datetime.now().astimezone() + timedelta(minutes=minutes)
    return audit(keys=public_keys(), outside=heads, bodies=config().bodies if bodies else None, now=at)


def found(**options):
    return [(str(one.damage), one.place) for one in check(**options).findings]


def run(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def rewrite(index, **facts):
    """Change an entry as somebody who knows how the log is made would: text, hash and columns."""
    leaf = Leaf.objects.get(index=index)
    text = canonical({**json.loads(leaf.text), **facts})
    run("update axis_evidence_leaf set text = %s, hash = %s where index = %s", text, leaf_hash(text.encode()), index)


def test_an_untouched_log_passes(logged):
    result = check()

    assert result.findings == []
    assert (result.entries, result.heads, result.bodies) == (PACKETS + 1, 5, PACKETS)


@pytest.mark.parametrize("column", ["text", "hash", "kind", "transfer_ref", "at"])
def test_a_changed_column_names_the_entry(logged, column):
    change = {
        "text": "replace(text, 'size', 'sizf')",
        "hash": "set_byte(hash, 7, get_byte(hash, 7) # 1)",
        "kind": "'status'",
        "transfer_ref": "gen_random_uuid()",
        "at": "at + interval '1 microsecond'",
    }[column]
    run(f"update axis_evidence_leaf set {column} = {change} where index = 4")

    assert found()[0] == ("leaf_changed", 4)
    assert {place for _, place in found()} == {4}


def test_two_changes_of_different_kinds_are_both_named(logged):
    run("update axis_evidence_leaf set text = text || ' ' where index = 2")
    run("update axis_evidence_leaf set hash = sha256(hash) where index = 7")

    assert found() == [("leaf_changed", 2), ("leaf_changed", 7)]


def test_a_deleted_entry_is_missing(logged):
    run("delete from axis_evidence_leaf where index = 4")

    assert found()[0] == ("leaf_missing", 4)


def test_an_inserted_entry_is_named(logged):
    run(
        "insert into axis_evidence_leaf select index, at + interval '1 second', kind, transfer_ref, text, hash "
        "from axis_evidence_leaf where index = 4"
    )
    assert ("leaf_inserted", 4) in found()


def test_an_entry_put_on_the_end_is_named(logged):
    leaf = Leaf.objects.get(index=4)
    text = canonical({**json.loads(leaf.text), "index": PACKETS + 1})
    Leaf.objects.create(
        index=PACKETS + 1,
        at=leaf.at,
        kind=leaf.kind,
        transfer_ref=leaf.transfer_ref,
        text=text,
        hash=leaf_hash(text.encode()),
    )
    assert found() == [("leaf_inserted", PACKETS + 1)]


def test_entries_that_changed_places_are_named(logged):
    run("update axis_evidence_leaf set index = case index when 3 then 1005 when 5 then 1003 end where index in (3, 5)")
    run("update axis_evidence_leaf set index = index - 1000 where index > 1000")

    assert {("leaf_moved", 3), ("leaf_moved", 5)} <= set(found())


def test_an_entry_rewritten_with_its_hash_is_named_by_its_receipt(logged):
    rewrite(4, packet_sha256="ab" * 32)

    assert ("leaf_changed", 4) in found()


def test_an_entry_nobody_has_a_receipt_for_is_named_by_the_heads_around_it(logged):
    rewrite(PACKETS, outcome="failed")

    [one] = check().findings
    assert (one.damage, one.what) == ("range_changed", f"{PACKETS}-{PACKETS}")


def test_a_log_cut_at_its_end_is_found_by_its_heads(logged):
    run("delete from axis_evidence_leaf where index >= 10")

    assert ("log_cut", PACKETS + 1) in found(outside=False)


def test_a_log_cut_together_with_its_heads_is_found_by_a_head_kept_elsewhere(logged):
    run("delete from axis_evidence_leaf where index >= 9")
    run("delete from axis_evidence_loghead where size > 9")

    assert ("log_cut", PACKETS + 1) in found()
    assert ("log_cut", PACKETS + 1) not in found(outside=False)
    assert [name for name, _ in found(outside=False, minutes=20)] == ["unlogged"] * 3


def test_a_past_rewritten_by_the_holder_of_the_key_is_found_by_a_head_kept_elsewhere(logged):
    """Even the axis itself cannot: entries, hashes and heads all made anew and signed with its own key."""
    rewrite(PACKETS, outcome="failed")
    leaves = [bytes(one) for one in Leaf.objects.order_by("index").values_list("hash", flat=True)]
    head = Head("national", PACKETS + 1, root_of(leaves).hex(), LogHead.objects.get(size=PACKETS + 1).at.isoformat())
    LogHead.objects.filter(size=PACKETS + 1).update(jws=sign_head(config().key, head))

    assert ("range_changed", PACKETS + 1) in found()


def test_a_changed_or_missing_head_is_named(logged):
    run("update axis_evidence_loghead set at = at + interval '1 hour' where size = 6")
    assert found() == [("head_changed", 6)]
    run("delete from axis_evidence_loghead where size = 6")
    assert found() == [("head_missing", 6)]


def test_a_clock_that_went_back_is_remarked(logged):
    logged.vpcp.submit(document(document_id="later"))
    log_evidence(now=logged.now - timedelta(hours=3))

    assert found() == [("clock_moved", PACKETS + 2)]


def test_changed_receipts_signatures_and_bodies_are_named(logged):
    refs = list(Leaf.objects.order_by("index").values_list("transfer_ref", flat=True))
    run("update axis_evidence_acceptance set receipt = receipt || 'A' where transfer_ref = %s", refs[1])
    run('update axis_evidence_acceptance set request = request || \'{"path": "/"}\' where transfer_ref = %s', refs[2])
    run("delete from axis_evidence_acceptance where transfer_ref = %s", refs[3])
    shas = [Transfer.objects.get(ref=refs[number]).packet_sha256 for number in (4, 5)]
    path = config().bodies.path(shas[0])
    path.chmod(0o640)
    data = bytearray(path.read_bytes())
    data[100] ^= 1
    path.write_bytes(data)
    config().bodies.path(shas[1]).unlink()

    assert found() == [
        ("receipt_changed", 1),
        ("request_changed", 2),
        ("receipt_missing", 3),
        ("body_changed", 4),
        ("body_missing", 5),
    ]
    assert [name for name, _ in found(bodies=False)] == ["receipt_changed", "request_changed", "receipt_missing"]


def test_any_single_byte_of_an_entry_is_named(logged):
    rows = {leaf.index: (leaf.text, bytes(leaf.hash)) for leaf in Leaf.objects.all()}

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.sampled_from(sorted(rows)), st.sampled_from(["text", "hash"]), st.data())
    def flip(index, column, data):
        text, digest = rows[index]
        whole = text.encode() if column == "text" else digest
        place = data.draw(st.integers(0, len(whole) - 1))
        byte = bytes([whole[place] ^ (1 << data.draw(st.integers(0, 4 if column == "text" else 7)))])
        if (column == "text" and not byte.isascii()) or byte == b"\0":
            return
        changed = whole[:place] + byte + whole[place + 1 :]
        value = changed.decode() if column == "text" else changed
        run(f"update axis_evidence_leaf set {column} = %s where index = %s", value, index)
        names = found(bodies=False)
        run("update axis_evidence_leaf set text = %s, hash = %s where index = %s", text, digest, index)
        assert names == [("leaf_changed", index)]

    flip()
    assert check().ok


def test_any_single_byte_of_a_body_is_named(logged):
    sizes = [(leaf.index, json.loads(leaf.text)) for leaf in Leaf.objects.filter(kind="acceptance")]

    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.sampled_from(sizes), st.data())
    def flip(one, data):
        index, facts = one
        path = config().bodies.path(facts["packet_sha256"])
        path.chmod(0o640)
        place, bit = data.draw(st.integers(0, facts["size"] - 1)), data.draw(st.integers(0, 7))
        whole = path.read_bytes()
        path.write_bytes(whole[:place] + bytes([whole[place] ^ (1 << bit)]) + whole[place + 1 :])
        names = found()
        path.write_bytes(whole)
        assert names == [("body_changed", index)]

    flip()


def test_a_changed_subtree_is_named_and_no_entry(world):
    from_many(600)
    assert check(bodies=False, outside=False).findings == []
    run("update axis_evidence_subtree set hash = sha256(hash) where position = 1")

    assert found(bodies=False, outside=False) == [("subtree_changed", 256)]


def test_an_entry_deep_in_a_large_log_is_named_alone(world):
    from_many(600)
    run("update axis_evidence_leaf set hash = sha256(hash) where index = 300")

    assert found(bodies=False, outside=False) == [("leaf_changed", 300)]


def from_many(count):
    """Log facts that were not accepted by anybody: acknowledgements need no receipt."""
    at = datetime.now().astimezone()
    Waiting.objects.bulk_create(
        Waiting(kind="acknowledgement", transfer_ref=uuid7(), at=at, facts={"outcome": "taken"}) for _ in range(count)
    )
    log_evidence(now=at)
    assert Subtree.objects.count() == count // 256


class Away:
    """An authority that does not answer."""

    def token(self, imprint):
        raise TimestampUnavailable(reason="away")


@pytest.fixture(scope="module")
def tsa(tmp_path_factory):
    return create_pki(tmp_path_factory.mktemp("pki"), [], []).key("tsa")


def test_traffic_goes_on_without_the_authority_and_the_stamps_are_filled_in_later(logged, tsa):
    assert not stamp_heads(Away())
    logged.vpcp.submit(document(document_id="meanwhile"))
    log_evidence(now=logged.now + timedelta(minutes=2))
    assert LogHead.objects.filter(token=None).count() == 6
    assert check().stamped == 0

    assert not stamp_heads(LocalTimestamper(tsa))
    result = check()
    assert (result.ok, result.stamped) == (True, 6)
    submitted = logged.vpcp.submit(document(document_id="d0"))
    checked = check_bundle(
        logged.vpcp.proof(submitted.transfer_id), public_keys(), [x509.load_der_x509_certificate(tsa.chain[0])]
    )
    assert checked.stamp.trusted


def test_a_changed_time_stamp_is_named(logged, tsa):
    stamp_heads(LocalTimestamper(tsa))
    run("update axis_evidence_loghead set token = set_byte(token, 200, get_byte(token, 200) # 1) where size = 6")
    run(
        "update axis_evidence_loghead a set token = b.token from axis_evidence_loghead b where a.size = 3 and b.size = 9"
    )
    assert found() == [("timestamp_wrong", 3), ("timestamp_wrong", 6)]
