"""An incoming document: from the axis or on paper, until it is in the book, and what its sender asks afterwards.

Law: NĐ 30/2020/NĐ-CP Điều 21-22; QĐ 28/2018/QĐ-TTg Điều 8-9.
"""

from django.db import models

from kit.refs import uuid7
from kit.rows import ScopedQuerySet
from office.documents.facts import FileKind
from office.documents.models import Document, Edition
from office.files.models import File
from office.incoming.querysets import IncomingQuerySet
from office.incoming.states import ChangeState, RefusalReason, State
from office.organisation.models import CODE_MAX, Person, TenantModel
from office.registers.models import Book


class IncomingDocument(TenantModel):
    document = models.OneToOneField(Document, models.PROTECT, primary_key=True, related_name="incoming")
    state = models.CharField(max_length=10, choices=State.choices, default=State.RECEIVED)
    received_at = models.DateTimeField()
    sender_code = models.CharField(max_length=CODE_MAX, blank=True)  # From of the packet
    transfer_id = models.CharField(max_length=64, blank=True)
    delivery_ref = models.CharField(max_length=64, blank=True)
    book = models.ForeignKey(Book, models.PROTECT, null=True, related_name="+")
    arrival_year = models.PositiveSmallIntegerField(null=True)
    arrival_number = models.PositiveIntegerField("số đến", null=True)
    registered_at = models.DateTimeField(null=True)
    registered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    refusal_reason = models.CharField(max_length=16, choices=RefusalReason.choices, blank=True)
    refusal_text = models.CharField(max_length=500, blank=True)
    later_until = models.DateTimeField(null=True)  # the clerk put it aside (Để sau)
    wire_facts = models.JSONField(default=dict)  # what the packet said, beyond the document's own fields
    remarks = models.JSONField(default=list)  # what reading the packet noticed

    objects = IncomingQuerySet.as_manager()

    class Meta:
        verbose_name = "văn bản đến"
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "delivery_ref"], condition=~models.Q(delivery_ref=""), name="one_entry_per_delivery"
            ),
            models.UniqueConstraint(fields=["book", "arrival_year", "arrival_number"], name="arrival_number_once"),
        ]
        indexes = [
            models.Index(
                fields=["agency", "received_at"], condition=models.Q(state="received"), name="incoming_pending"
            ),
            models.Index(fields=["agency", "state", "-document"], name="incoming_by_state"),
        ]


class ChangeRequest(TenantModel):
    """The sender recalls, updates, replaces or asks back a document; a person decides (operations 1-3, status 13).

    ``document`` is None while the request waits for a document that has not arrived; ``wire`` says which one it means.
    """

    ref = models.UUIDField(default=uuid7, unique=True, editable=False)
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="change_requests")
    sender_code = models.CharField(max_length=CODE_MAX, blank=True)
    wire = models.JSONField(default=dict)  # document_id, document_code, issued_on: as the sender names it
    facts = models.JSONField(default=dict)  # of an update: what the document says now (documents.editions)
    receivers = models.JSONField(default=list)  # of an update: [code, "added" or "removed"]
    new_document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="replacing_requests")
    edition = models.ForeignKey(
        Edition, models.PROTECT, null=True, related_name="+"
    )  # what an agreed update superseded
    kind = models.CharField(max_length=8)  # recall, update, replace, retrieve
    reason = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=8, choices=ChangeState.choices, default=ChangeState.PENDING)
    transfer_id = models.CharField(max_length=64, blank=True)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    answer_text = models.CharField(max_length=500, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "đề nghị của bên gửi"
        indexes = [
            models.Index(fields=["agency", "state", "id"], name="change_of_agency"),
            models.Index(fields=["agency", "id"], condition=models.Q(state="held"), name="change_held"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "transfer_id"], condition=~models.Q(transfer_id=""), name="one_request_per_transfer"
            )
        ]


class ChangeFile(TenantModel):
    """A file that came with an update: shown beside the present one, the document's own once the update is agreed."""

    change = models.ForeignKey(ChangeRequest, models.PROTECT, related_name="change_files")
    file = models.ForeignKey(File, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=FileKind.choices)
    position = models.PositiveSmallIntegerField(default=0)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "tệp của đề nghị"
        ordering = ["position", "id"]
