"""Who is to get what: one row per receiver of a transfer, and when each system last came to look."""

from django.db import models
from django.db.models import Q

from axis.delivery.states import State
from axis.directory.models import CODE_MAX, Act, Agency, System
from axis.tracking.models import Transfer


class Delivery(models.Model):
    """One receiver of one transfer. Open until acknowledged: the inbox is the list of open rows, not a position."""

    ref = models.UUIDField(unique=True)
    transfer = models.ForeignKey(Transfer, on_delete=models.PROTECT, related_name="deliveries")
    receiver = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    receiver_code = models.CharField(max_length=CODE_MAX)  # as the sender wrote it
    state = models.CharField(max_length=12, choices=State, default=State.SUBMITTED)
    submitted_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)  # taken or failed
    failure = models.CharField(max_length=500, default="")  # empty unless failed
    business_status = models.CharField(max_length=8, default="")
    business_status_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [  # a receiver that took over others has what each of them was sent
            models.UniqueConstraint(
                fields=["transfer", "receiver", "receiver_code"], name="axis_one_delivery_each_code"
            )
        ]
        indexes = [
            models.Index(fields=["receiver", "id"], name="axis_inbox", condition=Q(closed_at=None)),
            models.Index(fields=["id"], name="axis_failed", condition=~Q(failure="")),
        ]


class Rerouting(models.Model):
    """A delivery that waited for an agency when it ended, and went on to its heir."""

    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="reroutings")
    act = models.ForeignKey(Act, on_delete=models.PROTECT, related_name="+")
    from_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    to_agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, related_name="+"
    )  # none: nobody took over
    at = models.DateTimeField()
    handed_out_at = models.DateTimeField(null=True)  # to the ended agency's system, which never acknowledged


class Pull(models.Model):
    """When a system last asked for its inbox, to the nearest five seconds."""

    system = models.OneToOneField(System, on_delete=models.PROTECT, primary_key=True)
    at = models.DateTimeField()


class Backlog(models.Model):
    """A system that leaves deliveries waiting too long. Opened and closed by the worker; closed ones are history."""

    system = models.ForeignKey(System, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    waiting = models.IntegerField()
    oldest_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["system"], name="axis_one_open_backlog", condition=Q(closed_at=None))
        ]
