"""From arrival to the book entry or the refusal."""

import io
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from tests.cast import House
from tests.factories.files import plain_pdf

from kit.actor import Actor
from kit.clock import HANOI
from kit.errors import NotFoundHere, NotPermitted
from office.audit.models import Event
from office.documents.models import OwedStatus
from office.documents.reads import files_of, main_file
from office.files import actions as files
from office.handling.reads import holder_of
from office.incoming import actions as incoming
from office.incoming.errors import (
    AlreadyInTheBook,
    BookOfOthers,
    FieldsMissing,
    RefusalUnexplained,
    SignatureBroken,
    SomeoneWasFaster,
)
from office.incoming.models import IncomingDocument
from office.incoming.states import State
from office.incoming.values import AnsweredDocument, Received, ReceivedFile, RegisterFields

Packet = Callable[..., Received]


def _register(row: IncomingDocument, house: House, actor: Actor, now: datetime, **more) -> IncomingDocument:
    return incoming.register(document_ref=row.document.ref, book=house.arrivals, actor=actor, now=now, **more)


def test_an_arrival_is_filed_with_its_facts_and_the_sender_hears_01(arrived: IncomingDocument, statuses) -> None:
    document = arrived.document

    assert arrived.state == State.RECEIVED
    assert (document.type_name, document.type_code, document.stage) == ("Công văn", "CV", "01")
    assert statuses(document) == ["01"]
    main = main_file(document)
    assert main is not None
    assert main.file.verdict.verdict == ""  # waits for the worker


def test_every_readable_file_is_kept_and_the_others_are_named(in_ubnd: House, packet: Packet, monday: datetime) -> None:
    facts = packet(
        files=[
            ReceivedFile("hong.zip", None, "mã hóa base64 sai"),
            ReceivedFile("van-ban.pdf", plain_pdf("a")),
            ReceivedFile("phu-luc.xlsx", io.BytesIO(b"PK-appendix")),
        ]
    )

    row = incoming.receive(agency=in_ubnd.agency, facts=facts, now=monday)

    kept = files_of(row.document)
    assert [(one.kind, one.file.name) for one in kept] == [("main", "van-ban.pdf"), ("appendix", "phu-luc.xlsx")]
    assert files.read(kept[1].file) == b"PK-appendix"
    assert row.remarks == ["Tệp “hong.zip”: mã hóa base64 sai"]


def test_an_answer_is_linked_to_our_own_document(in_ubnd: House, packet: Packet, monday: datetime) -> None:
    answered = AnsweredDocument(agency_code="H29", document_code="1/UBND-VX", document_id="H29,2026/11/20,1/UBND-VX")

    row = incoming.receive(agency=in_ubnd.agency, facts=packet(responses=[answered]), now=monday)

    assert row.document.links.get().wire_document_code == "1/UBND-VX"


def test_the_clerk_registers_presents_and_the_sender_hears_03(
    in_ubnd: House, arrived: IncomingDocument, lan: Actor, monday: datetime, statuses
) -> None:
    row = _register(arrived, in_ubnd, lan, monday, present_to=in_ubnd.posts["uyen"])

    assert (row.state, row.arrival_year, row.arrival_number) == (State.REGISTERED, 2026, 1)
    assert row.registered_by_id == lan.person_id
    assert statuses(row.document) == ["01", "03"]
    owed = OwedStatus.objects.get(code="03")
    assert (owed.staff_name, owed.staff_department) == ("Ngô Thị Lan", "Văn phòng")
    holder = holder_of(row.document)
    assert holder is not None
    assert holder.name == "Phan Tú Uyên"


def test_the_book_starts_again_at_one_on_new_years_day(
    in_ubnd: House, packet: Packet, lan: Actor, monday: datetime
) -> None:
    old, new = (incoming.receive(agency=in_ubnd.agency, facts=packet(), now=monday) for _ in range(2))

    before = _register(old, in_ubnd, lan, datetime(2026, 12, 31, 23, 59, tzinfo=HANOI))
    after = _register(new, in_ubnd, lan, datetime(2027, 1, 1, 0, 1, tzinfo=HANOI))

    assert (before.arrival_year, before.arrival_number) == (2026, 1)
    assert (after.arrival_year, after.arrival_number) == (2027, 1)


def test_the_clerks_corrections_are_kept_and_recorded(
    in_ubnd: House, arrived: IncomingDocument, lan: Actor, monday: datetime
) -> None:
    fields = RegisterFields(
        subject="Rà soát thời gian tiếp nhận", type_name="Thông báo", number=arrived.document.number
    )

    row = _register(arrived, in_ubnd, lan, monday, fields=fields, due_on=date(2026, 12, 1))

    assert (row.document.subject, row.document.type_code) == ("Rà soát thời gian tiếp nhận", "TB")
    event = Event.objects.get(kind="incoming.corrected")
    assert event.payload == '{"fields":["due_on","subject","type_code","type_name"]}'


