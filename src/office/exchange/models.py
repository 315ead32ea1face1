"""The office's end of the axis: packets on their way out, deliveries that came in, the state of the line.

Packets are made once and kept; a repeat sends the same bytes with the same id. A delivery is filed in the
books in the transaction that marks it filed, so it is there exactly once.
"""

from django.db import models

from kit.refs import uuid7
from kit.rows import ScopedQuerySet
from office.documents.models import OwedStatus
from office.exchange.states import InState, OutState
from office.organisation.models import CODE_MAX, TenantModel
from office.outgoing.models import Dispatch


class OutPacket(TenantModel):
    ref = models.UUIDField(default=uuid7, unique=True, editable=False)
    dispatch = models.OneToOneField(Dispatch, models.PROTECT, null=True, related_name="packet")
    owed_status = models.OneToOneField(OwedStatus, models.PROTECT, null=True, related_name="packet")
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    urgency = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=8, choices=OutState.choices, default=OutState.QUEUED)
    attempts = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField()
    created_at = models.DateTimeField()
    resent_at = models.DateTimeField(null=True)  # when a person put it back into the queue: a new horizon began
    settled_at = models.DateTimeField(null=True)
    transfer_id = models.CharField(max_length=64, blank=True)
    receipt = models.TextField(blank=True)  # JWS of the axis, as received
    error_code = models.CharField(max_length=20, blank=True)
    error_text = models.CharField(max_length=500, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "gói tin đi"
        indexes = [
            models.Index(fields=["-urgency", "next_try_at"], condition=models.Q(state="queued"), name="packet_to_send"),
            models.Index(fields=["agency", "state", "-id"], name="packet_of_agency"),
        ]


class InPacket(TenantModel):
    delivery_ref = models.CharField(max_length=64)
    transfer_id = models.CharField(max_length=64)
    kind = models.CharField(max_length=8)  # edoc, status
    sender_code = models.CharField(max_length=CODE_MAX, blank=True)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=InState.choices)
    error_code = models.CharField(max_length=20, blank=True)
    error_text = models.CharField(max_length=500, blank=True)
    fetched_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "gói tin đến"
        constraints = [models.UniqueConstraint(fields=["agency", "delivery_ref"], name="packet_in_once")]
        indexes = [
            models.Index(fields=["id"], condition=models.Q(acknowledged_at__isnull=True), name="packet_to_acknowledge"),
            models.Index(fields=["agency", "state", "-id"], name="packet_in_of_agency"),
        ]


class Line(models.Model):
    """How the line to the axis is: one row for the installation."""

    axis_url = models.CharField(max_length=200, unique=True)
    last_answer_at = models.DateTimeField(null=True)
    last_packet_at = models.DateTimeField(null=True)
    down_since = models.DateTimeField(null=True)
    down_reason = models.CharField(max_length=300, blank=True)
    log_head = models.TextField(blank=True)  # the newest head of the axis' log of evidence that continued all before it
    log_other_head = models.TextField(blank=True)  # a later one that did not: the two are the proof
    log_doubted_at = models.DateTimeField(null=True)
    notices = models.JSONField(default=list, db_default=[])  # what the axis' operator tells everybody, as told last
    directory_version = models.BigIntegerField(default=0, db_default=0)  # of the axis' directory, taken over whole

    class Meta:
        verbose_name = "đường nối Trục"
