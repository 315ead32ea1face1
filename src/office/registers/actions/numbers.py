"""Take, insert and void numbers. Doors: take_number, insert_number, void_number.

Law: NĐ 30/2020/NĐ-CP Điều 15 khoản 1 and Điều 22: one unbroken series per book and calendar year.
"""

from datetime import datetime
from string import ascii_lowercase
from uuid import UUID

from django.db import connection, transaction

from kit import clock
from kit.actor import Actor
from kit.asked import run, together
from office.audit import actions as audit
from office.registers.errors import BookClosed, NumberNotTaken, SuffixesUsedUp
from office.registers.models import Book, TakenNumber

# One statement takes the counter's lock until the transaction ends, gives the next number and writes to whom: whoever rolls
# back gives it back, so the series has neither gaps nor doubles.
_NEXT = """
WITH next AS (
    INSERT INTO office_registers_counter (agency_id, book_id, year, last_number) VALUES (%s, %s, %s, 1)
    ON CONFLICT (book_id, year) DO UPDATE SET last_number = office_registers_counter.last_number + 1
    RETURNING agency_id, book_id, year, last_number
)
INSERT INTO office_registers_takennumber (agency_id, book_id, year, number, suffix, document_ref, taken_at, void_reason)
SELECT agency_id, book_id, year, last_number, '', %s, %s, '' FROM next
RETURNING number
"""
_LOCK = "SELECT last_number FROM office_registers_counter WHERE book_id = %s AND year = %s FOR UPDATE"


def _refuse_closed(book: Book, now: datetime) -> None:
    if book.closed_on is not None and book.closed_on <= clock.today(now):
        raise BookClosed(book=book.name, day=book.closed_on.strftime("%d/%m/%Y"))


@together
def take_number(*, book: Book, year: int, document_ref: UUID, now: datetime) -> int:
    """Give the next number of the book's year to the document and return it. Raises: BookClosed."""
    _refuse_closed(book, now)
    return int(run(_NEXT, [book.agency_id, book.pk, year, document_ref, now]).fetchone()[0])


@transaction.atomic
def insert_number(*, book: Book, year: int, after: int, document_ref: UUID, now: datetime) -> str:
    """Give an inserted number behind ``after`` and return its suffix: 12 becomes 12a, then 12b.

    Raises: NumberNotTaken when ``after`` was never given; SuffixesUsedUp behind z.
    """
    _refuse_closed(book, now)
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [book.pk, year])
    used = set(TakenNumber.objects.filter(book=book, year=year, number=after).values_list("suffix", flat=True))
    if not used:
        raise NumberNotTaken(number=after, year=year, book=book.name)
    suffix = next((letter for letter in ascii_lowercase if letter not in used), None)
    if suffix is None:
        raise SuffixesUsedUp(number=after, year=year)
    TakenNumber.objects.create(
        agency_id=book.agency_id,
        book=book,
        year=year,
        number=after,
        suffix=suffix,
        document_ref=document_ref,
        taken_at=now,
    )
    return suffix


@transaction.atomic
def void_number(
    *, book: Book, year: int, number: int, reason: str, actor: Actor, now: datetime, suffix: str = ""
) -> TakenNumber:
    """Void a given number with its reason; it stays in the book and is never given again. Raises: NumberNotTaken."""
    rows = TakenNumber.objects.select_for_update().filter(book=book, year=year, number=number, suffix=suffix)
    taken: TakenNumber | None = rows.filter(voided_at__isnull=True).first()
    if taken is None:
        raise NumberNotTaken(number=f"{number}{suffix}", year=year, book=book.name)
    taken.voided_at, taken.void_reason = now, reason
    taken.save(update_fields=["voided_at", "void_reason"])
    audit.record(
        "registers.number_voided",
        actor=actor,
        at=now,
        document_ref=taken.document_ref,
        subject_ref=book.ref,
        year=year,
        number=f"{number}{suffix}",
    )
    return taken
