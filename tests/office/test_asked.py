"""Statements that are put together once say and do what Django's own would."""

from datetime import datetime

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from tests.cast import House

from kit.asked import Asked, add, add_all, add_new, among, change, together
from kit.tenancy import acting_for
from office.audit.models import Event
from office.documents.actions import create
from office.documents.facts import Flow, Origin
from office.documents.models import Document, OwedStatus
from office.organisation.models import Post

_posts = Asked(
    lambda agency: Post.objects.filter(agency_id=agency).select_related("person", "agency", "unit").order_by("id"),
    "agency",
)
_titles = Asked(lambda pks: Post.objects.filter(among("pk", pks)).order_by("id").values_list("id", "title"), "pks")
_documents = Asked(lambda ref: Document.objects.select_for_update(of=("self",)).filter(ref=ref), "ref")


def document(house: House, **facts: object) -> Document:
    wanted = {"direction": Flow.INCOMING, "origin": Origin.AXIS, "subject": "Về việc", "issuer_name": "Xã", **facts}
    return create(agency_id=house.agency.pk, **wanted)  # type: ignore[arg-type]


def test_a_question_is_answered_as_the_queryset_answers_it(in_ubnd: House) -> None:
    agency = in_ubnd.agency.pk
    usual = list(Post.objects.filter(agency_id=agency).select_related("person", "agency", "unit").order_by("id"))
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            found = _posts.all(agency=agency)
            people = [(one.pk, one.title, one.roles, one.person.full_name, one.agency.code) for one in found]
        assert len(queries) == 1
        assert people == [(one.pk, one.title, one.roles, one.person.full_name, one.agency.code) for one in usual]
        assert [one.unit for one in found] == [one.unit for one in usual]
    assert _posts.all(agency=0) == []
    assert _posts.first(agency=0) is None


def test_values_and_lists(in_ubnd: House) -> None:
    posts = list(Post.objects.order_by("id"))

    assert _titles.rows(pks=[posts[0].pk, posts[2].pk]) == [(one.pk, one.title) for one in (posts[0], posts[2])]
    assert _titles.rows(pks=[]) == []


@pytest.mark.django_db(transaction=True)
def test_a_lock_needs_a_transaction() -> None:
    with transaction.atomic():
        assert _documents.first(ref="0193a5c8-0000-7000-8000-000000000001") is None
    with pytest.raises(transaction.TransactionManagementError):
        _documents.first(ref="0193a5c8-0000-7000-8000-000000000001")


def test_row_security_holds(vpcp: House, ubnd: House) -> None:
    with acting_for(ubnd.agency.pk):
        mine = document(ubnd)
        assert _documents.first(ref=mine.ref) == mine
    with acting_for(vpcp.agency.pk):
        assert _documents.first(ref=mine.ref) is None
        with pytest.raises(DatabaseError), transaction.atomic():
            change(mine, "subject")
        with pytest.raises(DatabaseError), transaction.atomic():
            document(ubnd)


def test_a_row_that_is_added_is_as_django_would_save_it(in_ubnd: House, monday: datetime) -> None:
    facts = {
        "agency_id": in_ubnd.agency.pk,
        "direction": "incoming",
        "origin": "axis",
        "subject": "Một",
        "issuer_name": "Xã",
    }
    ours = add(Document(**facts, recipients=["Như trên", "Lưu: VT"], urgency=2, due_on=monday.date()))
    theirs = Document.objects.create(**facts, recipients=["Như trên", "Lưu: VT"], urgency=2, due_on=monday.date())

    apart = {"id", "ref", "created_at", "_state"}
    read = Document.objects.get(pk=ours.pk)
    assert {k: v for k, v in vars(read).items() if k not in apart} == {
        k: v for k, v in vars(Document.objects.get(pk=theirs.pk)).items() if k not in apart
    }
    assert (read.ref, read.created_at) == (ours.ref, ours.created_at)
    assert not ours._state.adding
    assert theirs.pk > ours.pk


def test_several_rows_get_their_keys_in_order(in_ubnd: House, monday: datetime) -> None:
    rows = [Event(agency_id=in_ubnd.agency.pk, at=monday, kind="x", payload=str(n)) for n in range(3)]
    add_all(rows)

    assert [Event.objects.get(pk=one.pk).payload for one in rows] == ["0", "1", "2"]
    add_all([])


def test_a_second_row_with_the_same_key_is_not_added(in_ubnd: House, monday: datetime) -> None:
    about = document(in_ubnd)

    def owed() -> OwedStatus:
        return OwedStatus(agency_id=in_ubnd.agency.pk, document=about, code="01", at=monday)

    assert add_new(owed())
    assert not add_new(owed())
    assert about.owed_statuses.count() == 1


def test_a_change_writes_what_is_named(in_ubnd: House) -> None:
    row = document(in_ubnd)
    row.subject, row.place = "Đã đổi", "Chưa"
    change(row, "subject")

    row.refresh_from_db()
    assert (row.subject, row.place) == ("Đã đổi", "")
    row.pk = 0
    with pytest.raises(DatabaseError):
        change(row, "subject")


def test_together_makes_no_savepoint(in_ubnd: House) -> None:
    @together
    def write() -> Document:
        return document(in_ubnd)

    with CaptureQueriesContext(connection) as queries:
        write()
    assert [one["sql"].split()[0] for one in queries] == ["INSERT"]
