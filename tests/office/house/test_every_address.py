"""Generated over every address and every kind of object: what belongs to another agency is not there.

Also with the application's own filter switched off: then row-level security alone answers. Whoever asks has every role,
so that no refusal by role hides a hole.
"""

from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import URLPattern, reverse
from tests import cast
from tests.factories.documents import (
    MORNING,
    DocumentFactory,
    DocumentFileFactory,
    HandlingFactory,
    IncomingFactory,
    OutgoingFactory,
)
from tests.factories.files import PLAIN_PDF, kept_file
from tests.factories.organisation import PostFactory
from tests.office.house.addresses import office_addresses

from kit.rows import without_application_filter
from kit.tenancy import acting_for, check_role
from office.exchange.models import OutPacket
from office.exchange.states import OutState
from office.incoming.models import ChangeRequest
from office.organisation.models import Delegation
from office.organisation.roles import Role
from office.outgoing.models import Dispatch, IssuedChange
from office.outgoing.states import State
from office.signing.models import SigningRequest
from office.signing.states import Purpose

ADDRESSES = [(f"{room}:{pattern.name}", pattern) for room, pattern in office_addresses() if pattern.pattern.converters]


@dataclass(frozen=True)
class Stranger:
    """One object of the other agency for every kind of reference that addresses know."""

    refs: dict[str, list[UUID]]


@pytest.fixture
def strange(vpcp: cast.House) -> Stranger:
    agency = vpcp.agency
    with acting_for(agency.pk):
        file = kept_file(agency.pk)
        arrived = IncomingFactory(agency=agency)
        entered = IncomingFactory(agency=agency, registered=True)
        DocumentFileFactory(document=arrived.document, file=file)
        draft = OutgoingFactory(agency=agency, drafter=vpcp.posts["quang"])
        issued = OutgoingFactory(agency=agency, drafter=vpcp.posts["quang"], state=State.ISSUED)
        dispatch = Dispatch.objects.create(agency=agency, outgoing=issued, operation="new", created_at=MORNING)
        packet = OutPacket.objects.create(
            agency=agency,
            dispatch=dispatch,
            sha256="0" * 64,
            size=1,
            state=OutState.DEAD,
            next_try_at=MORNING,
            created_at=MORNING,
        )
        request = SigningRequest.objects.create(
            agency=agency,
            document=draft.document,
            purpose=Purpose.PERSON,
            post=vpcp.posts["phong"],
            source=file,
            created_at=MORNING,
        )
        change = ChangeRequest.objects.create(
            agency=agency, document=entered.document, kind="recall", asked_at=MORNING, transfer_id="t1"
        )
        issued_change = IssuedChange.objects.create(
            agency=agency, outgoing=issued, kind="recall", reason="Sai nơi nhận", proposed_at=MORNING
        )
        handling = HandlingFactory(document=entered.document, to_post=vpcp.posts["bich"])
        delegation = Delegation.objects.create(
            agency=agency,
            from_post=vpcp.posts["phong"],
            to_post=vpcp.posts["bich"],
            reason="Đi công tác",
            valid_from="2026-01-01",
            valid_to="2036-01-01",
        )
    return Stranger(
        {
            "document_ref": [one.document.ref for one in (arrived, entered, draft, issued)],
            "file_ref": [file.ref],
            "handling_ref": [handling.ref],
            "request_ref": [request.ref],
            "book_ref": [vpcp.arrivals.ref],
            "change_ref": [change.ref, issued_change.ref],
            "dispatch_ref": [dispatch.ref],
            "packet_ref": [packet.ref],
            "post_ref": [vpcp.posts["van"].ref],
            "agency_ref": [agency.ref],
            "unit_ref": [next(iter(vpcp.units.values())).ref],
            "delegation_ref": [delegation.ref],
        }
    )


@pytest.fixture
def everything(ubnd: cast.House) -> Client:
    """The browser of somebody who has every role in his own agency, and only there."""
    post = PostFactory(
        person=ubnd.posts["uyen"].person, agency=ubnd.agency, roles=list(Role.values), title="Mọi vai", position=99
    )
    browser = Client()
    browser.force_login(ubnd.accounts["uyen"], backend="django.contrib.auth.backends.ModelBackend")
    session = browser.session
    session["acting_post"] = post.pk
    session.save()
    return browser


@pytest.fixture
def walls(db: None) -> None:
    """The test means nothing unless the role is bound and the tables force it."""
    check_role()
    with connection.cursor() as cursor:
        cursor.execute("select relforcerowsecurity from pg_class where relname = 'office_documents_document'")
        assert cursor.fetchone() == (True,)


def tries(pattern: URLPattern, strange: Stranger) -> Iterator[dict[str, Any]]:
    names = [name for name in pattern.pattern.converters if name in strange.refs]
    fixed: dict[str, Any] = {name: "x.pdf" for name in pattern.pattern.converters if name not in strange.refs}
    longest = max(len(strange.refs[name]) for name in names)
    for place in range(longest):
        yield fixed | {name: strange.refs[name][min(place, len(strange.refs[name]) - 1)] for name in names}


@pytest.mark.parametrize("filtered", [True, False], ids=["both-walls", "second-wall-alone"])
@pytest.mark.parametrize(("name", "pattern"), ADDRESSES, ids=[name for name, _ in ADDRESSES])
def test_what_belongs_to_another_agency_is_not_there(
    walls: None, strange: Stranger, everything: Client, name: str, pattern: URLPattern, filtered: bool
) -> None:
    with nullcontext() if filtered else without_application_filter():
        for values in tries(pattern, strange):
            address = reverse(name, kwargs=values)
            sent = {"file": SimpleUploadedFile("a.pdf", PLAIN_PDF), "files": SimpleUploadedFile("b.pdf", PLAIN_PDF)}
            statuses = {everything.get(address).status_code, everything.post(address, sent).status_code}

            assert statuses <= {404, 405}, values
            assert 404 in statuses, values


def test_every_kind_of_reference_is_known_to_this_test(strange: Stranger) -> None:
    used = {name for _, pattern in ADDRESSES for name in pattern.pattern.converters}

    assert used - set(strange.refs) <= {"name"}


def test_ones_own_objects_are_there(ubnd: cast.House, everything: Client) -> None:
    with acting_for(ubnd.agency.pk):
        own = DocumentFactory(agency=ubnd.agency)
        file = kept_file(ubnd.agency.pk)

    assert everything.get(f"/van-ban/{own.ref}").status_code == 302
    assert everything.get(f"/tep/{file.ref}/a.pdf").status_code == 200
    assert everything.get(f"/so/{ubnd.arrivals.ref}").status_code == 200
