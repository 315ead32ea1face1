"""Requests to sign, and verdicts on files.

A signature is made in three steps: reserve (a row here), sign (worker or the user's tool, outside any
transaction), finish (the version is still the same: keep the file). Law: NĐ 30/2020/NĐ-CP Điều 13, 32.
"""

from django.db import models

from kit.refs import uuid7
from office.documents.models import Document
from office.files.models import File
from office.organisation.models import Person, Post, TenantModel
from office.signing.querysets import RequestQuerySet, VerdictQuerySet
from office.signing.states import Purpose, State


class SigningRequest(TenantModel):
    ref = models.UUIDField(default=uuid7, unique=True, editable=False)
    document = models.ForeignKey(Document, models.PROTECT, related_name="signing_requests")
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    state = models.CharField(max_length=9, choices=State.choices, default=State.RESERVED)
    source = models.ForeignKey(File, models.PROTECT, related_name="+")
    result = models.ForeignKey(File, models.PROTECT, null=True, related_name="+")
    parameters = models.JSONField(default=dict)  # places in millimetres, number, date
    timestamped = models.BooleanField(default=False)
    error_code = models.CharField(max_length=12, blank=True)
    error_text = models.CharField(max_length=500, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    objects = RequestQuerySet.as_manager()

    class Meta:
        verbose_name = "yêu cầu ký"
        constraints = [
            models.UniqueConstraint(
                fields=["document", "source"],
                condition=models.Q(state__in=["reserved", "signing"]),
                name="one_signature_at_a_time",
            )
        ]
        indexes = [
            models.Index(fields=["id"], condition=models.Q(state__in=["reserved", "signing"]), name="request_to_sign"),
            models.Index(fields=["agency", "post", "-id"], name="request_of_post"),
            models.Index(fields=["id"], condition=models.Q(state="signed", timestamped=False), name="request_to_stamp"),
        ]


class FileVerdict(TenantModel):
    """What the last check said of a file's signatures; ``facts`` is the whole machine-readable report."""

    file = models.OneToOneField(File, models.PROTECT, related_name="verdict")
    verdict = models.CharField(max_length=20, blank=True)  # empty: waits for the worker
    sentence = models.CharField(max_length=300, blank=True)
    facts = models.JSONField(default=dict)
    legal_value = models.CharField(max_length=16, blank=True)
    checked_at = models.DateTimeField(null=True)
    check_again_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0, db_default=0)  # since the last check that came to an end

    objects = VerdictQuerySet.as_manager()

    class Meta:
        verbose_name = "kết luận kiểm tra chữ ký"
        indexes = [
            models.Index(fields=["id"], condition=models.Q(verdict=""), name="verdict_to_make"),
            models.Index(
                fields=["check_again_at"],
                condition=models.Q(check_again_at__isnull=False),
                name="verdict_to_repeat",
            ),
        ]


class Certificate(models.Model):
    """A certificate registered for a person or an agency; how a signature is known to be somebody's."""

    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="certificates")
    agency_code = models.CharField(max_length=35, blank=True)
    fingerprint = models.CharField(max_length=64, unique=True)  # SHA-256 of the DER
    serial = models.CharField(max_length=64)
    subject = models.CharField(max_length=300)
    issuer = models.CharField(max_length=300)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField()
    blocked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "chứng thư số"
