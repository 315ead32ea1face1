"""Numbers under crowding: clerks who press at once leave neither gaps nor doubles."""

import threading
from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import close_old_connections, connection
from tests import cast
from tests.office.outgoing.conftest import CONTENT
from tests.office.signing.desk import Desk

from kit.clock import HANOI
from kit.errors import DomainError
from kit.tenancy import acting_for
from office.outgoing import actions
from office.outgoing.models import OutgoingDocument
from office.outgoing.states import State
from office.outgoing.values import DraftFacts, ReceiverChoice
from office.registers.models import TakenNumber
from office.signing.actions import register_certificates

MONDAY = datetime(2026, 11, 23, 8, 30, tzinfo=HANOI)
DOCUMENTS = 6


@pytest.mark.django_db(transaction=True)
def test_clerks_who_issue_at_once_get_numbers_without_gap_or_double(desk: Desk) -> None:
    sender, receiver = cast.government_office(), cast.city_committee()
    with acting_for(receiver.pk):
        cast.build(receiver, cast.RECEIVER)
    with acting_for(sender.pk):
        house = cast.build(sender, cast.SENDER)
        refs = [_signed_draft(house, number) for number in range(DOCUMENTS)]
    register_certificates(desk.pki.folder)
    desk.sign()
    with acting_for(sender.pk):
        assert set(OutgoingDocument.objects.values_list("state", flat=True)) == {State.TO_NUMBER}

    # each document is pressed by two clerks at once; one of the two is told that it is done
    refusals = at_once(
        [lambda ref=ref: issue(house, ref) for ref in refs for _ in range(2)]  # type: ignore[misc]
    )
    assert sum(isinstance(one, DomainError) for one in refusals) == DOCUMENTS
    desk.sign()
    with acting_for(sender.pk):
        assert set(OutgoingDocument.objects.values_list("state", flat=True)) == {State.ISSUED}
        numbers = sorted(TakenNumber.objects.values_list("number", flat=True))
        assert numbers == list(range(1, DOCUMENTS + 1))
        printed = set(OutgoingDocument.objects.values_list("document__number", flat=True))
        assert printed == {f"{number:02d}" for number in numbers}


def _signed_draft(house: cast.House, number: int) -> object:
    """Put a draft before the leader without a unit head and ask for his signature."""
    quang, phong = house.actor("quang"), house.actor("phong")
    outgoing = actions.create_draft(facts=DraftFacts(subject=f"văn bản {number}"), actor=quang, now=MONDAY)
    ref = outgoing.document.ref
    actions.fill_template(document_ref=ref, content=CONTENT, actor=quang, now=MONDAY)
    actions.set_receivers(document_ref=ref, receivers=[ReceiverChoice(code="H29")], actor=quang, now=MONDAY)
    actions.set_route(
        document_ref=ref, unit_head=None, signer=house.posts["phong"], authority=None, actor=quang, now=MONDAY
    )
    actions.submit(document_ref=ref, actor=quang, now=MONDAY)
    actions.sign(document_ref=ref, actor=phong, now=MONDAY)
    return ref


def issue(house: cast.House, ref: object) -> None:
    with acting_for(house.agency.pk):
        actions.issue(document_ref=ref, actor=house.actor("van"), now=MONDAY)  # type: ignore[arg-type]


def at_once(acts: list[Callable[[], None]]) -> list[DomainError | None]:
    """Start every act in its own thread at the same moment; return what each raised."""
    gate = threading.Barrier(len(acts))
    outcomes: list[DomainError | None] = [None] * len(acts)

    def run(place: int, act: Callable[[], None]) -> None:
        close_old_connections()
        try:
            gate.wait(timeout=20)
            act()
        except DomainError as error:
            outcomes[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return outcomes
