"""What was accepted, delivered and acknowledged is logged once, in an order that is never changed, and can be proven."""

import json
from datetime import timedelta

import psycopg
import pytest
from django.db import connection
from tests.axis.packets import document, status
from tests.axis.settled import settle

from axis import env
from axis.__main__ import main as axis
from axis.evidence.actions.sequence import sequence
from axis.evidence.errors import LogDamaged
from axis.evidence.log import newest_head, proof_of
from axis.evidence.models import Leaf, LogHead, Waiting
from axis.evidence.outside import keep_outside, read_outside
from axis.keyring import public_keys, receipt_key
from axis.tracking.acceptances import unlogged
from axis.tracking.models import Settled, Transfer
from axis.worker import log_evidence
from axislink.errors import RefusedByAxis
from axislink.heads import FileHeads
from congvan.__main__ import main as congvan
from evidence.bundles import check_bundle
from evidence.errors import PastRewritten
from evidence.heads import check_continues, check_head
from evidence.keys import public_pem
from evidence.leaves import read_leaf
from evidence.merkle import leaf_hash, root_of
from kit.wake import django_conninfo


def kinds():
    return [leaf.kind for leaf in Leaf.objects.order_by("index")]


def log(world, limit=10_000, minutes=0):
    at = world.now + timedelta(minutes=minutes)
    return sequence(source=unlogged, key=receipt_key(), axis="national", now=at, limit=limit)


def test_each_step_of_a_packet_becomes_an_entry(world, tmp_path):
    submitted = world.vpcp.submit(document(to=["H29", "G09"]))
    log_evidence(now=world.now)
    [waiting] = world.tphcm.inbox()
    world.tphcm.fetch(waiting, tmp_path / "packet")
    world.tphcm.fetch(waiting, tmp_path / "packet")
    world.tphcm.acknowledge(waiting.delivery_id)
    world.bnv.acknowledge(world.bnv.inbox()[0].delivery_id, "failed", "Tệp hỏng")
    world.tphcm.submit(status(code="03"))
    log_evidence(now=world.now)

    assert kinds() == ["acceptance", "delivery", "acknowledgement", "acknowledgement", "status"]
    facts = [read_leaf(leaf.text) for leaf in Leaf.objects.order_by("index")]
    assert facts[0]["packet_sha256"] == submitted.receipt.packet_sha256
    assert [one.get("outcome") for one in facts] == [None, None, "taken", "failed", None]
    assert "Tệp hỏng" not in "".join(Leaf.objects.values_list("text", flat=True))
    assert facts[4]["status"] == "03"
    assert not Waiting.objects.exists()
    checked = check_bundle(proof_of(Transfer.objects.get(kind="edoc").ref), public_keys())
    assert len(checked.entries) == 4


def test_nothing_is_logged_twice_and_an_idle_log_signs_no_heads(world):
    for number in range(5):
        world.vpcp.submit(document(document_id=f"d{number}"))
    for minute in range(6):
        log(world, minutes=minute)
        world.vpcp.submit(document(document_id="d0"))  # a repeat

    assert kinds() == ["acceptance"] * 5
    assert LogHead.objects.count() == 1
    settle(lambda: log(world))


def test_batches_are_one_log(world):
    for number in range(7):
        world.vpcp.submit(document(document_id=f"d{number}"))
    turns = 1
    while log(world, limit=3):
        turns += 1

    assert (turns, list(LogHead.objects.order_by("size").values_list("size", flat=True))) == (3, [3, 6, 7])
    leaves = list(Leaf.objects.order_by("index"))
    assert [leaf.index for leaf in leaves] == list(range(7))
    root = root_of(leaf_hash(leaf.text.encode()) for leaf in leaves)
    assert check_head(newest_head().jws, public_keys()).digest == root


def test_a_transaction_that_commits_late_is_logged_when_it_comes(world):
    world.vpcp.submit(document(document_id="seen"))
    insert = (
        "with kept as (insert into axis_tracking_transfer (ref, system_id, sender_id, sender_code, to_codes, kind, operation, "
        "document_id, document_code, subject, packet_sha256, size, accepted_at) select gen_random_uuid(), system_id, sender_id, "
        "sender_code, to_codes, kind, operation, 'late', '', '', packet_sha256, size, accepted_at from axis_tracking_transfer "
        "where document_id = 'seen' returning ref) insert into axis_evidence_acceptance (transfer_ref, receipt, request) "
        "select ref, 'receipt', '{}' from kept returning transfer_ref"
    )
    with psycopg.connect(django_conninfo("late")) as late:
        [ref] = late.execute(insert).fetchone()
        for number in range(3):
            world.vpcp.submit(document(document_id=f"quick{number}"))
            log(world)
            log(world)
        floor = Settled.objects.get().floor
        assert not Leaf.objects.filter(transfer_ref=ref).exists()
        assert len(kinds()) == 4
        late.commit()

    assert floor < Transfer.objects.get(ref=ref).pk
    log(world)
    assert Leaf.objects.filter(transfer_ref=ref).count() == 1
    settle(lambda: log(world))


