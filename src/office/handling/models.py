"""Who does what by when: the tree of handlings under a document, with reports on them.

A handling gives one duty on one document to a post or a unit. Parent and child may be in different states at
once; lists, statuses 04-06 and lateness are computed from the tree. Law: NĐ 30/2020/NĐ-CP Điều 23, 24.
"""

from django.db import models

from kit.refs import uuid7
from kit.rows import ScopedQuerySet
from office.documents.models import Document
from office.handling.querysets import HandlingQuerySet
from office.handling.states import Duty, State
from office.organisation.models import Post, TenantModel, Unit


class Handling(TenantModel):
    ref = models.UUIDField(default=uuid7, unique=True, editable=False)
    document = models.ForeignKey(Document, models.PROTECT, related_name="handlings")
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    duty = models.CharField(max_length=10, choices=Duty.choices)
    to_post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    to_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    from_post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    instruction = models.CharField("ý kiến chỉ đạo", max_length=2000, blank=True)
    proposal = models.JSONField(default=dict)  # what the office suggests to the leader: text and assignments
    due_on = models.DateField(null=True)
    state = models.CharField(max_length=12, choices=State.choices)
    outcome = models.CharField(max_length=2000, blank=True)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects = HandlingQuerySet.as_manager()

    class Meta:
        verbose_name = "việc"
        indexes = [
            models.Index(
                fields=["agency", "to_post", "due_on"],
                condition=models.Q(state__in=["waiting", "assigned", "in_progress", "paused", "returned"]),
                name="open_of_post",
            ),
            models.Index(
                fields=["agency", "to_unit", "due_on"],
                condition=models.Q(state__in=["waiting", "assigned", "in_progress", "paused", "returned"]),
                name="open_of_unit",
            ),
            models.Index(fields=["agency", "to_post", "-finished_at"], name="done_of_post"),
            models.Index(fields=["document", "id"], name="handlings_of_document"),
        ]


class Report(TenantModel):
    """A word on progress, or on why something waits."""

    handling = models.ForeignKey(Handling, models.PROTECT, related_name="reports")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    text = models.CharField(max_length=2000)
    percent = models.PositiveSmallIntegerField(null=True)
    at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "báo cáo tiến độ"
