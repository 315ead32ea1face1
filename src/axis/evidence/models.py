"""What proves an acceptance, and the log that fixes it in time.

The log: one row per entry with the exact text that is hashed, the hashes of its complete subtrees, the signed heads. Entries are only
ever added, by one sequencer; nothing points at them by foreign key (they are partitioned by year).
"""

from django.db import models


class Acceptance(models.Model):
    """Made in the transaction that accepts, never changed. ``request`` holds what the sender's signature covers."""

    transfer_ref = models.UUIDField(primary_key=True)
    receipt = models.TextField()
    request = models.JSONField()


class Waiting(models.Model):
    """A fact for the log, written by the transaction that made it true and removed by the sequencer that logs it."""

    kind = models.CharField(max_length=16)
    transfer_ref = models.UUIDField()
    at = models.DateTimeField()
    facts = models.JSONField()


class Leaf(models.Model):
    """One entry. The text says all that the other columns say; they are there to find it by."""

    index = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()  # when it happened; the partition's key
    kind = models.CharField(max_length=16)
    transfer_ref = models.UUIDField()
    text = models.TextField()
    hash = models.BinaryField()


class Subtree(models.Model):
    """The hash of a complete subtree of 256, 65,536, … entries: what proofs are made of. Can be made anew from the entries."""

    pk = models.CompositePrimaryKey("level", "position")
    level = models.SmallIntegerField()
    position = models.BigIntegerField()
    hash = models.BinaryField()


class LogHead(models.Model):
    """A signed head (JWS); ``token`` is the time stamp on its bytes, added later. Size and time repeat what the JWS says."""

    size = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    jws = models.TextField()
    token = models.BinaryField(null=True)

    class Meta:
        indexes = [models.Index(fields=["size"], name="axis_head_unstamped", condition=models.Q(token=None))]
