"""The second wall stands on every table, and the program's role cannot climb over it."""

import pytest
from django.apps import apps
from django.db import ProgrammingError, connection
from tests import cast
from tests.factories.documents import DocumentFactory

from kit.errors import UnsafeRole
from kit.rows import without_application_filter
from kit.tenancy import acting_for, check_role, set_acting
from office.documents.models import Document

# the directory: needed before an agency is chosen, so not behind the wall
DIRECTORY = {"Unit", "Post", "SigningAuthority", "Delegation"}
TENANT_TABLES = sorted(
    model._meta.db_table
    for model in apps.get_models()
    if model.__name__ not in DIRECTORY and "agency_id" in {field.attname for field in model._meta.concrete_fields}
)


def rows(sql: str, *values: object) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def test_there_are_tenant_tables() -> None:
    assert len(TENANT_TABLES) > 20


@pytest.mark.parametrize("table", TENANT_TABLES)
def test_the_table_has_the_policy_and_forces_it(db: None, table: str) -> None:
    assert rows("select relrowsecurity, relforcerowsecurity from pg_class where oid = %s::regclass", table) == [
        (True, True)
    ]
    policies = rows(
        "select polname, polcmd::text, polwithcheck is not null from pg_policy where polrelid = %s::regclass", table
    )
    assert policies == [("acting_agencies", "*", True)]


def test_partitions_cannot_be_read_around_the_wall(db: None) -> None:
    open_parts = rows(
        "select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid "
        "where not (c.relrowsecurity and c.relforcerowsecurity) and c.relkind in ('r', 'p')"
    )

    assert open_parts == []


def test_the_programs_role_is_an_ordinary_one(db: None) -> None:
    check_role()

    assert rows("select rolsuper or rolbypassrls from pg_roles where rolname = current_user") == [(False,)]


def test_a_powerful_role_would_be_refused() -> None:
    assert UnsafeRole(role="postgres", powers="SUPERUSER").http_status == 500


def test_nothing_is_seen_without_an_acting_agency(in_ubnd: cast.House) -> None:
    DocumentFactory(agency=in_ubnd.agency)
    set_acting([])

    assert rows("select count(*) from office_documents_document") == [(0,)]


def test_without_the_applications_filter_the_wall_alone_holds(vpcp: cast.House, ubnd: cast.House) -> None:
    with acting_for(vpcp.agency.pk):
        DocumentFactory(agency=vpcp.agency)
    with acting_for(ubnd.agency.pk), without_application_filter():
        own = DocumentFactory(agency=ubnd.agency)

        assert list(Document.objects.of(vpcp.agency.pk)) == [own]
        assert list(Document.objects.all()) == [own]


def test_a_row_cannot_be_written_for_another_agency(vpcp: cast.House, ubnd: cast.House) -> None:
    with pytest.raises(ProgrammingError, match="row-level security"), acting_for(ubnd.agency.pk):
        DocumentFactory(agency=vpcp.agency)
