"""Open the books of an agency. Doors: open_books."""

from collections.abc import Iterable

from django.db import transaction

from kit.tenancy import acting_for
from office.organisation.country import BookSpec
from office.organisation.models import Agency
from office.registers.models import Book


@transaction.atomic
def open_books(agency: Agency, specs: Iterable[BookSpec]) -> int:
    """Open the books that the agency does not have yet (known by direction and name); return how many.

    Law: NĐ 30/2020/NĐ-CP Điều 15 khoản 1: the head of the agency decides which books are kept.
    """
    opened = 0
    with acting_for(agency.pk):
        for place, spec in enumerate(specs):
            _, is_new = Book.objects.update_or_create(
                agency=agency,
                direction=spec.direction,
                name=spec.name,
                defaults={"document_types": list(spec.types), "position": place},
            )
            opened += is_new
    return opened
