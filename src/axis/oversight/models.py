"""What operators did. Rows are only ever added: the database refuses to change or delete them."""

from django.conf import settings
from django.db import models


class OperatorEvent(models.Model):
    """One act of one operator. ``facts`` depend on the kind (see events.py)."""

    ref = models.UUIDField(unique=True)
    at = models.DateTimeField(db_index=True)
    operator = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    by = models.CharField(max_length=150)  # the name, as it was
    address = models.GenericIPAddressField(null=True)
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=200, default="")  # the one thing it was about, when there is one
    facts = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["subject", "id"], name="axis_event_subject", condition=~models.Q(subject=""))]
