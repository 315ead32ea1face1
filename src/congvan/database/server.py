"""A PostgreSQL server on which we may make databases and roles. Doors: Server.

Works against our own cluster and against a server the operator names. Roles are ordinary: no superuser,
no way around row-level security. Passwords are made here and kept 0600 beside the data.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from congvan.database.errors import DatabaseOfAnother, NameRefused, ServerRefused, ServerTooSmall
from congvan.database.folder import ADMIN, password_of

EXTENSIONS = ("unaccent", "pg_trgm", "btree_gin", "btree_gist")
CONNECT_S = 10
_FREE = """
select current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int - count(*)
from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()
"""
_NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")


def server_url(role: str, password: str, host: str, port: object, database: str) -> str:
    """Return the URL of a database; ``host`` is a name, an address or the folder of a socket."""
    return f"postgresql://{role}:{password}@{quote(host, safe=':,[]')}:{port}/{database}"


class Server:
    """One server, seen by its administrator."""

    def __init__(self, admin_url: str, secrets: Path) -> None:
        self._admin_url = admin_url
        self._secrets = secrets

    @property
    def admin_url(self) -> str:
        return self._admin_url

    def check(self) -> None:
        """Return when the server answers its administrator. Raises: ServerRefused."""
        with self._connected():
            pass

    def need(self, connections: int) -> None:
        """Return when so many more programs may connect. Raises: ServerTooSmall, ServerRefused."""
        with self._connected() as connection:
            row = connection.execute(_FREE).fetchone()
        free = int(row[0]) if row else 0
        if free < connections:
            raise ServerTooSmall(free=max(free, 0), needed=connections)

    @contextmanager
    def _connected(self, dbname: str | None = None) -> Iterator[psycopg.Connection]:
        """Open the administrator's connection. Raises: ServerRefused, also for what is refused in the block."""
        try:
            with psycopg.connect(
                self.admin_url, autocommit=True, connect_timeout=CONNECT_S, dbname=dbname
            ) as connection:
                yield connection
        except psycopg.Error as error:
            raise ServerRefused(reason=" ".join(str(error).split())) from error

    def url(self, database: str, role: str) -> str:
        """Return the URL with which ``role`` opens ``database``; psycopg and Django both read it."""
        _check(database, role)
        known = conninfo_to_dict(self.admin_url)
        host, port = str(known.get("host") or "127.0.0.1"), known.get("port") or 5432
        return server_url(role, password_of(self._secrets, role), host, port, database)

    def ensure_database(self, name: str, role: str, *, may_create_databases: bool = False) -> str:
        """Make role, database and extensions where they are missing; return the URL.

        ``may_create_databases`` is for tests: Django makes its test databases itself.
        Raises: NameRefused, ServerRefused, DatabaseOfAnother (a new password would shut out the programs that use it).
        """
        _check(name, role)
        with self._connected() as connection:
            # Two starts at the same time would both find nothing and both create.
            connection.execute("select pg_advisory_lock(hashtext('congvan.ensure_database'))")
            if not (self._secrets / role).exists():
                self._refuse_taken(connection, name, role)
            self._ensure_role(connection, role, may_create_databases)
            found = connection.execute("select 1 from pg_database where datname = %s", [name]).fetchone()
            if found is None:
                connection.execute(
                    sql.SQL("CREATE DATABASE {} OWNER {} ENCODING 'UTF8' TEMPLATE template0").format(
                        sql.Identifier(name), sql.Identifier(role)
                    )
                )
            connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(name)))
        self.ensure_extensions(name)
        return self.url(name, role)

    def ensure_extensions(self, database: str) -> None:
        """Create the extensions our SQL needs in ``database``."""
        with self._connected(database) as connection:
            for extension in EXTENSIONS:
                connection.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)))

    def drop_role(self, role: str) -> None:
        """Take a role off the server with every database it owns, whoever is connected to them."""
        with self._connected() as connection:
            owned = "select datname from pg_database where pg_get_userbyid(datdba) = %s"
            for (name,) in connection.execute(owned, [role]).fetchall():
                connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
            connection.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(role)))
        (self._secrets / role).unlink(missing_ok=True)

    def drop_all(self) -> None:
        """Take everything off the server that this folder put there; what others have stays."""
        for place in sorted(self._secrets.iterdir()):
            if place.name != ADMIN and _NAME.fullmatch(place.name):
                self.drop_role(place.name)

    def drop_own(self) -> None:
        """Take off the server what this folder put there, and nothing when some of it cannot be shown to be this folder's.

        Raises: DatabaseOfAnother for a role that does not open with the password kept here.
        """
        kept = [place.name for place in sorted(self._secrets.glob("*")) if place.name != ADMIN]
        with self._connected() as connection:
            known = "select rolname from pg_roles where rolname = any(%s)"
            roles = [str(name) for (name,) in connection.execute(known, [kept]).fetchall()]
        for role in roles:
            if not self._opens(role):
                raise DatabaseOfAnother(name=role, folder=str(self._secrets.parent))
        for role in roles:
            self.drop_role(role)

    def _opens(self, role: str) -> bool:
        """Return whether the kept password opens the role; a server that asks for none proves nothing."""
        password = password_of(self._secrets, role)
        asked = "scram-sha-256,md5,password"
        try:
            psycopg.connect(
                self.admin_url, user=role, password=password, require_auth=asked, connect_timeout=CONNECT_S
            ).close()
        except psycopg.OperationalError:
            return False
        return True

    def _refuse_taken(self, connection: psycopg.Connection, name: str, role: str) -> None:
        for taken, question in (
            (name, "select 1 from pg_database where datname = %s"),
            (role, "select 1 from pg_roles where rolname = %s"),
        ):
            if connection.execute(question, [taken]).fetchone():
                raise DatabaseOfAnother(name=taken, folder=str(self._secrets.parent))

    def _ensure_role(self, connection: psycopg.Connection, role: str, may_create_databases: bool) -> None:
        found = connection.execute("select 1 from pg_roles where rolname = %s", [role]).fetchone()
        connection.execute(
            sql.SQL("{} ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE {} PASSWORD {}").format(
                sql.SQL("CREATE" if found is None else "ALTER"),
                sql.Identifier(role),
                sql.SQL("CREATEDB" if may_create_databases else "NOCREATEDB"),
                sql.Literal(password_of(self._secrets, role)),
            )
        )
        # From PostgreSQL 16 on an administrator who is no superuser must be a member to give a database away.
        connection.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(sql.Identifier(role)))


def _check(*names: str) -> None:
    """Raises: NameRefused."""
    for name in names:
        if not _NAME.fullmatch(name):
            raise NameRefused(name=name)
