"""What cannot become a packet is a refused packet with its reason; what waits behind it goes out."""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from tests.cast import House
from tests.factories.documents import DocumentFactory, DocumentFileFactory, IncomingFactory, OutgoingFactory
from tests.factories.files import kept_file

from edxml.texts import one_line
from kit.actor import Actor
from kit.texts import is_blank
from office.documents import actions as documents
from office.documents.facts import StatusCode
from office.exchange.actions import pack
from office.exchange.actions.pack import pack_batch
from office.exchange.models import OutPacket
from office.exchange.states import OutState
from office.outgoing.actions import create_draft
from office.outgoing.actions.issue import write_dispatch
from office.outgoing.checks import missing_of
from office.outgoing.forms import NewForm
from office.outgoing.models import Delivery, Dispatch, OutgoingDocument, Recipient
from office.outgoing.states import DispatchState, State
from office.outgoing.values import DraftFacts
from office.settings import ENV

Sending = Callable[..., Dispatch]


@pytest.fixture
def sending(in_vpcp: House, ubnd: House, monday: datetime) -> Sending:
    """Return a maker of documents that wait for the link, the urgent first."""

    def make(number: str, **facts: object) -> Dispatch:
        agency = in_vpcp.agency
        document = DocumentFactory(
            agency=agency, own=True, document_id=f"G22,2026/11/23,{number}/VPCP-CC", number=number,
            notation="VPCP-CC", issued_on=monday.date(), issuer_code="G22", **facts,
        )  # fmt: skip
        DocumentFileFactory(document=document, file=kept_file(agency.pk))
        made: OutgoingDocument = OutgoingFactory(
            agency=agency, document=document, drafter=in_vpcp.posts["quang"], state=State.ISSUED, issued_at=monday
        )
        Recipient.objects.create(agency=agency, outgoing=made, code="H29", name=ubnd.agency.name)
        dispatch = write_dispatch(made, "new", now=monday)
        assert dispatch is not None
        return dispatch

    return make


def pack_all(house: House, now: datetime) -> None:
    for _ in range(9):
        if not pack_batch(agency_ids=[house.agency.pk], now=now):
            return
    raise AssertionError("the same rows are taken again and again")


def test_a_document_that_cannot_be_written_is_refused_and_the_next_goes_out(
    in_vpcp: House, sending: Sending, van: Actor, monday: datetime, browser_of: Callable[[Actor], Client]
) -> None:
    bad, good = sending("01", subject="\u200b", urgency=4), sending("02")

    pack_all(in_vpcp, monday)

    refused, queued = OutPacket.objects.get(dispatch=bad), OutPacket.objects.get(dispatch=good)
    assert (refused.state, refused.error_code, queued.state) == (OutState.REFUSED, "EDX-026", OutState.QUEUED)
    assert "Subject" in refused.error_text
    delivery = Delivery.objects.get(dispatch=bad)
    assert (delivery.state, delivery.state_reason) == (DispatchState.REFUSED, refused.error_text)
    page = browser_of(van).get(reverse("exchange:failures")).content.decode()
    assert refused.error_text in page


def test_a_document_that_we_fail_on_is_refused_with_a_reason_and_the_next_goes_out(
    in_vpcp: House, sending: Sending, monday: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    bad, good = sending("01", urgency=4), sending("02")
    Dispatch.objects.filter(pk=bad.pk).update(operation="other")

    with caplog.at_level(logging.ERROR):
        pack_all(in_vpcp, monday)

    refused, queued = OutPacket.objects.get(dispatch=bad), OutPacket.objects.get(dispatch=good)
    assert (refused.state, refused.error_code, queued.state) == (OutState.REFUSED, "EXC-006", OutState.QUEUED)
    assert "could not be made" in caplog.text


def test_a_status_for_nobody_is_refused_and_the_next_goes_out(
    in_ubnd: House, lan: Actor, monday: datetime, browser_of: Callable[[Actor], Client]
) -> None:
    for sender in ("", "G22"):
        document = DocumentFactory(agency=in_ubnd.agency, issuer_code=sender)
        IncomingFactory(agency=in_ubnd.agency, document=document, sender_code=sender)
        documents.owe_status(document=document, code=StatusCode.ACCEPTED, at=monday, actor=lan)

    pack_all(in_ubnd, monday)

    refused, queued = OutPacket.objects.order_by("id")
    assert (refused.state, refused.error_code, queued.state) == (OutState.REFUSED, "EDX-026", OutState.QUEUED)
    page = browser_of(lan).get(reverse("exchange:failures")).content.decode()
    assert refused.error_text in page


def test_a_disk_that_fails_is_no_fault_of_the_document(
    in_vpcp: House, sending: Sending, monday: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sending("01")
    monkeypatch.setattr(pack, "ENV", replace(ENV, data_dir=tmp_path / "away"))
    (tmp_path / "away").write_text("")

    with pytest.raises(OSError, match="away"):
        pack_batch(agency_ids=[in_vpcp.agency.pk], now=monday)
    assert not OutPacket.objects.exists()


def test_what_can_be_seen_is_not_cleaned_away() -> None:
    signs = map(chr, range(0x3000))
    assert [sign for sign in signs if not is_blank(sign) and not one_line(sign)] == []


@pytest.mark.parametrize("text", ["", " \n", "\u200b", "\u200b \ufeff\u00ad\u202e"])
def test_a_subject_of_which_nothing_can_be_seen_is_missing(
    in_vpcp: House, quang: Actor, monday: datetime, text: str
) -> None:
    form = NewForm({"type_code": "CV", "subject": text, "security": "ordinary"})
    assert form.errors["subject"]

    made = create_draft(facts=DraftFacts(subject=text), actor=quang, now=monday)
    assert "trích yếu" in missing_of(made, on=monday.date())