def test_the_slower_clerk_reads_who_was_faster_and_no_number_is_lost(
    in_ubnd: House, arrived: IncomingDocument, lan: Actor, monday: datetime
) -> None:
    _register(arrived, in_ubnd, lan, monday)

    for act in (
        lambda: _register(arrived, in_ubnd, lan, monday + timedelta(minutes=1)),
        lambda: incoming.refuse(document_ref=arrived.document.ref, reason="duplicate", text="", actor=lan, now=monday),
        lambda: incoming.put_later(document_ref=arrived.document.ref, actor=lan, now=monday),
    ):
        with pytest.raises(SomeoneWasFaster, match="Ngô Thị Lan đã tiếp nhận và vào sổ lúc 08:30 23/11/2026"):
            act()
    assert in_ubnd.arrivals.counters.get().last_number == 1


def test_the_same_document_twice_needs_a_reason(in_ubnd: House, packet: Packet, lan: Actor, monday: datetime) -> None:
    first = incoming.receive(agency=in_ubnd.agency, facts=packet(number="7"), now=monday)
    again = incoming.receive(agency=in_ubnd.agency, facts=packet(number="7"), now=monday)
    _register(first, in_ubnd, lan, monday)

    with pytest.raises(AlreadyInTheBook, match="số đến 1"):
        _register(again, in_ubnd, lan, monday)
    row = _register(again, in_ubnd, lan, monday, duplicate_reason="Bản gửi lại có phụ lục")

    assert row.arrival_number == 2
    assert Event.objects.filter(kind="incoming.duplicate_kept").exists()


def test_a_broken_signature_needs_a_reason_to_be_registered(
    in_ubnd: House, arrived: IncomingDocument, lan: Actor, monday: datetime, verdict
) -> None:
    verdict(arrived, "broken")

    with pytest.raises(SignatureBroken):
        _register(arrived, in_ubnd, lan, monday)
    row = _register(arrived, in_ubnd, lan, monday, broken_reason="Lãnh đạo yêu cầu vào sổ để theo dõi")

    assert row.state == State.REGISTERED
    assert Event.objects.filter(kind="incoming.broken_kept").exists()


def test_nothing_is_registered_with_empty_facts_or_in_a_foreign_book(
    in_ubnd: House, packet: Packet, lan: Actor, monday: datetime
) -> None:
    row = incoming.receive(agency=in_ubnd.agency, facts=packet(subject="", issued_on=None), now=monday)

    with pytest.raises(FieldsMissing, match="trích yếu, ngày ban hành"):
        _register(row, in_ubnd, lan, monday)
    fields = RegisterFields(subject="Có trích yếu", issued_on=date(2026, 11, 20))
    with pytest.raises(BookOfOthers):
        incoming.register(document_ref=row.document.ref, book=in_ubnd.departures, fields=fields, actor=lan, now=monday)


def test_a_refusal_tells_the_sender_why(arrived: IncomingDocument, lan: Actor, monday: datetime, statuses) -> None:
    row = incoming.refuse(
        document_ref=arrived.document.ref, reason="altered", text="Trang 2 khác bản đã ký.", actor=lan, now=monday
    )

    assert row.state == State.REFUSED
    assert statuses(row.document) == ["01", "02"]
    owed = OwedStatus.objects.get(code="02")
    assert owed.description == "Tệp bị thay đổi sau khi ký. Trang 2 khác bản đã ký."
    assert row.document.stage == "02"


@pytest.mark.parametrize(("reason", "text"), [("", ""), ("whim", "x"), ("other", " ")])
def test_a_refusal_without_a_reason_is_refused(
    arrived: IncomingDocument, lan: Actor, monday: datetime, reason: str, text: str
) -> None:
    with pytest.raises(RefusalUnexplained):
        incoming.refuse(document_ref=arrived.document.ref, reason=reason, text=text, actor=lan, now=monday)


@pytest.mark.parametrize(
    ("at", "back"),
    [
        (datetime(2026, 11, 23, 8, 30, tzinfo=HANOI), datetime(2026, 11, 23, 14, 0, tzinfo=HANOI)),
        (datetime(2026, 11, 23, 13, 45, tzinfo=HANOI), datetime(2026, 11, 25, 7, 30, tzinfo=HANOI)),
        (datetime(2026, 11, 28, 9, 0, tzinfo=HANOI), datetime(2026, 11, 30, 7, 30, tzinfo=HANOI)),
    ],
)
def test_what_is_put_aside_comes_back_in_the_afternoon_or_the_next_working_morning(
    arrived: IncomingDocument, lan: Actor, at: datetime, back: datetime
) -> None:
    row = incoming.put_later(document_ref=arrived.document.ref, actor=lan, now=at)

    assert row.later_until == back


def test_only_clerks_of_the_agency_take_in(
    arrived: IncomingDocument, in_ubnd: House, triet: Actor, van: Actor, monday: datetime
) -> None:
    with pytest.raises(NotPermitted, match="Chỉ văn thư"):
        _register(arrived, in_ubnd, triet, monday)
    with pytest.raises(NotFoundHere):
        _register(arrived, in_ubnd, van, monday)
