"""The inbox is a state: what is open is listed, oldest first, until it is acknowledged."""

import pytest
from django.core import signing
from tests.axis.packets import document

from axis.config import config
from axis.delivery.actions.resend import resend
from axis.delivery.models import Delivery, Pull
from axislink.errors import RefusedByAxis


def ids(deliveries):
    return [one.document_id for one in deliveries]


def send(world, count):
    for number in range(count):
        assert world.vpcp.submit(document(document_id=f"d{number}")).sent == "accepted"


def test_the_oldest_stands_first_and_asking_changes_nothing(world):
    send(world, 3)

    assert ids(world.tphcm.inbox()) == ["d0", "d1", "d2"]
    assert ids(world.tphcm.inbox()) == ["d0", "d1", "d2"]


def test_pages_show_each_delivery_once(world):
    send(world, 5)

    seen, token = [], None
    while True:
        page, token = world.tphcm.inbox_page(limit=2, page=token)
        seen += ids(page)
        if token is None:
            break

    assert seen == ["d0", "d1", "d2", "d3", "d4"]


def test_a_page_token_helps_only_the_client_it_was_given_to(world):
    send(world, 3)
    _, token = world.tphcm.inbox_page(limit=1)

    with pytest.raises(RefusedByAxis) as refused:
        world.bnv.inbox_page(page=token)
    assert refused.value.axis_code == "AXS-203"


def test_an_old_page_token_is_refused(world, monkeypatch):
    send(world, 3)
    _, token = world.tphcm.inbox_page(limit=1)
    later = signing.time.time() + 601
    monkeypatch.setattr(signing.time, "time", lambda: later)

    with pytest.raises(RefusedByAxis) as refused:
        world.tphcm.inbox_page(page=token)
    assert (refused.value.status, refused.value.axis_code) == (410, "AXS-203")


def test_acknowledging_twice_is_the_same_as_once(world):
    send(world, 1)
    [one] = world.tphcm.inbox()

    world.tphcm.acknowledge(one.delivery_id)
    closed = Delivery.objects.get().closed_at
    world.tphcm.acknowledge(one.delivery_id)

    assert Delivery.objects.get().closed_at == closed


def test_what_was_taken_cannot_fail_afterwards(world):
    send(world, 1)
    [one] = world.tphcm.inbox()
    world.tphcm.acknowledge(one.delivery_id)

    with pytest.raises(RefusedByAxis) as refused:
        world.tphcm.acknowledge(one.delivery_id, "failed", "quá muộn")
    assert refused.value.axis_code == "AXS-202"


def test_a_failure_needs_a_reason_and_can_be_queued_again(world):
    send(world, 1)
    [one] = world.tphcm.inbox()

    with pytest.raises(RefusedByAxis) as refused:
        world.tphcm.acknowledge(one.delivery_id, "failed")
    assert refused.value.axis_code == "AXS-204"

    world.tphcm.acknowledge(one.delivery_id, "failed", "Tệp không mở được")
    assert world.tphcm.inbox() == []
    [receiver] = world.vpcp.trace(one.transfer_id)["receivers"]
    assert (receiver["state"], receiver["failure"]) == ("failed", "Tệp không mở được")

    refs = [Delivery.objects.get().ref]
    resend(refs=refs, by="Phùng Nhật Lệ", note="", bodies=config().bodies, now=world.now)
    assert ids(world.tphcm.inbox()) == ["d0"]


def test_the_last_pull_is_known(world):
    world.tphcm.inbox()

    assert Pull.objects.get().system.system_id == "tphcm"
