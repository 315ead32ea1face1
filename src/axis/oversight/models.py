"""What operators did and said, what is watched, and what went wrong. Events of operators are only ever added: the database
refuses to change or delete them."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from axis.tracking.models import Transfer


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
        indexes = [models.Index(fields=["subject", "id"], name="axis_event_subject", condition=~Q(subject=""))]


class KeyExpiry(models.Model):
    """Until when a system's certificate is valid; a bare key has no row. ``keyid`` as in the directory."""

    keyid = models.CharField(max_length=60, primary_key=True)
    expires_at = models.DateTimeField()


class Announcement(models.Model):
    """What operators tell everybody who is connected: a downtime, a change. Shown until it ends or is withdrawn."""

    ref = models.UUIDField(unique=True)
    text = models.CharField(max_length=1000)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(db_index=True)
    made_at = models.DateTimeField()
    by = models.CharField(max_length=150)
    withdrawn_at = models.DateTimeField(null=True)


class AlertRule(models.Model):
    """One kind of trouble that is watched, from which value on, and who is told. Kinds are in alerts.py."""

    kind = models.CharField(max_length=40, unique=True)
    threshold = models.FloatField()
    enabled = models.BooleanField(default=True)
    mails = models.CharField(max_length=500, default="")  # separated by commas
    webhook = models.CharField(max_length=300, default="")


class Alert(models.Model):
    """One trouble from its beginning to its end. Told once, its end told once; ``tries`` failed tellings of the present word."""

    rule = models.ForeignKey(AlertRule, on_delete=models.PROTECT, related_name="alerts")
    subject = models.CharField(max_length=200)  # what it is about, as a system's id; empty: the axis itself
    sentence = models.CharField(max_length=500)
    value = models.FloatField()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    end_told_at = models.DateTimeField(null=True)
    tries = models.IntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=300, default="")
    reached = models.JSONField(default=list)  # ways that worked, as "open:mail"

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rule", "subject"], name="axis_one_open_alert", condition=Q(closed_at=None))
        ]
        indexes = [models.Index(fields=["id"], name="axis_alert_untold", condition=Q(end_told_at=None))]


class Heartbeat(models.Model):
    """That a program works: the worker says so every few seconds."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()


class PacketContent(models.Model):
    """What was seen in a document's packet after it was accepted (see contents.py); None: not known."""

    transfer = models.OneToOneField(Transfer, on_delete=models.CASCADE, primary_key=True, related_name="+")
    signed = models.BooleanField(null=True)  # some file carries a signature, valid or not
    paper = models.SmallIntegerField(null=True)  # the field Paper of the packet, as written


class LookedThrough(models.Model):
    """One row: up to which transfer packets were looked into."""

    last_transfer = models.BigIntegerField(default=0)
