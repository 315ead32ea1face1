"""What refuses the issue does so before a number is taken, and the whole click is a few statements."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.office.outgoing.conftest import fresh
from tests.office.signing.desk import Desk

from kit.actor import Actor, Lent
from kit.errors import DomainError
from office.audit.models import Event
from office.documents.reads import main_file
from office.files.errors import FileInfected
from office.files.models import Blob
from office.files.states import ScanState
from office.organisation.models import SigningAuthority
from office.outgoing import actions
from office.outgoing.errors import NoAuthority, NoPersonalSignature, NoPlace
from office.outgoing.models import OutgoingDocument
from office.outgoing.states import State
from office.registers.errors import NoBook
from office.registers.models import Book, TakenNumber
from office.signing.errors import AlreadySigning, NoWayToSign
from office.signing.models import Certificate, SigningRequest
from office.signing.states import Purpose
from office.signing.states import State as Signing

Make = Callable[..., OutgoingDocument]
WRITES = ("INSERT", "UPDATE", "DELETE", "WITH", "SAVEPOINT")
MOST = 15  # of the whole click: session, account, post, agency, and eleven of the act


def infected(outgoing: OutgoingDocument, _: pytest.MonkeyPatch) -> None:
    Blob.objects.filter(pk=_main(outgoing).file.blob_id).update(scan_state=ScanState.INFECTED)


def no_way(_: OutgoingDocument, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "ENV", replace(settings.ENV, demo=False))


def no_place(outgoing: OutgoingDocument, _: pytest.MonkeyPatch) -> None:
    OutgoingDocument.objects.filter(pk=outgoing.pk).update(placement={"number": [1]})


def no_book(outgoing: OutgoingDocument, _: pytest.MonkeyPatch) -> None:
    Book.objects.filter(direction="outgoing").delete()


def no_authority(outgoing: OutgoingDocument, _: pytest.MonkeyPatch) -> None:
    SigningAuthority.objects.filter(post=outgoing.signer_id).update(valid_to=date(2020, 1, 1))


def not_signed(outgoing: OutgoingDocument, _: pytest.MonkeyPatch) -> None:
    SigningRequest.objects.filter(document=outgoing.document, purpose=Purpose.PERSON).update(state=Signing.FAILED)


def being_signed(outgoing: OutgoingDocument, _: pytest.MonkeyPatch) -> None:
    SigningRequest.objects.filter(document=outgoing.document, purpose=Purpose.INITIALS).update(state=Signing.SIGNING)


def _main(outgoing: OutgoingDocument) -> Any:
    return main_file(outgoing.document)


@pytest.mark.parametrize(
    ("trouble", "error"),
    [
        (infected, FileInfected),
        (no_way, NoWayToSign),
        (no_place, NoPlace),
        (no_book, NoBook),
        (no_authority, NoAuthority),
        (not_signed, NoPersonalSignature),
        (being_signed, AlreadySigning),
    ],
)
def test_a_refusal_comes_before_the_first_write(
    signed: Make,
    sender_desk: Desk,
    van: Actor,
    monday: datetime,
    monkeypatch: pytest.MonkeyPatch,
    trouble: Callable[[OutgoingDocument, pytest.MonkeyPatch], None],
    error: type[DomainError],
) -> None:
    outgoing = signed()
    trouble(outgoing, monkeypatch)

    with CaptureQueriesContext(connection) as queries, pytest.raises(error):
        actions.issue(document_ref=outgoing.document.ref, actor=van, now=monday)

    assert [one["sql"] for one in queries if one["sql"].lstrip().upper().startswith(WRITES)] == []
    assert not TakenNumber.objects.exists()
    assert fresh(outgoing).state == State.TO_NUMBER


def test_the_click_is_a_few_statements(
    signed: Make, sender_desk: Desk, van: Actor, browser_of: Callable[[Actor], Client]
) -> None:
    browser = browser_of(van)
    ref = signed().document.ref
    with CaptureQueriesContext(connection) as queries:
        answer = browser.post(reverse("outgoing:issue", kwargs={"document_ref": ref}), headers={"HX-Request": "true"})
    assert answer.status_code == 204
    asked = [
        one["sql"] for one in queries if "SAVEPOINT" not in one["sql"]
    ]  # the test's own transaction lies around it
    assert len(asked) <= MOST, asked


def test_who_pressed_for_another_asked_for_the_signatures_himself(
    signed: Make, sender_desk: Desk, van: Actor, quang: Actor, monday: datetime
) -> None:
    ref = signed().document.ref
    clerk = frozenset({"clerk"})
    standing_in = replace(van, own_roles=frozenset({"officer"}), lent=(Lent(quang.post_id or 0, None, clerk),))
    actions.issue(document_ref=ref, actor=standing_in, now=monday)

    request = SigningRequest.objects.get(purpose=Purpose.ISSUE)
    assert request.post_id == van.post_id
    keys = Certificate.objects.filter(person__account__username="phong").values_list("fingerprint", flat=True)
    assert request.parameters["signers"] == list(keys) != []
    said = dict(Event.objects.filter(actor_post=van.post_id).values_list("kind", "on_behalf_of"))
    assert (said["outgoing.numbered"], said["signing.reserved"]) == (quang.post_id, None)
