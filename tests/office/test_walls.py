"""The two walls between agencies, over every address and every kind of object.

Generated from the URL table: whatever address names an object gets one of another agency, by reading and by writing,
with the application's filter on and off. The answer is always 404: not here, as if it did not exist.
"""

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from uuid import UUID

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from tests import cast
from tests.factories.documents import DocumentFileFactory, HandlingFactory, IncomingFactory, OutgoingFactory
from tests.factories.files import kept_file

from kit import clock
from kit.actor import Actor
from kit.refs import uuid7
from kit.rows import without_application_filter
from kit.tenancy import acting_for, check_role
from office.exchange.models import OutPacket
from office.incoming.models import ChangeRequest
from office.organisation.models import Delegation
from office.outgoing.models import Dispatch
from office.signing.models import SigningRequest
from office.signing.states import Purpose

# Directory tables: every agency's address book, readable by all; their objects are checked one by one in their rooms.
DIRECTORY = {"Agency", "Unit", "Post", "SigningAuthority", "Delegation"}
SHARED_KINDS = {"agency_ref", "post_ref"}
OPEN = {"screen", "admin"}


def addresses() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield (name, kinds) of every address that names an object."""

    def walk(entries: list[URLPattern | URLResolver], prefix: str) -> Iterator[tuple[str, tuple[str, ...]]]:
        for entry in entries:
            if isinstance(entry, URLResolver):
                if entry.namespace not in OPEN:
                    yield from walk(entry.url_patterns, f"{prefix}{entry.namespace}:" if entry.namespace else prefix)
            elif kinds := tuple(name for name in entry.pattern.converters if name.endswith("_ref")):
                yield f"{prefix}{entry.name}", kinds

    yield from walk(get_resolver().url_patterns, "")


ADDRESSES = sorted(set(addresses()))


@pytest.fixture
def theirs(vpcp: cast.House) -> dict[str, UUID]:
    """One object of every kind, all of the other agency."""
    agency, now = vpcp.agency, clock.now()
    post = vpcp.posts["quang"]
    with acting_for(agency.pk):
        incoming = IncomingFactory(agency=agency)
        outgoing = OutgoingFactory(agency=agency, drafter=post)
        file = kept_file(agency.pk)
        DocumentFileFactory(document=incoming.document, file=file)
        DocumentFileFactory(document=outgoing.document, file=file)
        handling = HandlingFactory(document=incoming.document, agency=agency, to_post=post)
        change = ChangeRequest.objects.create(agency=agency, document=incoming.document, kind="recall", asked_at=now)
        request = SigningRequest.objects.create(
            agency=agency, document=outgoing.document, purpose=Purpose.PERSON, post=post, source=file, created_at=now
        )
        dispatch = Dispatch.objects.create(agency=agency, outgoing=outgoing, operation="new", created_at=now)
        packet = OutPacket.objects.create(
            agency=agency, dispatch=dispatch, sha256="0" * 64, size=1, next_try_at=now, created_at=now
        )
        delegation = Delegation.objects.create(
            agency=agency, from_post=post, to_post=vpcp.posts["bich"], reason="Đi công tác",
            valid_from=now.date(), valid_to=now.date(),
        )  # fmt: skip
        return {
            "document_ref": incoming.document.ref,
            "outgoing_ref": outgoing.document.ref,
            "file_ref": file.ref,
            "handling_ref": handling.ref,
            "change_ref": change.ref,
            "request_ref": request.ref,
            "dispatch_ref": dispatch.ref,
            "packet_ref": packet.ref,
            "book_ref": vpcp.arrivals.ref,
            "delegation_ref": delegation.ref,
            "unit_ref": vpcp.units["Vụ Cải cách"].ref,
            "post_ref": post.ref,
            "agency_ref": agency.ref,
        }


def _kwargs(name: str, kinds: tuple[str, ...], theirs: dict[str, UUID]) -> dict[str, UUID]:
    room = name.partition(":")[0]
    found = {kind: theirs[kind] for kind in kinds}
    if "document_ref" in found and room in ("outgoing", "exchange", "signing"):
        found["document_ref"] = theirs["outgoing_ref"]
    return found


def _extra(name: str) -> dict[str, str]:
    """Fill the parts of an address that are no reference."""
    patterns = get_resolver()
    for part in name.split(":")[:-1]:
        patterns = patterns.namespace_dict[part][1]
    converters = patterns.reverse_dict.getlist(name.rpartition(":")[2])[0][3]
    kinds = {key: kind for key, kind in converters.items() if not key.endswith("_ref")}
    return {key: "1" if type(kind).__name__ == "IntConverter" else "a.pdf" for key, kind in kinds.items()}


def test_the_program_logs_in_as_an_ordinary_role(db: None) -> None:
    check_role()


def test_every_tenant_table_forces_row_level_security(db: None) -> None:
    tables = {
        model._meta.db_table
        for model in apps.get_models()
        if model.__module__.startswith("office.")
        and model.__name__ not in DIRECTORY
        and any(field.column == "agency_id" for field in model._meta.concrete_fields)
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "select c.relname from pg_class c join pg_policy p on p.polrelid = c.oid"
            " where c.relrowsecurity and c.relforcerowsecurity"
        )
        forced = {row[0] for row in cursor.fetchall()}
    assert tables
    assert tables <= forced


def test_there_is_an_object_of_every_kind_that_an_address_names(theirs: dict[str, UUID]) -> None:
    assert {kind for _name, kinds in ADDRESSES for kind in kinds} <= set(theirs)


@pytest.mark.parametrize("wall", ["both walls", "row-level security alone"])
@pytest.mark.parametrize(("name", "kinds"), ADDRESSES, ids=[name for name, _kinds in ADDRESSES])
def test_another_agencys_object_is_not_there(
    name: str,
    kinds: tuple[str, ...],
    wall: str,
    theirs: dict[str, UUID],
    ubnd: cast.House,
    browser_of: Callable[[Actor], Client],
) -> None:
    if set(kinds) <= SHARED_KINDS:
        return
    url = reverse(name, kwargs=_kwargs(name, kinds, theirs) | _extra(name))
    for person in ("lan", "uyen", "son", "triet", "quan_tri"):
        client = browser_of(ubnd.actor(person))
        with without_application_filter() if wall != "both walls" else nullcontext():
            answers = {method: getattr(client, method)(url).status_code for method in ("get", "post")}
        assert set(answers.values()) <= {404, 405}, (person, answers)
        assert 404 in answers.values(), (person, answers)


def test_an_unknown_object_gets_the_same_answer(ubnd: cast.House, browser_of: Callable[[Actor], Client]) -> None:
    client = browser_of(ubnd.actor("lan"))
    unknown = client.get(f"/den/{uuid7()}")
    assert unknown.status_code == 404
