"""The second wall between agencies: row-level security. Doors: acting_for, set_acting, RowSecurity, check_role.

The acting agencies are a transaction-local setting, because a session setting would leak to the next
request through the connection pool. Outside a transaction, or with nothing set, no row is visible.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, connections, transaction
from django.db.migrations.operations.base import Operation
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus, TransactionStatus

from kit.asked import run
from kit.errors import UnsafeRole

SETTING = "congvan.agencies"
_VISIBLE = f"= any(string_to_array(nullif(current_setting('{SETTING}', true), ''), ',')::bigint[])"


def set_acting(agency_ids: Iterable[int]) -> None:
    """Set the agencies of the current transaction. Must be called inside one."""
    run("select set_config(%s, %s, true)", [SETTING, ",".join(str(int(one)) for one in agency_ids)])


@contextmanager
def acting_for(*agency_ids: int) -> Iterator[None]:
    """Open one transaction that sees and writes the rows of ``agency_ids`` only; inside another, what was set comes back."""
    inner = connection.in_atomic_block
    with transaction.atomic(durable=False):
        before = _acting() if inner else ""
        if inner or not _begin_acting(agency_ids):
            set_acting(agency_ids)
        yield
        if inner:  # the end of the outermost transaction forgets the setting by itself
            with connection.cursor() as cursor:
                cursor.execute("select set_config(%s, %s, true)", [SETTING, before])


def _begin_acting(agency_ids: Iterable[int]) -> bool:
    """Open the database's transaction and say for whom, both in one message; return False where that is not possible.

    Django's transaction is open already, but nothing was sent yet: psycopg begins with the first statement.
    """
    here: Any = connections["default"]
    if here.execute_wrappers or here.queries_logged:
        return False
    here.ensure_connection()
    line = here.connection.pgconn
    if here.connection.autocommit or line.transaction_status != TransactionStatus.IDLE:
        return False
    listed = ",".join(str(int(one)) for one in agency_ids)
    with here.wrap_database_errors:
        answer = line.exec_(f"BEGIN; SET LOCAL {SETTING} = '{listed}'".encode())
        if answer.status != ExecStatus.COMMAND_OK:
            raise error_from_result(answer)
    return True


def _acting() -> str:
    with connection.cursor() as cursor:
        cursor.execute("select coalesce(current_setting(%s, true), '')", [SETTING])
        return str(cursor.fetchone()[0])


class RowSecurity(Operation):
    """Migration operation: ENABLE and FORCE row-level security with the agency policy on one model's table."""

    reversible = True
    reduces_to_sql = True

    def __init__(self, model_name: str, column: str = "agency_id") -> None:
        self.model_name = model_name
        self.column = column

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Leave the model state as it is: policies are not part of it."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        table = to_state.apps.get_model(app_label, self.model_name)._meta.db_table
        rule = f"{self.column} {_VISIBLE}"
        schema_editor.execute(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
        schema_editor.execute(f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY')
        schema_editor.execute(f'CREATE POLICY acting_agencies ON "{table}" USING ({rule}) WITH CHECK ({rule})')

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        table = from_state.apps.get_model(app_label, self.model_name)._meta.db_table
        schema_editor.execute(f'DROP POLICY IF EXISTS acting_agencies ON "{table}"')
        schema_editor.execute(f'ALTER TABLE "{table}" NO FORCE ROW LEVEL SECURITY')
        schema_editor.execute(f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY')

    def describe(self) -> str:
        return f"Row-level security on {self.model_name}"

    @property
    def migration_name_fragment(self) -> str:
        return f"rls_{self.model_name.lower()}"

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return self.__class__.__name__, [self.model_name], {"column": self.column}


def check_role() -> None:
    """Refuse to run as a role that row-level security does not bind. Raises: UnsafeRole."""
    with connection.cursor() as cursor:
        cursor.execute("select rolname, rolsuper, rolbypassrls from pg_roles where rolname = current_user")
        name, superuser, bypass = cursor.fetchone()
    powers = [word for word, has in (("SUPERUSER", superuser), ("BYPASSRLS", bypass)) if has]
    if powers:
        raise UnsafeRole(role=name, powers=", ".join(powers))
