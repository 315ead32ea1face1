"""Exactly once on the axis: repeats, races, crashes."""

import threading

import psycopg
import pytest
from django.db import connection
from tests.axis.packets import document

from axis.delivery.models import Delivery
from axis.intake import commit
from axis.tracking.models import Transfer
from axislink.protocol.sender import Sent
from kit.wake import django_conninfo


def test_a_repeat_gets_the_first_receipts_very_bytes(world):
    first = world.vpcp.submit(document())

    for _ in range(3):
        again = world.vpcp.submit(document())
        assert (again.sent, again.jws) == (Sent.DUPLICATE, first.jws)
    assert len(world.tphcm.inbox()) == 1


def test_a_repeat_after_it_was_taken_is_not_delivered_again(world):
    first = world.vpcp.submit(document())
    world.tphcm.acknowledge(world.tphcm.inbox()[0].delivery_id)

    assert world.vpcp.submit(document()).jws == first.jws
    assert world.tphcm.inbox() == []


def test_a_repeat_for_other_receivers_is_not_taken_for_sent(world):
    world.vpcp.submit(document(to=["H29", "G09"]), receivers=["H29"])

    other = world.vpcp.submit(document(to=["H29", "G09"]), receivers=["G09"])

    assert (other.sent, other.code) == (Sent.REFUSED, "AXL-003")


def test_the_same_packet_at_the_same_time_is_one_transfer(world):
    packet, results = document(padding=50_000), []

    def send():
        client = world.client("vpcp")
        results.append(client.submit(packet))
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len({result.jws for result in results}) == 1, results
    assert sorted(result.sent for result in results) == [Sent.ACCEPTED] + [Sent.DUPLICATE] * 7
    assert (Transfer.objects.count(), Delivery.objects.count()) == (1, 1)


def test_a_crash_between_file_and_commit_leaves_nothing_visible(world, tmp_path, monkeypatch):
    class Killed(BaseException):
        pass

    def die(*_):
        raise Killed

    with monkeypatch.context() as broken:
        broken.setattr("axis.intake.actions.accept.commit", die)
        with pytest.raises(Killed):
            world.vpcp.submit(document())
    assert not Transfer.objects.exists()
    assert world.tphcm.inbox() == []

    assert world.vpcp.submit(document()).sent is Sent.ACCEPTED
    assert len(world.tphcm.inbox()) == 1


def test_a_database_that_is_away_is_not_a_refusal(world, monkeypatch):
    def away(*_):
        raise psycopg.OperationalError("gone")

    with monkeypatch.context() as broken:
        broken.setattr(commit, "_run", away)
        assert world.vpcp.submit(document()).sent is Sent.UNREACHABLE

    assert world.vpcp.submit(document()).sent is Sent.ACCEPTED


def test_a_full_disk_is_said_and_nothing_is_half_stored(world, monkeypatch):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr("kit.storage.ContentStore.take", full)
        submitted = world.vpcp.submit(document())

    assert (submitted.sent, submitted.code) == (Sent.UNREACHABLE, "AXL-001")
    assert not Transfer.objects.exists()


def test_nothing_is_missed_when_transactions_commit_out_of_order(world):
    """The row with the lower id commits last. A reader by position would have passed it by."""
    world.vpcp.submit(document(document_id="seen"))
    insert = (
        "insert into axis_delivery_delivery (ref, transfer_id, receiver_id, receiver_code, state, submitted_at, "
        "failure, business_status) select gen_random_uuid(), t.id, a.id, a.code, 'submitted', now(), '', '' "
        "from axis_tracking_transfer t, axis_directory_agency a where t.document_id = %s and a.code = %s returning id"
    )
    with psycopg.connect(django_conninfo("early")) as early, psycopg.connect(django_conninfo("late")) as late:
        [lower] = early.execute(insert, ["seen", "H29.01"]).fetchone()
        late.execute("select 1")
        world.vpcp.submit(document(document_id="quick"))
        shown, _ = world.tphcm.inbox_page(limit=50)
        assert [one.document_id for one in shown] == ["seen", "quick"]
        _, token = world.tphcm.inbox_page(limit=1)
        assert token
        early.commit()
        late.rollback()

    higher = Delivery.objects.get(transfer__document_id="quick").pk
    assert lower < higher
    after, _ = world.tphcm.inbox_page(limit=50, page=token)
    assert {(one.document_id, one.receiver) for one in after} == {("seen", "H29.01"), ("quick", "H29")}
    everything = world.tphcm.inbox()
    assert {(one.document_id, one.receiver) for one in everything} == {
        ("seen", "H29"),
        ("seen", "H29.01"),
        ("quick", "H29"),
    }
