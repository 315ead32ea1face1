"""The worker looks at rows and keeps the operator's alerts true."""

from datetime import timedelta

from tests.axis.packets import document

from axis.delivery.models import Backlog, Delivery
from axis.directory.models import Nonce
from axis.worker import forget_nonces, watch_backlogs

LATE = timedelta(minutes=15)


def test_nonces_are_forgotten_after_ten_minutes(world):
    world.vpcp.submit(document())
    assert Nonce.objects.count() == 1

    assert forget_nonces(now=world.now + timedelta(minutes=9)) == 0
    assert forget_nonces(now=world.now + timedelta(minutes=11)) == 1
    assert not Nonce.objects.exists()


def test_a_system_that_does_not_take_its_mail_is_an_alert_until_it_does(world):
    world.vpcp.submit(document(to=["H29", "H29.01"]))
    assert not watch_backlogs(now=world.now + timedelta(minutes=5), late=LATE)

    later = world.now + timedelta(minutes=20)
    assert watch_backlogs(now=later, late=LATE)
    assert not watch_backlogs(now=later, late=LATE)
    alert = Backlog.objects.get()
    assert (alert.system.system_id, alert.waiting, alert.closed_at) == ("tphcm", 2, None)

    world.tphcm.acknowledge(world.tphcm.inbox()[0].delivery_id)
    watch_backlogs(now=later, late=LATE)
    assert Backlog.objects.get().waiting == 1

    Delivery.objects.update(closed_at=later, state="taken")
    watch_backlogs(now=later, late=LATE)
    assert Backlog.objects.get().closed_at == later
