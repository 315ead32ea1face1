"""Books. Make them inside ``acting_for(agency.pk)``."""

from factory import SubFactory
from factory.django import DjangoModelFactory
from tests.factories.organisation import AgencyFactory

from office.registers.models import Book, Direction


class BookFactory(DjangoModelFactory[Book]):
    agency = SubFactory(AgencyFactory)
    direction = Direction.INCOMING
    name = "Sổ văn bản đến"

    class Meta:
        model = Book
