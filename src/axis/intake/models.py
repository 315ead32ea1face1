"""What was refused, for the operator: the sender knows by the answer he got. And how much each system may send."""

from django.db import models

from axis.directory.models import CODE_MAX, System


class Refusal(models.Model):
    """A refused packet: who sent it, the code, and what could be read of it. No part of the packet is kept."""

    ref = models.UUIDField(unique=True)
    at = models.DateTimeField(db_index=True)
    system = models.ForeignKey(System, on_delete=models.PROTECT, null=True, related_name="+")
    code = models.CharField(max_length=12)
    sentence = models.CharField(max_length=500)
    sender_code = models.CharField(max_length=CODE_MAX, default="")
    receivers = models.CharField(max_length=500, default="")
    document_id = models.CharField(max_length=200, default="")
    document_code = models.CharField(max_length=100, default="")
    packet_sha256 = models.CharField(max_length=64, default="")


class Quota(models.Model):
    """What one system may send; None: as the installation says, 0: no limit. The worker measures what waits."""

    system = models.OneToOneField(System, on_delete=models.PROTECT, primary_key=True, related_name="quota")
    per_minute = models.IntegerField(null=True)
    waiting_mib = models.IntegerField(null=True)
    waiting_bytes = models.BigIntegerField(default=0, db_default=0)
    measured_at = models.DateTimeField(null=True)