def test_a_log_restored_elsewhere_goes_on(world):
    world.vpcp.submit(document(document_id="before"))
    log(world)
    Settled.objects.update(barrier=1 << 60)  # transaction ids of a server that lived longer
    world.vpcp.submit(document(document_id="after"))
    settle(lambda: log(world))

    assert kinds() == ["acceptance"] * 2


def test_two_sequencers_do_not_meet(world):
    world.vpcp.submit(document())
    with psycopg.connect(django_conninfo("rival")) as rival:
        rival.execute("select pg_advisory_xact_lock(%s)", [0x65766964])
        assert not log(world)
        assert kinds() == []
    log(world)
    assert kinds() == ["acceptance"]


def test_a_log_that_was_tampered_with_is_not_extended(world):
    world.vpcp.submit(document(document_id="one"))
    log(world)
    with connection.cursor() as cursor:
        cursor.execute("update axis_evidence_leaf set hash = sha256(hash)")
    world.vpcp.submit(document(document_id="two"))

    with pytest.raises(LogDamaged):
        log(world)
    assert not log_evidence(now=world.now)
    assert len(kinds()) == 1


def test_heads_are_kept_outside_the_database(world):
    for number in range(3):
        world.vpcp.submit(document(document_id=f"d{number}"))
        log_evidence(now=world.now)
    place = env.ENV.heads_path

    assert [head.size for head in read_outside(place, public_keys())] == [1, 2, 3]
    assert keep_outside(place, public_keys()) == 0
    place.write_text(place.read_text() + "half a li")
    world.vpcp.submit(document(document_id="more"))
    assert place.read_text().count("\n") == 3


def test_a_proof_is_asked_of_the_axis_by_those_it_concerns(world):
    submitted = world.vpcp.submit(document())
    with pytest.raises(RefusedByAxis) as early:
        world.vpcp.proof(submitted.transfer_id)
    assert early.value.axis_code == "AXS-501"
    log_evidence(now=world.now)

    bundle = world.vpcp.proof(submitted.transfer_id)
    assert bundle.receipt == submitted.jws
    assert world.tphcm.proof(submitted.transfer_id).entries == bundle.entries
    with pytest.raises(RefusedByAxis) as foreign:
        world.bnv.proof(submitted.transfer_id)
    assert foreign.value.axis_code == "AXS-201"


def test_heads_follow_one_another(world):
    assert world.vpcp.log_head() == (None, None)
    sizes = []
    for number in range(6):
        world.vpcp.submit(document(document_id=f"d{number}"))
        log_evidence(now=world.now)
        sizes.append(check_head(newest_head().jws, public_keys()))
    now, proof = world.vpcp.log_head(since=3)
    check_continues(sizes[2], now, proof)
    check_continues(sizes[1], sizes[4], world.vpcp.consistency(2, 5))
    with pytest.raises(RefusedByAxis) as beyond:
        world.vpcp.consistency(2, 7)
    assert beyond.value.axis_code == "AXS-502"


def test_the_entry_is_the_text_alone(world):
    world.vpcp.submit(document())
    log(world)
    leaf = Leaf.objects.get()
    facts = json.loads(leaf.text)

    assert bytes(leaf.hash) == leaf_hash(leaf.text.encode())
    assert set(facts) == {
        "at", "index", "kind", "packet_sha256", "receipt_sha256", "request_sha256", "size", "transfer_id", "version",
    }  # fmt: skip


def test_a_client_that_kept_a_head_finds_a_rewritten_past(world, tmp_path):
    keeper = FileHeads(tmp_path / "seen" / "head.jws")
    assert world.vpcp.follow_log(keeper) is None
    for number in range(4):
        world.vpcp.submit(document(document_id=f"d{number}"))
        log_evidence(now=world.now)
        assert world.vpcp.follow_log(keeper).size == number + 1
    kept = keeper.load()
    settle(lambda: log(world))  # else the same entries would be made again, and nothing would be rewritten

    # The axis' operator takes the last day back, with everything that speaks of it, and goes on with another.
    Leaf.objects.filter(index__gte=2).delete()
    LogHead.objects.filter(size__gt=2).delete()
    for fewer in range(4):
        with pytest.raises(PastRewritten):
            world.vpcp.follow_log(keeper)
        world.vpcp.submit(document(document_id=f"other{fewer}"))
        log(world)
    assert newest_head().size > 4
    with pytest.raises(PastRewritten):
        world.vpcp.follow_log(keeper)
    assert keeper.load() == kept


def test_the_commands_audit_and_hand_out(world, tmp_path, capsys):
    submitted = world.vpcp.submit(document())
    log_evidence(now=world.now)
    bundle, key = tmp_path / "bundle.json", tmp_path / "axis.pem"
    key.write_bytes(public_pem(receipt_key()))

    assert axis(["evidence", "bundle", submitted.transfer_id, "--out", str(bundle)]) == 0
    assert congvan(["evidence", "verify", str(bundle), "--key", str(key)]) == 0
    assert axis(["evidence", "audit", "--json"]) == 0
    said = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (said["ok"], said["entries"], said["bodies"]) == (True, 1, 1)

    with connection.cursor() as cursor:
        cursor.execute("update axis_evidence_leaf set text = text || ' '")
    assert axis(["evidence", "audit"]) == 1
    assert "Mục sổ số 0 đã bị sửa" in capsys.readouterr().out
