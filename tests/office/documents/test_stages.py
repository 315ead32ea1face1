"""What the sender must hear, and how far a document is."""

from datetime import datetime

import pytest
from tests.cast import House
from tests.factories.documents import DocumentFactory

from kit.actor import Actor
from office.documents import actions as documents
from office.documents.facts import Origin, StatusCode
from office.documents.models import OwedStatus


def _owed(document) -> list[str]:
    return list(OwedStatus.objects.filter(document=document).order_by("id").values_list("code", flat=True))


def test_a_status_is_owed_once_and_the_stage_only_rises(in_ubnd: House, lan: Actor, monday: datetime) -> None:
    letter = DocumentFactory(agency=in_ubnd.agency)

    for code in ("01", "03", "05", "04", "05", "03"):
        documents.owe_status(document=letter, code=code, at=monday, actor=lan)

    assert _owed(letter) == ["01", "03", "05", "04"]
    assert letter.stage == StatusCode.IN_PROGRESS


def test_a_paper_document_has_a_stage_and_owes_nothing(in_ubnd: House, lan: Actor, monday: datetime) -> None:
    letter = DocumentFactory(agency=in_ubnd.agency, origin=Origin.PAPER)

    assert documents.owe_status(document=letter, code="03", at=monday, actor=lan) is None

    assert _owed(letter) == []
    assert letter.stage == StatusCode.ACCEPTED


def test_answers_to_requests_may_repeat_and_leave_the_stage(in_ubnd: House, lan: Actor, monday: datetime) -> None:
    letter = DocumentFactory(agency=in_ubnd.agency)

    for code in ("03", "16", "16", "15"):
        documents.owe_status(document=letter, code=code, at=monday, actor=lan)

    assert _owed(letter) == ["03", "16", "16", "15"]
    assert letter.stage == StatusCode.ACCEPTED


@pytest.mark.parametrize(("who", "name"), [("lan", "Ngô Thị Lan"), ("system", "")])
def test_a_status_names_the_person_who_acted(in_ubnd: House, lan: Actor, monday: datetime, who: str, name: str) -> None:
    actor = lan if who == "lan" else Actor.system(in_ubnd.agency.pk, "H29")
    letter = DocumentFactory(agency=in_ubnd.agency)

    row = documents.owe_status(document=letter, code="03", at=monday, actor=actor)

    assert row is not None
    assert row.staff_name == name
    assert row.staff_department == ("Văn phòng" if who == "lan" else "")


def test_an_outgoing_document_has_no_stage(in_vpcp: House, van: Actor, monday: datetime) -> None:
    draft = DocumentFactory(own=True, agency=in_vpcp.agency)

    assert documents.owe_status(document=draft, code="03", at=monday, actor=van) is None
    assert draft.stage == ""
