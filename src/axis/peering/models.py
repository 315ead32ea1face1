"""The line to an axis above: where it is, what is on its way up, what came down, what it knows of us."""

from django.db import models
from django.db.models import Q

from axis.directory.models import Agency, System
from axis.peering.states import Phase
from axis.tracking.models import Transfer


class Upstream(models.Model):
    """An axis above this one. In the directory it is a system; the agencies beyond it are the agencies of that system."""

    system = models.OneToOneField(System, on_delete=models.PROTECT, primary_key=True, related_name="upstream")
    url = models.CharField(max_length=300)
    own_id = models.CharField(max_length=35)  # what it calls us
    receipt_keys = models.JSONField(
        default=dict
    )  # PEM by key name; "": the one handed over; empty: asked once and kept
    paused = models.BooleanField(default=False)  # by the operator
    learned_version = models.BigIntegerField(default=0)  # of its directory
    heard_at = models.DateTimeField(null=True)  # its last good answer, to some seconds
    down_since = models.DateTimeField(null=True)
    problem = models.CharField(max_length=500, default="")


class UpperNotice(models.Model):
    """What the operator of the axis above tells everybody, told on by us. As it was told last: what is gone there goes here."""

    upstream = models.ForeignKey(Upstream, on_delete=models.CASCADE, related_name="notices")
    ref = models.CharField(max_length=36)
    origin = models.CharField(max_length=200)  # whose word it is
    text = models.CharField(max_length=1000)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["upstream", "ref"], name="axis_one_upper_notice_each")]


class Forward(models.Model):
    """A transfer on its way up. The same bytes to the same receivers until the axis above has given its receipt."""

    transfer = models.ForeignKey(Transfer, on_delete=models.PROTECT, related_name="forwards")
    upstream = models.ForeignKey(Upstream, on_delete=models.PROTECT, related_name="forwards")
    document_id = models.CharField(max_length=200)  # packets of one document go up one after another
    phase = models.CharField(max_length=10, choices=Phase, default=Phase.QUEUED)
    attempts = models.IntegerField(default=0)
    queued_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)  # by the clock of the axis above
    remote_ref = models.UUIDField(null=True)  # the transfer there
    receipt = models.TextField(default="")  # from there, verified
    code = models.CharField(max_length=20, default="")  # of the last refusal or failure
    sentence = models.CharField(max_length=500, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["transfer", "upstream"], name="axis_one_forward_each")]
        indexes = [
            models.Index(fields=["upstream", "id"], name="axis_forward_due", condition=Q(phase=Phase.QUEUED)),
            models.Index(
                fields=["upstream", "document_id", "id"], name="axis_forward_order", condition=Q(phase=Phase.QUEUED)
            ),
            models.Index(fields=["remote_ref"], name="axis_forward_remote"),
            models.Index(fields=["upstream", "accepted_at"], name="axis_forward_lately"),
            models.Index(
                fields=["upstream", "queued_at"],
                name="axis_forward_given_up",
                condition=Q(phase__in=[Phase.REFUSED, Phase.DEAD]),
            ),
        ]


class Arrival(models.Model):
    """A transfer that came down, and what the axis above calls it."""

    transfer = models.ForeignKey(Transfer, on_delete=models.PROTECT, related_name="arrivals")
    upstream = models.ForeignKey(Upstream, on_delete=models.PROTECT, related_name="+")
    remote_ref = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["upstream", "remote_ref"], name="axis_one_arrival_each")]


class Announced(models.Model):
    """An agency of ours as the axis above was told of it; ``code`` is its refusal, empty when it is registered there."""

    upstream = models.ForeignKey(Upstream, on_delete=models.PROTECT, related_name="announced")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    version = models.BigIntegerField()  # of the agency, when it was told
    at = models.DateTimeField()
    code = models.CharField(max_length=20, default="")
    sentence = models.CharField(max_length=500, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["upstream", "agency"], name="axis_one_announcement_each")]
