"""The registers on screen, on paper and as a spreadsheet. Views: books, book, book_sheet."""

import io
from typing import Any
from uuid import UUID

import xlsxwriter
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kit import clock
from office.organisation.requests import OfficeRequest
from office.registers.books import book_by_ref, books_of, expected_number, numbers_of, years_of
from office.registers.models import Book, Direction
from office.shell.ledgers import columns_of, lines_of

PAGE = 200
WIDTHS: dict[str, tuple[int, ...]] = {
    Direction.INCOMING: (11, 8, 28, 18, 12, 60, 28, 12, 10, 24),
    Direction.OUTGOING: (18, 12, 60, 22, 40, 26, 10, 12, 10, 24),
}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _year(request: OfficeRequest, book: Book) -> int:
    asked = request.GET.get("nam", "")
    years = years_of(book)
    if asked.isdigit() and int(asked) in years:
        return int(asked)
    return years[0] if years else clock.today(clock.now()).year


@require_GET
def books(request: OfficeRequest) -> HttpResponse:
    """Show every open book of the agency with what its next number would be."""
    year = clock.today(clock.now()).year
    agency_id = request.actor.agency_id
    groups = [
        (label, [(book, expected_number(book, year)) for book in books_of(agency_id, direction)])
        for direction, label in ((Direction.INCOMING, _("Sổ văn bản đến")), (Direction.OUTGOING, _("Sổ văn bản đi")))
    ]
    return render(request, "shell/books.html", {"groups": groups, "year": year})


@require_GET
def book(request: OfficeRequest, book_ref: UUID) -> HttpResponse:
    """Show one year of a book, newest pages last as on paper. Raises: NotFoundHere."""
    found = book_by_ref(book_ref, agency_id=request.actor.agency_id)
    year = _year(request, found)
    numbers = numbers_of(found, year)
    pages = max(1, -(-len(numbers) // PAGE))
    asked = request.GET.get("trang", "")
    page = min(max(int(asked), 1), pages) if asked.isdigit() else pages
    shown = numbers[(page - 1) * PAGE : page * PAGE]
    columns = columns_of(found.direction)
    context: dict[str, Any] = {
        "book": found,
        "agency": request.acting.post.agency,
        "year": year,
        "years": years_of(found),
        "columns": columns,
        "title_column": 6 if found.direction == Direction.INCOMING else 3,
        "short_columns": (1, 2, 5, 8, 9) if found.direction == Direction.INCOMING else (2, 7, 8, 9),
        "lines": [(line, list(zip(columns, line.cells, strict=True))) for line in lines_of(found, shown)],
        "total": len(numbers),
        "page": page,
        "pages": range(1, pages + 1) if pages > 1 else (),
        "printed_at": clock.now(),
    }
    return render(request, "shell/book.html", context)


@require_GET
def book_sheet(request: OfficeRequest, book_ref: UUID) -> HttpResponse:
    """Return the whole year as a spreadsheet with the columns of the law. Raises: NotFoundHere."""
    found = book_by_ref(book_ref, agency_id=request.actor.agency_id)
    year = _year(request, found)
    response = HttpResponse(_spreadsheet(found, year, request.acting.post.agency.name), content_type=XLSX)
    response["Content-Disposition"] = content_disposition_header(True, f"{found.name} {year}.xlsx") or ""
    return response


def _spreadsheet(found: Book, year: int, agency: str) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as file:
        sheet = file.add_worksheet(str(year))
        head = file.add_format({"bold": True, "text_wrap": True, "border": 1, "align": "center", "valign": "vcenter"})
        cell = file.add_format({"text_wrap": True, "border": 1, "valign": "top"})
        void = file.add_format({"text_wrap": True, "border": 1, "valign": "top", "font_strikeout": True})
        title = file.add_format({"bold": True, "font_size": 14})
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_margins(left=1.18, right=0.59, top=0.79, bottom=0.79)
        sheet.repeat_rows(3)
        sheet.fit_to_pages(1, 0)
        sheet.write(0, 0, agency, title)
        sheet.write(1, 0, _("%(book)s, năm %(year)d") % {"book": found.name, "year": year}, title)
        for column, (name, width) in enumerate(zip(columns_of(found.direction), WIDTHS[found.direction], strict=True)):
            sheet.set_column(column, column, width)
            sheet.write(3, column, name, head)
        for row, line in enumerate(lines_of(found, numbers_of(found, year)), start=4):
            for column, text in enumerate(line.cells):
                sheet.write_string(row, column, text, void if line.voided and column < 9 else cell)
    return out.getvalue()
