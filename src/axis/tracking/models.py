"""What travelled: one row per transfer; and how far the log of evidence is known to have them all."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from axis.directory.models import CODE_MAX, Agency, System


class Transfer(models.Model):
    """One accepted packet. The same sender, kind, operation, document and bytes are the same transfer for ever."""

    class Kind(models.TextChoices):
        EDOC = "edoc", "văn bản"
        STATUS = "status", "trạng thái"

    ref = models.UUIDField(unique=True)
    system = models.ForeignKey(System, on_delete=models.PROTECT, related_name="+")
    sender = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    sender_code = models.CharField(max_length=CODE_MAX)  # as the packet writes it
    to_codes = ArrayField(models.CharField(max_length=CODE_MAX))  # everybody the packet names, served here or not
    kind = models.CharField(max_length=8, choices=Kind)
    operation = models.CharField(max_length=16)
    status_code = models.CharField(max_length=8, null=True)
    document_id = models.CharField(max_length=200)  # empty when the packet has none
    document_code = models.CharField(max_length=100)  # number/notation, for people
    subject = models.CharField(max_length=500)
    packet_sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    accepted_at = models.DateTimeField()
    priority = models.SmallIntegerField(default=0, db_default=0)  # độ khẩn, 0 to 4; what came before it was kept: 0

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["document_id", "packet_sha256", "sender", "kind", "operation"], name="axis_transfer_key"
            ),
            models.UniqueConstraint(
                fields=["document_id", "sender"],
                name="axis_new_document_once",
                condition=Q(kind="edoc", operation="new") & ~Q(document_id=""),
            ),
        ]
        indexes = [models.Index(fields=["accepted_at"], name="axis_transfer_day")]


class Settled(models.Model):
    """One row. Every transfer up to ``floor`` is logged and none can still appear there (see acceptances.py).

    ``candidate`` becomes the floor once every transaction before ``barrier`` (a transaction id) has ended.
    """

    floor = models.BigIntegerField(default=0)
    candidate = models.BigIntegerField(default=0)
    barrier = models.BigIntegerField(default=0)
