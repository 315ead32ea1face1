"""Stored bytes and who may see them. The bytes of an official file never change.

A blob is content, kept once and owned by nobody; a file is one agency's name for it. Nobody is ever told
that another agency already has a content.
"""

from django.db import models

from kit.refs import uuid7
from kit.rows import ScopedQuerySet
from office.files.states import ScanState
from office.organisation.models import TenantModel


class Blob(models.Model):
    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=100)  # by content, never by name
    scan_state = models.CharField(max_length=12, choices=ScanState.choices, default=ScanState.UNSCANNED)
    scan_detail = models.CharField(max_length=200, blank=True)
    scanned_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "nội dung tệp"
        indexes = [
            models.Index(fields=["created_at"], condition=models.Q(scan_state="unscanned"), name="blob_to_scan"),
        ]


class File(TenantModel):
    ref = models.UUIDField(default=uuid7, unique=True, editable=False)
    blob = models.ForeignKey(Blob, models.PROTECT, related_name="files")
    name = models.CharField("tên tệp", max_length=255)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "tệp"
