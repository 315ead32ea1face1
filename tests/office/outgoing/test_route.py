"""The way of a document from its drafter to the receivers, with real signatures."""

from collections.abc import Callable
from datetime import datetime

import pytest
from tests.office.outgoing.conftest import fresh
from tests.office.signing.desk import Desk

from kit.actor import Actor
from kit.errors import MoveNotAllowed, NotPermitted
from office.audit.models import Event
from office.documents.facts import LegalValue
from office.documents.reads import main_file
from office.files.actions import read
from office.outgoing import actions
from office.outgoing.errors import NotReady
from office.outgoing.models import Dispatch, OutgoingDocument
from office.outgoing.states import State
from office.signing.actions import verdict_of
from pdfseal.trust import load_trust
from pdfseal.verify import verify

Make = Callable[..., OutgoingDocument]


def test_a_draft_is_initialled_signed_numbered_sealed_and_issued(
    submitted: Make, sender_desk: Desk, bich: Actor, phong: Actor, van: Actor, monday: datetime
) -> None:
    outgoing = submitted()
    ref = outgoing.document.ref
    assert outgoing.state == State.UNIT_REVIEW

    actions.initial(document_ref=ref, actor=bich, now=monday)
    assert fresh(outgoing).state == State.UNIT_REVIEW  # the click only asks
    sender_desk.sign()
    assert fresh(outgoing).state == State.LEADER_REVIEW

    actions.sign(document_ref=ref, actor=phong, now=monday)
    sender_desk.sign()
    assert fresh(outgoing).state == State.TO_NUMBER
    assert fresh(outgoing).held_by is None

    actions.issue(document_ref=ref, actor=van, now=monday)
    assert fresh(outgoing).document_code == "01/VPCP"
    sender_desk.sign()
    outgoing = fresh(outgoing)
    assert outgoing.state == State.ISSUED
    assert outgoing.document.document_code == "01/VPCP"
    assert outgoing.document.document_id == "G22,2026/11/23,01/VPCP"
    dispatch = Dispatch.objects.get(outgoing=outgoing)
    assert [one.code for one in dispatch.deliveries.all()] == ["H29"]

    row = main_file(outgoing.document)
    assert row is not None
    verdict = verify(read(row.file), trust=load_trust(sender_desk.pki.trust), now=datetime.now(monday.tzinfo))
    assert verdict.verdict in ("valid", "valid_with_remarks"), verdict
    assert [one.field for one in verdict.signatures] == [
        "CongvanInitials1",
        "CongvanPerson1",
        "CongvanNumber",
        "CongvanSeal",
    ]
    sender_desk.verify()
    kept = verdict_of(row.file)
    assert kept is not None
    assert kept.legal_value == LegalValue.FULL
    kinds = Event.objects.of_document(ref).order_by("id").values_list("kind", flat=True)
    assert [kind for kind in kinds if kind.startswith("outgoing")] == [
        "outgoing.drafted",
        "outgoing.route_set",
        "outgoing.version_kept",
        "outgoing.submitted",
        "outgoing.initialled",
        "outgoing.signed",
        "outgoing.numbered",
        "outgoing.issued",
    ]

