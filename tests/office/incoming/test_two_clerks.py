"""Two clerks at the same moment, on two real connections."""

import threading
from datetime import datetime

import pytest
from django.db import connection
from tests import cast
from tests.factories.organisation import PostFactory

from kit.clock import HANOI
from kit.tenancy import acting_for
from office.incoming import actions as incoming
from office.incoming.errors import SomeoneWasFaster
from office.incoming.models import IncomingDocument
from office.incoming.values import Received
from office.organisation.acting import actor_for
from office.organisation.roles import Role
from office.registers.models import Counter

NOW = datetime(2026, 11, 23, 8, 30, tzinfo=HANOI)


@pytest.mark.django_db(transaction=True)
def test_one_registers_the_other_reads_who_was_faster(packet) -> None:
    agency = cast.city_committee()
    with acting_for(agency.pk):
        house = cast.build(agency, cast.RECEIVER)
        second = actor_for(PostFactory(agency=agency, roles=[Role.CLERK]))
        facts: Received = packet()
        ref = incoming.receive(agency=agency, facts=facts, now=NOW).document.ref
    clerks = [house.actor("lan"), second]
    ready = threading.Barrier(2)
    results: list[object] = []

    def take(actor) -> None:
        try:
            ready.wait(timeout=10)
            with acting_for(agency.pk):
                incoming.register(document_ref=ref, book=house.arrivals, actor=actor, now=NOW)
            results.append("registered")
        except SomeoneWasFaster as error:
            results.append(error.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=(one,)) for one in clerks]
    for one in threads:
        one.start()
    for one in threads:
        one.join(timeout=30)

    assert sorted(map(str, results)) == ["INC-001", "registered"]
    with acting_for(agency.pk):
        assert Counter.objects.get().last_number == 1
        assert IncomingDocument.objects.get().arrival_number == 1
