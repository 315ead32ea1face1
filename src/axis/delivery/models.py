"""Who is to get what: one row per receiver of a transfer, and when each system last came to look."""

from django.contrib.postgres.indexes import BrinIndex
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
    submitted_at = models.DateTimeField()  # when it was last put into its receiver's inbox
    delivered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)  # relayed, taken or failed: out of this axis' hands
    failure = models.CharField(max_length=500, default="")  # empty unless failed
    business_status = models.CharField(max_length=8, default="")
    business_status_at = models.DateTimeField(null=True)
    hops = models.JSONField(
        null=True
    )  # what other axes did with it: [{"axis", "event", "at"}]; "before": on its way here

    class Meta:
        constraints = [  # a receiver that took over others has what each of them was sent
            models.UniqueConstraint(
                fields=["transfer", "receiver", "receiver_code"], name="axis_one_delivery_each_code"
            )
        ]
        indexes = [
            models.Index(fields=["receiver", "id"], name="axis_inbox", condition=Q(closed_at=None)),
            models.Index(fields=["id"], name="axis_failed", condition=~Q(failure="")),
            models.Index(fields=["submitted_at", "id"], name="axis_open", condition=Q(closed_at=None)),
            BrinIndex(fields=["closed_at"], name="axis_closed", autosummarize=True, pages_per_range=32),
        ]


class Resend(models.Model):
    """An operator offered a delivery to its receiver again; what the row said before is kept here, and never changed."""

    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="resends")
    at = models.DateTimeField()
    by = models.CharField(max_length=150)  # the operator's name, as it was
    note = models.CharField(max_length=300, default="")
    state = models.CharField(max_length=12, choices=State)
    submitted_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=500, default="")


class Onward(models.Model):
    """A transfer that has to go on through an axis above: left by the accepting commit for the peering room, which takes it."""

    transfer = models.ForeignKey(Transfer, on_delete=models.PROTECT, related_name="+")
    system = models.ForeignKey(System, on_delete=models.PROTECT, related_name="+")


class Untold(models.Model):
    """A delivery whose sender's axis has not heard its present state yet. Removed once that axis says that it has."""

    delivery = models.OneToOneField(Delivery, on_delete=models.PROTECT, primary_key=True, related_name="untold")
    system = models.ForeignKey(System, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=State)

    class Meta:
        indexes = [models.Index(fields=["system", "delivery"], name="axis_untold")]


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
