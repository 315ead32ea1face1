"""Books (sổ) and their numbers: one unbroken series per book and year.

Law: NĐ 30/2020/NĐ-CP Điều 15, 22. A number is taken under the counter's lock in the transaction that uses it;
a number that is not used is voided with its reason and never given again.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from kit.refs import uuid7
from kit.rows import ScopedQuerySet
from office.organisation.models import TenantModel


class Direction(models.TextChoices):
    INCOMING = "incoming", "Văn bản đến"
    OUTGOING = "outgoing", "Văn bản đi"


class Book(TenantModel):
    """One series of numbers. ``document_types`` empty means every type that no other book claims."""

    ref = models.UUIDField(default=uuid7, unique=True, editable=False)
    direction = models.CharField(max_length=8, choices=Direction.choices)
    name = models.CharField("tên sổ", max_length=120)
    document_types = ArrayField(models.CharField(max_length=8), default=list, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    closed_on = models.DateField(null=True, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "sổ văn bản"
        ordering = ["position", "id"]
        indexes = [models.Index(fields=["agency", "direction", "position"], name="book_of_agency")]

    def __str__(self) -> str:
        return self.name


class Counter(TenantModel):
    book = models.ForeignKey(Book, models.PROTECT, related_name="counters")
    year = models.PositiveSmallIntegerField()
    last_number = models.PositiveIntegerField(default=0)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "bộ đếm số"
        constraints = [models.UniqueConstraint(fields=["book", "year"], name="counter_per_book_and_year")]


class TakenNumber(TenantModel):
    """A number given to a document; ``suffix`` marks an inserted number (12a)."""

    book = models.ForeignKey(Book, models.PROTECT, related_name="numbers")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    suffix = models.CharField(max_length=4, blank=True)
    document_ref = models.UUIDField()
    taken_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True)
    void_reason = models.CharField(max_length=500, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "số đã cấp"
        constraints = [models.UniqueConstraint(fields=["book", "year", "number", "suffix"], name="number_given_once")]
