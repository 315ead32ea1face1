"""Reads of books and their numbers. Doors: books_of, book_for, expected_number, years_of, numbers_of."""

from uuid import UUID

from kit.asked import Asked
from office.registers.errors import NoBook
from office.registers.models import Book, Counter, TakenNumber

_open_books = Asked(
    lambda agency, direction: Book.objects.filter(agency_id=agency, direction=direction, closed_on__isnull=True),
    *("agency", "direction"),
)


def books_of(agency_id: int, direction: str) -> list[Book]:
    """Return the open books of the agency for ``incoming`` or ``outgoing``, in the agency's order."""
    return _open_books.all(agency=agency_id, direction=str(direction))


def book_for(agency_id: int, direction: str, type_code: str) -> Book:
    """Return the book that claims this type, else the first that takes every type. Raises: NoBook.

    Law: NĐ 30/2020/NĐ-CP Điều 15: the head of the agency sets which types share a series.
    """
    books = books_of(agency_id, direction)
    for book in books:
        if type_code in book.document_types:
            return book
    for book in books:
        if not book.document_types:
            return book
    raise NoBook()


def book_by_ref(ref: UUID | str, *, agency_id: int) -> Book:
    """Return the book of the agency. Raises: NotFoundHere."""
    book: Book = Book.objects.by_ref(ref, agency_id=agency_id)
    return book


def expected_number(book: Book, year: int) -> int:
    """Return the number that would be given now; it is a promise only once taken."""
    last = Counter.objects.filter(book=book, year=year).values_list("last_number", flat=True).first()
    return (last or 0) + 1


def years_of(book: Book) -> list[int]:
    """Return the years in which the book has numbers, newest first."""
    return list(Counter.objects.filter(book=book).order_by("-year").values_list("year", flat=True))


def numbers_of(book: Book, year: int) -> list[TakenNumber]:
    """Return every number of the year in order, inserted and voided ones included."""
    return list(TakenNumber.objects.filter(book=book, year=year).order_by("number", "suffix"))
