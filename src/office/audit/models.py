"""Events: what was done, by which post, to what; and the sealed heads of each agency's chain.

Events are written unchained in the transaction that causes them; the sealer chains them afterwards in commit
order, because a chain lock in every transaction would make an agency's clerks wait for each other.
The table is partitioned by year of ``at`` and referenced by nothing.
"""

from django.db import models

from kit.refs import uuid7
from office.audit.querysets import EventQuerySet


class Event(models.Model):
    """One act. Holds references only: a chained row cannot be corrected, so no name or number of a person is in it."""

    id = models.BigAutoField(primary_key=True)
    ref = models.UUIDField(default=uuid7, editable=False)
    agency_id = models.BigIntegerField()
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(auto_now_add=True)
    kind = models.CharField(max_length=64)
    version = models.PositiveSmallIntegerField(default=1)
    actor_person = models.UUIDField(null=True)
    actor_post = models.BigIntegerField(null=True)
    on_behalf_of = models.BigIntegerField(null=True)
    document_ref = models.UUIDField(null=True)
    subject_ref = models.UUIDField(null=True)
    payload = models.TextField(default="{}")  # canonical JSON, the exact text that is hashed
    seq = models.BigIntegerField(null=True)
    hash = models.CharField(max_length=64, default="")

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = "sự kiện"


class SealedHead(models.Model):
    """The last sealed event of an agency: its number in the chain, its hash, and the signature over both."""

    agency_id = models.BigIntegerField()
    seq = models.BigIntegerField()
    hash = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()
    key_id = models.CharField(max_length=16)
    signature = models.TextField()

    class Meta:
        verbose_name = "đầu chuỗi nhật ký"
        constraints = [models.UniqueConstraint(fields=["agency_id", "seq"], name="sealed_head_once")]
