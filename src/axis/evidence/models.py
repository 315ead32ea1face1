"""What proves an acceptance: the receipt's exact bytes, and the sender's signature as it arrived."""

from django.db import models


class Acceptance(models.Model):
    """Made in the transaction that accepts, never changed. ``request`` holds what the sender's signature covers."""

    transfer_ref = models.UUIDField(primary_key=True)
    receipt = models.TextField()
    request = models.JSONField()
