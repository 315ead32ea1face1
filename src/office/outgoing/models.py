"""An outgoing document: versions, route, receivers, and the sendings that the exchange room carries out.

Law: NĐ 30/2020/NĐ-CP Điều 10-19; QĐ 28/2018/QĐ-TTg Điều 6-8.
"""

from django.db import models

from kit.refs import uuid7
from kit.rows import ScopedQuerySet
from office.documents.facts import StatusCode
from office.documents.models import Document, Edition
from office.files.models import File
from office.organisation.models import CODE_MAX, Post, SigningAuthority, TenantModel, Unit
from office.outgoing.querysets import OutgoingQuerySet
from office.outgoing.states import ChangeKind, ChangeState, DispatchState, State, StepKind
from office.registers.models import Book


class OutgoingDocument(TenantModel):
    document = models.OneToOneField(Document, models.PROTECT, primary_key=True, related_name="outgoing")
    state = models.CharField(max_length=14, choices=State.choices, default=State.DRAFT)
    drafter = models.ForeignKey(Post, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    unit_head = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    signer = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    authority = models.ForeignKey(SigningAuthority, models.PROTECT, null=True, related_name="+")
    book = models.ForeignKey(Book, models.PROTECT, null=True, related_name="+")
    answers = models.ForeignKey(Document, models.PROTECT, null=True, related_name="answers")
    made_from = models.CharField(max_length=8, default="upload")  # upload, template, docx
    content = models.JSONField(default=dict)  # paragraphs of a template draft
    placement = models.JSONField(default=dict)  # where number, date, signature, seal go: page and millimetres
    held_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")  # null: the clerks
    held_since = models.DateTimeField(null=True)
    # The number as taken from the book; the document itself carries it once it is issued.
    taken_number = models.PositiveIntegerField(null=True)
    dated_on = models.DateField(null=True)
    issued_at = models.DateTimeField(null=True)
    issued_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    recall_reason = models.CharField(max_length=500, blank=True)

    objects = OutgoingQuerySet.as_manager()

    class Meta:
        verbose_name = "văn bản đi"
        indexes = [
            models.Index(fields=["agency", "state", "-document"], name="outgoing_by_state"),
            models.Index(fields=["agency", "held_by", "held_since"], name="outgoing_held"),
        ]

    @property
    def number_text(self) -> str:
        """The number as printed: two digits below ten (NĐ 30/2020/NĐ-CP Phụ lục I)."""
        return "" if self.taken_number is None else f"{self.taken_number:02d}"

    @property
    def document_code(self) -> str:
        """Number and notation: of the issued document, or as taken while the seal is being made."""
        document = self.document
        if document.number or self.taken_number is None:
            return str(document.document_code)
        return f"{self.number_text}/{document.notation}"


class DraftVersion(TenantModel):
    """Every version of the file that was ever put forward is kept."""

    outgoing = models.ForeignKey(OutgoingDocument, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    file = models.ForeignKey(File, models.PROTECT, related_name="+")
    made_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    note = models.CharField(max_length=300, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "phiên bản dự thảo"
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["outgoing", "number"], name="version_once")]


class Conversion(TenantModel):
    """A word-processor file on its way to becoming a version; the worker converts it."""

    outgoing = models.ForeignKey(OutgoingDocument, models.PROTECT, related_name="conversions")
    source = models.ForeignKey(File, models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    error_text = models.CharField(max_length=500, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "việc chuyển tệp sang PDF"
        indexes = [
            models.Index(fields=["id"], condition=models.Q(finished_at__isnull=True), name="conversion_to_do"),
        ]


class PlacementMemory(TenantModel):
    """Where number, date and signature stood on the last uploaded document of a type."""

    type_code = models.CharField(max_length=8)
    placement = models.JSONField(default=dict)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "vị trí ký đã nhớ"
        constraints = [models.UniqueConstraint(fields=["agency", "type_code"], name="placement_once_per_type")]


class RouteStep(TenantModel):
    """One step of the way to issuing, done or returned; the present holder is on the document itself."""

    outgoing = models.ForeignKey(OutgoingDocument, models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=8, choices=StepKind.choices)
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    returned = models.BooleanField(default=False)
    reason = models.CharField(max_length=500, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "bước trình ký"
        ordering = ["id"]


class Recipient(TenantModel):
    """A receiver of the document by agency code; ``on_paper`` when it is outside the axis, with the reason."""

    outgoing = models.ForeignKey(OutgoingDocument, models.PROTECT, related_name="receivers")
    code = models.CharField(max_length=CODE_MAX)
    instead_of = models.CharField(max_length=CODE_MAX, blank=True)  # the ended agency that was chosen
    name = models.CharField(max_length=300)
    on_paper = models.BooleanField(default=False)
    paper_reason = models.CharField(max_length=40, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    removed_at = models.DateTimeField(null=True)  # taken off by an update; the row stays

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "nơi nhận"
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["outgoing", "code"], name="receiver_once")]


class IssuedChange(TenantModel):
    """What the sender does to an issued document: proposed by one, approved by a leader, then sent and answered.

    Law: QĐ 28/2018/QĐ-TTg Điều 8, 9; NĐ 30/2020/NĐ-CP Điều 18. ``facts`` are the new values of what changes
    (documents.editions); ``file`` is a new signed main file; ``edition`` the state that an update superseded.
    """

    ref = models.UUIDField(default=uuid7, unique=True, editable=False)
    outgoing = models.ForeignKey(OutgoingDocument, models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=8, choices=ChangeKind.choices)
    state = models.CharField(max_length=11, choices=ChangeState.choices, default=ChangeState.PROPOSED)
    reason = models.CharField(max_length=500)
    facts = models.JSONField(default=dict)
    file = models.ForeignKey(File, models.PROTECT, null=True, related_name="+")
    added = models.JSONField(default=list)  # [code, name] of receivers that get the document now
    removed = models.JSONField(default=list)  # [code, name] of receivers that are told a recall
    asked = models.JSONField(default=list)  # [code, name] of a retrieval: whom it asks
    by_status = models.JSONField(default=list)  # codes whose systems understand status 13 only
    edition = models.ForeignKey(Edition, models.PROTECT, null=True, related_name="+")
    new_outgoing = models.ForeignKey(OutgoingDocument, models.PROTECT, null=True, related_name="replaces_by")
    proposed_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision_text = models.CharField(max_length=500, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "thay đổi văn bản đã phát hành"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["outgoing"], condition=models.Q(state="proposed"), name="one_change_at_a_time"
            )
        ]
        indexes = [models.Index(fields=["agency", "state", "-id"], name="issued_change_of_agency")]


class Dispatch(TenantModel):
    """One packet to be sent: the document itself, its recall, update or replacement, or the status that asks it back.

    The exchange room makes, sends and settles it. A retrieval is a status packet and has one receiver.
    """

    ref = models.UUIDField(default=uuid7, unique=True, editable=False)
    outgoing = models.ForeignKey(OutgoingDocument, models.PROTECT, related_name="dispatches")
    operation = models.CharField(max_length=8)  # new, recall, update, add, replace, retrieve
    change = models.ForeignKey(IssuedChange, models.PROTECT, null=True, related_name="dispatches")
    reason = models.CharField(max_length=500, blank=True)
    urgency = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)  # the exchange room has made the packet

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "lượt gửi"
        indexes = [models.Index(fields=["-urgency", "id"], condition=models.Q(taken_at__isnull=True), name="to_send")]


class Delivery(TenantModel):
    """One sending to one receiver: transport state, and the last word of the receiver beside it."""

    dispatch = models.ForeignKey(Dispatch, models.PROTECT, related_name="deliveries")
    code = models.CharField(max_length=CODE_MAX)
    name = models.CharField(max_length=300)
    state = models.CharField(max_length=10, choices=DispatchState.choices, default=DispatchState.QUEUED)
    state_at = models.DateTimeField()
    state_reason = models.CharField(max_length=500, blank=True)
    taken_at = models.DateTimeField(null=True)  # the receiver's system has it
    status = models.CharField(max_length=2, choices=StatusCode.choices, blank=True)
    status_at = models.DateTimeField(null=True)
    status_text = models.CharField(max_length=500, blank=True)
    status_staff = models.CharField(max_length=300, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "nơi nhận của lượt gửi"
        constraints = [models.UniqueConstraint(fields=["dispatch", "code"], name="delivery_once")]
        indexes = [models.Index(fields=["agency", "-dispatch", "state"], name="delivery_of_agency")]


class DeliveryStatus(TenantModel):
    """Every status a receiver sent, in the order it came; repeats of one packet are kept once."""

    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="statuses")
    code = models.CharField(max_length=2)
    at = models.DateTimeField()
    heard_at = models.DateTimeField()
    text = models.CharField(max_length=500, blank=True)
    staff = models.CharField(max_length=300, blank=True)
    transfer_id = models.CharField(max_length=64)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "trạng thái nơi nhận báo"
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint(fields=["delivery", "transfer_id"], name="status_heard_once")]


class ChangeAsk(TenantModel):
    """What one receiver was asked and what it answered (15 agreed, 16 declined); empty while it has not answered."""

    change = models.ForeignKey(IssuedChange, models.PROTECT, related_name="asks")
    dispatch = models.ForeignKey(Dispatch, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=ChangeKind.choices)
    code = models.CharField(max_length=CODE_MAX)
    name = models.CharField(max_length=300)
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=2, choices=StatusCode.choices, blank=True)
    answered_at = models.DateTimeField(null=True)
    answer_text = models.CharField(max_length=500, blank=True)
    answer_staff = models.CharField(max_length=300, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "đề nghị với nơi nhận"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["change", "code"], name="asked_once_per_change")]
        indexes = [models.Index(fields=["agency", "code", "-id"], name="ask_of_receiver")]
