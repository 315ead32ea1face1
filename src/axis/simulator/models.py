"""Trials of systems that want to connect: which prepared packets were put into whose inbox.

What the system did with them is read from deliveries and statuses, where everything else of the axis stands too.
"""

from django.db import models
from django.db.models import Q

from axis.directory.models import Agency, System


class Trial(models.Model):
    """One system examined by the simulator, through one of its agencies."""

    ref = models.UUIDField(unique=True)
    system = models.ForeignKey(System, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    begun_by = models.CharField(max_length=150)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency"], name="axis_one_open_trial", condition=Q(ended_at=None))
        ]


class TrialPacket(models.Model):
    """One prepared packet of a trial, as it was put on its way."""

    trial = models.ForeignKey(Trial, on_delete=models.PROTECT, related_name="packets")
    case = models.CharField(max_length=4)
    transfer_ref = models.UUIDField()
    document_id = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    offered = models.PositiveSmallIntegerField(default=1)  # how often it was put into the inbox

    class Meta:
        constraints = [models.UniqueConstraint(fields=["trial", "case"], name="axis_trial_case_once")]
