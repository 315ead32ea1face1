"""Documents and what extends them. Make them inside ``acting_for(agency.pk)``."""

from datetime import date, datetime

from factory import LazyAttribute, Sequence, SubFactory, Trait
from factory.django import DjangoModelFactory
from tests.factories.organisation import AgencyFactory, PostFactory

from kit.clock import HANOI
from kit.sort_keys import fold
from office.documents.facts import FileKind, Flow, Origin
from office.documents.models import Document, DocumentFile
from office.handling.models import Handling
from office.handling.states import Duty
from office.handling.states import State as HandlingState
from office.incoming.models import IncomingDocument
from office.incoming.states import State as IncomingState
from office.outgoing.models import OutgoingDocument
from office.outgoing.states import State as OutgoingState

MORNING = datetime(2026, 11, 23, 8, 30, tzinfo=HANOI)


class DocumentFactory(DjangoModelFactory[Document]):
    """A public letter that came by the axis; trait ``own``: written here."""

    agency = SubFactory(AgencyFactory)
    direction = Flow.INCOMING
    origin = Origin.AXIS
    document_id = Sequence(lambda n: f"G22,2026/11/22,{n}/VPCP-KSTT")
    number = Sequence(str)
    notation = "VPCP-KSTT"
    issued_on = date(2026, 11, 22)
    type_code = "CV"
    subject = "Rà soát thủ tục hành chính"
    issuer_code = "G22"
    issuer_name = "Văn phòng Chính phủ"
    search_text = LazyAttribute(lambda it: fold(f"{it.number}/{it.notation} {it.subject} {it.issuer_name}"))

    class Meta:
        model = Document

    class Params:
        own = Trait(direction=Flow.OUTGOING, origin=Origin.OWN, number="", notation="", document_id="", issued_on=None)


class DocumentFileFactory(DjangoModelFactory[DocumentFile]):
    agency = LazyAttribute(lambda it: it.document.agency)
    kind = FileKind.MAIN

    class Meta:
        model = DocumentFile


class IncomingFactory(DjangoModelFactory[IncomingDocument]):
    agency = SubFactory(AgencyFactory)
    document = SubFactory(DocumentFactory, agency=LazyAttribute(lambda it: it.factory_parent.agency))
    received_at = MORNING
    sender_code = "G22"
    delivery_ref = Sequence(lambda n: f"delivery-{n}")

    class Meta:
        model = IncomingDocument

    class Params:
        registered = Trait(
            state=IncomingState.REGISTERED, arrival_year=2026, arrival_number=Sequence(int), registered_at=MORNING
        )


class OutgoingFactory(DjangoModelFactory[OutgoingDocument]):
    agency = SubFactory(AgencyFactory)
    document = SubFactory(DocumentFactory, own=True, agency=LazyAttribute(lambda it: it.factory_parent.agency))
    drafter = SubFactory(PostFactory, agency=LazyAttribute(lambda it: it.factory_parent.agency))
    held_by = LazyAttribute(lambda it: it.drafter if it.state != OutgoingState.TO_NUMBER else None)
    state = OutgoingState.DRAFT
    held_since = MORNING

    class Meta:
        model = OutgoingDocument


class HandlingFactory(DjangoModelFactory[Handling]):
    """A piece of work given to a post; trait ``to_decide``: it waits for a leader's word."""

    document = SubFactory(DocumentFactory)
    agency = LazyAttribute(lambda it: it.document.agency)
    duty = Duty.LEAD
    to_post = SubFactory(PostFactory, agency=LazyAttribute(lambda it: it.factory_parent.document.agency))
    from_post = LazyAttribute(lambda it: it.to_post)
    state = HandlingState.ASSIGNED
    created_at = MORNING

    class Meta:
        model = Handling

    class Params:
        to_decide = Trait(duty=Duty.DECIDE, state=HandlingState.WAITING)
