"""Doors of the room: take, insert and void numbers; the reads of books stand beside them for callers' convenience."""

from office.registers.actions.numbers import insert_number, take_number, void_number
from office.registers.actions.opening import open_books
from office.registers.books import book_by_ref, book_for, books_of, expected_number

__all__ = [
    "book_by_ref",
    "book_for",
    "books_of",
    "expected_number",
    "insert_number",
    "open_books",
    "take_number",
    "void_number",
]
