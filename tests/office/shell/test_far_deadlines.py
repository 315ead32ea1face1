"""A deadline of an impossible year: no page is closed by it, nobody can type one, none is taken from a packet."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.test import Client
from django.urls import reverse
from tests.cast import House
from tests.factories.documents import HandlingFactory, IncomingFactory, OutgoingFactory

from kit.actor import Actor
from office.handling.forms import AssignForm
from office.incoming import actions as incoming
from office.incoming.doubts import doubts_of
from office.incoming.forms import PaperForm, RegisterForm
from office.incoming.models import ChangeRequest, IncomingDocument
from office.incoming.values import ChangeAsked, Received
from office.outgoing.forms import DraftForm, UpdateForm

Open = Callable[[Actor], Client]
FAR = [date(1, 1, 1), date(2062, 12, 31), date(9999, 12, 31)]


@pytest.fixture
def packet(monday: datetime) -> Callable[..., Received]:
    def make(due_on: date | None, **more: object) -> Received:
        facts = {
            "document_id": "G22,2026/11/23,8412/VPCP-KSTT", "number": "8412", "notation": "VPCP-KSTT",
            "issued_on": date(2026, 11, 23), "type_name": "Công văn", "subject": "Rà soát thời gian tiếp nhận",
            "issuer_code": "G22", "issuer_name": "Văn phòng Chính phủ", "sender_code": "G22", "transfer_id": "t1",
            "delivery_ref": "d1", "received_at": monday, "due_on": due_on,
        }  # fmt: skip
        return Received(**(facts | more))  # type: ignore[arg-type]

    return make


@pytest.mark.parametrize("far", FAR)
def test_every_page_of_a_document_with_an_impossible_deadline_opens(
    in_ubnd: House, lan: Actor, uyen: Actor, triet: Actor, browser_of: Open, far: date
) -> None:
    agency = in_ubnd.agency
    waits = IncomingFactory(agency=agency, document__due_on=far)
    letter = IncomingFactory(agency=agency, registered=True, document__stage="04", document__due_on=far).document
    decision = HandlingFactory(document=letter, to_decide=True, to_post=in_ubnd.posts["uyen"], due_on=far)
    HandlingFactory(
        document=letter,
        to_unit=in_ubnd.units["Phòng Khoa học"],
        to_post=None,
        from_post=in_ubnd.posts["uyen"],
        due_on=far,
    )
    HandlingFactory(document=letter, to_post=in_ubnd.posts["triet"], due_on=far)
    draft = OutgoingFactory(agency=agency, drafter=in_ubnd.posts["triet"], document__due_on=far)

    letters = {"document_ref": letter.ref}
    pages = {
        lan: [
            reverse("shell:home"), reverse("incoming:queue"), reverse("incoming:list"),
            reverse("incoming:queue_item", kwargs={"document_ref": waits.document.ref}),
            reverse("incoming:sheet", kwargs=letters), reverse("outgoing:list"),
        ],
        uyen: [
            reverse("shell:home"), reverse("incoming:document", kwargs=letters),
            reverse("handling:instruct", kwargs={"handling_ref": decision.ref}),
        ],
        triet: [
            reverse("shell:home"), reverse("handling:list"), reverse("incoming:document", kwargs=letters),
            reverse("outgoing:list"), reverse("outgoing:document", kwargs={"document_ref": draft.document.ref}),
            reverse("outgoing:edit", kwargs={"document_ref": draft.document.ref}),
        ],
    }  # fmt: skip
    for actor, addresses in pages.items():
        browser = browser_of(actor)
        answers = {address: browser.get(address, follow=True).status_code for address in addresses}
        assert set(answers.values()) == {200}, answers


@pytest.mark.parametrize("far", FAR)
def test_an_impossible_deadline_of_a_packet_is_not_kept_and_the_clerk_reads_why(
    in_ubnd: House, lan: Actor, browser_of: Open, packet: Callable[..., Received], monday: datetime, far: date
) -> None:
    row = incoming.receive(agency=in_ubnd.agency, facts=packet(far), now=monday)

    assert row.document.due_on is None
    (remark,) = (one for one in row.remarks if "hạn xử lý" in one)
    assert far.strftime("%d/%m/%Y") in remark
    assert remark in browser_of(lan).get(reverse("incoming:queue")).content.decode()


def test_one_that_was_kept_before_is_doubted_at_intake(in_ubnd: House) -> None:
    row = IncomingFactory(agency=in_ubnd.agency, document__due_on=date(2062, 12, 31))
    assert "xem lại năm" in doubts_of(row.document, today=date(2026, 11, 23))["due_on"]


def test_an_impossible_deadline_of_an_update_leaves_the_one_that_stands(
    in_ubnd: House, packet: Callable[..., Received], monday: datetime
) -> None:
    row = incoming.receive(agency=in_ubnd.agency, facts=packet(date(2026, 12, 4)), now=monday)
    content = packet(date(9999, 12, 31), subject="Rà soát lại thời gian tiếp nhận")
    facts = ChangeAsked("update", row.document.document_id, "", None, "G22", "Sửa", "t2", content=content)
    incoming.ask_change(agency=in_ubnd.agency, facts=facts, now=monday)

    asked = ChangeRequest.objects.get()
    assert "due_on" not in asked.facts
    assert "31/12/9999" in asked.wire["problems"][0]


def test_the_clerk_takes_a_deadline_away_at_intake(
    in_ubnd: House, lan: Actor, browser_of: Open, packet: Callable[..., Received], monday: datetime
) -> None:
    row = incoming.receive(agency=in_ubnd.agency, facts=packet(date(2026, 12, 4)), now=monday)
    form = {
        "book": str(in_ubnd.arrivals.ref), "present_to": "", "code": "8412/VPCP-KSTT", "issued_on": "23/11/2026",
        "issuer_name": row.document.issuer_name, "subject": row.document.subject,
    }  # fmt: skip
    address = reverse("incoming:register", kwargs={"document_ref": row.document.ref})

    refused = browser_of(lan).post(address, {**form, "due_on": "31/12/62"})
    assert refused.status_code == 422
    assert "hãy xem lại năm" in refused.content.decode()

    assert browser_of(lan).post(address, {**form, "due_on": ""}).status_code == 302
    assert IncomingDocument.objects.select_related("document").get().document.due_on is None


def test_who_says_nothing_of_the_deadline_leaves_it(
    in_ubnd: House, lan: Actor, packet: Callable[..., Received], monday: datetime
) -> None:
    row = incoming.receive(agency=in_ubnd.agency, facts=packet(date(2026, 12, 4)), now=monday)
    incoming.register(document_ref=row.document.ref, book=in_ubnd.arrivals, actor=lan, now=monday)
    assert IncomingDocument.objects.select_related("document").get().document.due_on == date(2026, 12, 4)


@pytest.mark.parametrize("typed", ["31/12/2062", "31/12/62", "01/01/0026", "31/12/99", "31/12/9999"])
@pytest.mark.parametrize("name", ["register", "paper", "draft", "update", "assign"])
def test_a_year_that_slipped_is_said_at_the_field(in_ubnd: House, name: str, typed: str) -> None:
    data = {"due_on": typed}
    form = {
        "register": lambda: RegisterForm(data, agency_id=in_ubnd.agency.pk),
        "paper": lambda: PaperForm(data, agency_id=in_ubnd.agency.pk),
        "draft": lambda: DraftForm(data, heads=[], signers=[]),
        "update": lambda: UpdateForm(data),
        "assign": lambda: AssignForm(data),
    }[name]()
    assert "hãy xem lại năm" in form.errors["due_on"][0]


@pytest.mark.parametrize("typed", ["4/12/26", "04/12/2026", "2026-12-04"])
def test_a_year_of_two_digits_is_of_our_century(typed: str) -> None:
    form = AssignForm({"due_on": typed})
    assert form.is_valid()
    assert form.cleaned_data["due_on"] == date(2026, 12, 4)


def test_a_document_of_long_ago_keeps_its_deadline(
    in_ubnd: House, packet: Callable[..., Received], monday: datetime
) -> None:
    row = incoming.receive(agency=in_ubnd.agency, facts=packet(date(2015, 9, 20)), now=monday)
    assert row.document.due_on == date(2015, 9, 20)
