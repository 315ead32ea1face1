"""A document in the city's book, waiting for the deputy's word; short names for what the tests ask."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from tests.cast import House
from tests.factories.documents import DocumentFactory

from kit.actor import Actor
from office.documents.models import Document, OwedStatus
from office.handling import actions as handling
from office.handling.models import Handling
from office.handling.values import Assignment


@pytest.fixture
def letter(in_ubnd: House) -> Document:
    return DocumentFactory(agency=in_ubnd.agency, stage="03")


@pytest.fixture
def waiting(in_ubnd: House, letter: Document, lan: Actor, monday: datetime) -> Handling:
    """The letter put before uyen by lan."""
    return handling.present(document=letter, to_post=in_ubnd.posts["uyen"], from_actor=lan, now=monday)


@pytest.fixture
def statuses() -> Callable[[Document], list[str]]:
    """What the sender of a document has been owed, in order."""
    return lambda document: list(
        OwedStatus.objects.filter(document=document).order_by("id").values_list("code", flat=True)
    )


@pytest.fixture
def to_officer(in_ubnd: House) -> list[Assignment]:
    return [Assignment("lead", post=in_ubnd.posts["triet"], due_on=date(2026, 12, 2))]


@pytest.fixture
def to_unit(in_ubnd: House) -> list[Assignment]:
    return [Assignment("lead", unit=in_ubnd.units["Phòng Khoa học"], due_on=date(2026, 12, 2))]


@pytest.fixture
def two_units(in_ubnd: House) -> list[Assignment]:
    return [
        Assignment("lead", unit=in_ubnd.units["Phòng Khoa học"], due_on=date(2026, 12, 2)),
        Assignment("coordinate", unit=in_ubnd.units["Văn phòng"], due_on=date(2026, 12, 2)),
        Assignment("inform", post=in_ubnd.posts["lan"]),
    ]
