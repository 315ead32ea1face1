"""The one table of official documents, whichever way they travel, with their files and links.

``incoming`` and ``outgoing`` extend a document one to one. What is owed to the sender of an incoming document is
written here (OwedStatus) by the transaction that causes it; the exchange room, above, sends it.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from kit.refs import uuid7
from office.documents.facts import (
    BY_CODE,
    FileKind,
    Flow,
    LegalValue,
    LinkKind,
    Origin,
    Security,
    StatusCode,
    Urgency,
)
from office.documents.querysets import DocumentQuerySet, ScopedQuerySet
from office.files.models import File
from office.organisation.models import CODE_MAX, TenantModel

NUMBER_MAX = 60  # of number and notation each; the standard says 11 and 30, what partners write is longer


class Document(TenantModel):
    ref = models.UUIDField(default=uuid7, unique=True, editable=False)
    direction = models.CharField(max_length=8, choices=Flow.choices)
    origin = models.CharField(max_length=5, choices=Origin.choices)
    document_id = models.CharField("mã định danh văn bản", max_length=200, blank=True)  # on the wire; opaque
    number = models.CharField("số", max_length=NUMBER_MAX, blank=True)
    notation = models.CharField("ký hiệu", max_length=NUMBER_MAX, blank=True)
    issued_on = models.DateField("ngày ban hành", null=True)
    type_code = models.CharField(max_length=8, blank=True)
    type_name = models.CharField("loại văn bản", max_length=100, default="Công văn")
    subject = models.CharField("trích yếu", max_length=1000)
    issuer_code = models.CharField("mã cơ quan ban hành", max_length=CODE_MAX, blank=True)
    issuer_name = models.CharField("cơ quan ban hành", max_length=300)
    signer_name = models.CharField("người ký", max_length=100, blank=True)
    signer_position = models.CharField("chức vụ người ký", max_length=150, blank=True)
    signer_competence = models.CharField("thẩm quyền ký", max_length=150, blank=True)
    place = models.CharField("địa danh", max_length=80, blank=True)
    security = models.CharField("độ mật", max_length=12, choices=Security.choices, default=Security.ORDINARY)
    urgency = models.PositiveSmallIntegerField("độ khẩn", choices=Urgency.choices, default=Urgency.NORMAL)
    due_on = models.DateField("hạn xử lý", null=True)
    recipients = ArrayField(models.CharField(max_length=300), default=list)  # printed lines of Nơi nhận
    page_count = models.PositiveIntegerField(null=True)
    legal_value = models.CharField(max_length=16, choices=LegalValue.choices, blank=True)
    stage = models.CharField("giai đoạn", max_length=2, choices=StatusCode.choices, blank=True)  # incoming only
    search_text = models.TextField(blank=True)  # folded: number, notation, subject, issuer
    created_at = models.DateTimeField(auto_now_add=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "văn bản"
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "document_id"],
                condition=models.Q(direction="outgoing") & ~models.Q(document_id=""),
                name="document_id_once_per_sender",
            )
        ]
        indexes = [
            models.Index(fields=["agency", "direction", "-id"], name="document_newest"),
            models.Index(fields=["agency", "direction", "number", "notation"], name="document_by_number"),
            models.Index(fields=["agency", "document_id"], name="document_by_document_id"),
            models.Index(
                fields=["agency", "stage", "-id"], condition=models.Q(direction="incoming"), name="incoming_by_stage"
            ),
            models.Index(
                fields=["agency", "stage", "due_on"],
                condition=models.Q(direction="incoming", stage__in=["01", "03", "04", "05"]),
                name="incoming_open_by_deadline",
            ),
            models.Index(
                fields=["agency", "issuer_name", "-id"],
                condition=models.Q(direction="incoming"),
                name="incoming_by_issuer",
            ),
        ]

    @property
    def document_code(self) -> str:
        """Number and notation together, as printed after "Số:"."""
        return f"{self.number}/{self.notation}" if self.number else ""

    @property
    def type_abbreviation(self) -> str:
        known = BY_CODE.get(self.type_code)
        return known.abbreviation if known else ""

    @property
    def is_secret(self) -> bool:
        return self.security != Security.ORDINARY

    def __str__(self) -> str:
        return self.document_code or self.subject


class DocumentFile(TenantModel):
    document = models.ForeignKey(Document, models.PROTECT, related_name="document_files")
    file = models.ForeignKey(File, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=FileKind.choices)
    position = models.PositiveSmallIntegerField(default=0)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "tệp của văn bản"
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["document", "position"], name="file_place_once")]


class DocumentLink(TenantModel):
    """This document answers, replaces or concerns another; ``to_document`` when we hold it, else its facts."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="links")
    to_document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="linked_from")
    kind = models.CharField(max_length=12, choices=LinkKind.choices)
    wire_agency_code = models.CharField(max_length=CODE_MAX, blank=True)
    wire_document_code = models.CharField(max_length=2 * NUMBER_MAX + 1, blank=True)
    wire_document_id = models.CharField(max_length=200, blank=True)
    wire_issued_on = models.DateField(null=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "liên kết văn bản"


class Edition(TenantModel):
    """What a document said, and its files, before an update: a document that was sent or received is never overwritten.

    Law: NĐ 30/2020/NĐ-CP Điều 18; QĐ 28/2018/QĐ-TTg Điều 6 khoản 1.
    """

    ref = models.UUIDField(default=uuid7, unique=True, editable=False)
    document = models.ForeignKey(Document, models.PROTECT, related_name="editions")
    number = models.PositiveSmallIntegerField()
    facts = models.JSONField(default=dict)  # documents.editions.facts_of
    ended_at = models.DateTimeField()
    reason = models.CharField(max_length=500, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "bản trước của văn bản"
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["document", "number"], name="edition_once")]


class EditionFile(TenantModel):
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="edition_files")
    file = models.ForeignKey(File, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=FileKind.choices)
    position = models.PositiveSmallIntegerField(default=0)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "tệp của bản trước"
        ordering = ["position", "id"]


class Opened(TenantModel):
    """A person has opened a document (unread rows are bold)."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="openings")
    person_id = models.BigIntegerField()
    opened_at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "lượt mở"
        constraints = [models.UniqueConstraint(fields=["document", "person_id"], name="opened_once")]


class OwedStatus(TenantModel):
    """A status that the sender of a document must hear; taken by the exchange room in the order of ``id``.

    ``document`` is None only when a request about a document that never arrived is answered: ``wire`` says which.
    """

    ref = models.UUIDField(default=uuid7, unique=True, editable=False)
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="owed_statuses")
    wire = models.JSONField(default=dict)  # agency_code, document_code, document_id, issued_on
    code = models.CharField(max_length=2, choices=StatusCode.choices)
    description = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()
    staff_name = models.CharField(max_length=100, blank=True)
    staff_department = models.CharField(max_length=200, blank=True)
    taken_at = models.DateTimeField(null=True)  # the exchange room has made the packet

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "trạng thái phải báo"
        constraints = [
            models.UniqueConstraint(
                fields=["document", "code"],
                condition=models.Q(code__in=["01", "02", "03", "04", "05", "06"]),
                name="status_owed_once",
            )
        ]
        indexes = [models.Index(fields=["id"], condition=models.Q(taken_at__isnull=True), name="status_to_take")]
