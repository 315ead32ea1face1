"""Statements of the busy paths, put together once. Doors: Asked, among, add, add_all, add_new, change, run, together.

Django puts every statement together anew, which costs five to ten times what the database needs to answer it. Here the text is
made once per process and only the values differ. What a row is, what is converted and what row security hides stays the same.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, wraps
from typing import Any, Generic, ParamSpec, TypeVar

from django.db import DatabaseError, connection, connections, models, transaction
from django.db.models import F, Func, QuerySet, Value
from django.db.models.query import get_related_populators
from django.db.transaction import TransactionManagementError

M = TypeVar("M", bound=models.Model)
P = ParamSpec("P")
R = TypeVar("R")
DB = "default"
CURSOR = "_congvan_cursor"


@dataclass(frozen=True)
class _Mark:
    """Stands in a statement's values where the asker's will stand."""

    name: str


@dataclass(frozen=True)
class _Plan:
    sql: str
    params: tuple[Any, ...]
    converters: tuple[tuple[int, tuple[Any, ...], Any], ...]
    locks: bool
    model: type[models.Model] | None
    names: list[str]
    first: int
    last: int
    populators: Sequence[Any]
    annotations: tuple[tuple[str, int], ...]


class Asked(Generic[M]):
    """A question asked often. ``build`` gets an expression for each of ``names`` and returns the queryset, once.

    What is given is compared with a column: a plain value by any lookup, a list by ``among`` (``__in`` depends on its length).
    """

    def __init__(self, build: Callable[..., QuerySet[M]], *names: str) -> None:
        self._build = build
        self._names = names
        self._plan: _Plan | None = None

    def all(self, **given: Any) -> list[M]:
        """Return the rows as the queryset would, with what it selects beside them."""
        plan = self._ready()
        found: list[M] = []
        for values in self._values(plan, given):
            assert plan.model is not None
            row: Any = plan.model.from_db(DB, plan.names, values[plan.first : plan.last])
            for populator in plan.populators:
                populator.populate(values, row)
            for name, place in plan.annotations:
                setattr(row, name, values[place])
            found.append(row)
        return found

    def first(self, **given: Any) -> M | None:
        """Return the first of the rows, None without any."""
        found = self.all(**given)
        return found[0] if found else None

    def rows(self, **given: Any) -> list[tuple[Any, ...]]:
        """Return the values of a ``values_list``."""
        return [tuple(values) for values in self._values(self._ready(), given)]

    def _ready(self) -> _Plan:
        if self._plan is None:
            self._plan = _plan_of(self._build(**{name: Value(_Mark(name)) for name in self._names}))
        return self._plan

    def _values(self, plan: _Plan, given: dict[str, Any]) -> Sequence[Any]:
        if plan.locks and not connection.in_atomic_block:
            raise TransactionManagementError("select_for_update cannot be used outside of a transaction.")
        params = [given[one.name] if isinstance(one, _Mark) else one for one in plan.params]
        rows = _at_once(plan.sql, params).fetchall()
        return [_converted(row, plan.converters) for row in rows] if plan.converters else rows


def among(column: str, values: Any) -> Func:
    """Return the condition that a column has one of the values given as a list: ``filter(among("pk", pks))``."""
    return Func(
        F(column), values, template="%(expressions)s)", arg_joiner=" = ANY(", output_field=models.BooleanField()
    )


def add(row: M) -> M:
    """Insert one new row and return it, like ``save(force_insert=True)``."""
    add_all([row])
    return row


def add_all(rows: Sequence[models.Model]) -> None:
    """Insert new rows of one model in one statement."""
    if not rows:
        return
    begin, end, fields, auto = _insert_of(type(rows[0]))
    here = connections[DB]
    values = [one.get_db_prep_save(one.pre_save(row, True), here) for row in rows for one, _ in fields]
    places = f"({', '.join(place for _, place in fields)})"
    cursor = _at_once(begin + ", ".join([places] * len(rows)) + end, values)
    found = cursor.fetchall() if auto is not None else []
    for row, keys in zip(rows, found, strict=False):
        setattr(row, auto or "pk", keys[0])
    for row in rows:
        row._state.adding, row._state.db = False, DB


def add_new(row: models.Model) -> bool:
    """Insert a row unless one with the same unique key is there; return whether it was inserted."""
    begin, end, fields, auto = _insert_of(type(row))
    here = connections[DB]
    values = [one.get_db_prep_save(one.pre_save(row, True), here) for one, _ in fields]
    cursor = _at_once(f"{begin}({', '.join(place for _, place in fields)}) ON CONFLICT DO NOTHING{end}", values)
    if cursor.rowcount == 0:
        return False
    if auto is not None:
        setattr(row, auto, cursor.fetchone()[0])
    row._state.adding, row._state.db = False, DB
    return True


def change(row: models.Model, *names: str) -> None:
    """Write some fields of a row, like ``save(update_fields=names)``. Raises: DatabaseError when the row is not there."""
    sql, fields = _update_of(type(row), names)
    here = connections[DB]
    values = [one.get_db_prep_save(one.pre_save(row, False), here) for one in fields]
    if _at_once(sql, [*values, row.pk]).rowcount != 1:
        raise DatabaseError(f"{type(row).__name__} {row.pk} is not there to be changed")


def run(sql: str, params: Sequence[Any]) -> Any:
    """Run one statement and return psycopg's cursor with what it found. Raises: what Django's own cursor raises.

    Django's wrappers around a cursor cost a third of a small statement; where somebody counts or logs statements they are used.
    """
    here: Any = connections[DB]
    if here.execute_wrappers or here.queries_logged:
        wrapped = here.cursor()
        wrapped.execute(sql, params)
        return wrapped
    here.ensure_connection()
    here.validate_no_broken_transaction()
    with here.wrap_database_errors:
        return here.connection.cursor().execute(sql, params)


def _at_once(sql: str, params: Sequence[Any]) -> Any:
    """Like ``run``, for who takes what was found before anything else is asked: one cursor of the connection serves them all.

    To make one costs nearly as much as to ask a small question.
    """
    here: Any = connections[DB]
    if here.execute_wrappers or here.queries_logged:
        return run(sql, params)
    here.ensure_connection()
    here.validate_no_broken_transaction()
    with here.wrap_database_errors:
        line = here.connection
        cursor = getattr(line, CURSOR, None)
        if cursor is None:
            cursor = line.cursor()
            setattr(line, CURSOR, cursor)
        return cursor.execute(sql, params)


def together(function: Callable[P, R]) -> Callable[P, R]:
    """Run in the caller's transaction, or in one of its own; never in a savepoint. For what refuses before it writes."""

    @wraps(function)
    def run(*args: P.args, **named: P.kwargs) -> R:
        if connection.in_atomic_block:
            return function(*args, **named)
        with transaction.atomic():
            return function(*args, **named)

    return run


def _plan_of(rows: QuerySet[Any]) -> _Plan:
    compiler = rows.query.chain().get_compiler(DB)
    sql, params = compiler.as_sql()
    select, about = compiler.select, compiler.klass_info
    columns = [one[0] for one in select]
    converters = tuple(
        (place, tuple(functions), expression)
        for place, (functions, expression) in compiler.get_converters(columns).items()
    )
    locks = bool(rows.query.select_for_update)
    if about is None:  # a values_list
        return _Plan(sql, tuple(params), converters, locks, None, [], 0, 0, (), ())
    first, last = about["select_fields"][0], about["select_fields"][-1] + 1
    names = [one[0].target.attname for one in select[first:last]]
    populators = get_related_populators(about, select, DB)  # type: ignore[call-arg] # the stubs are ahead of us
    annotations = tuple(compiler.annotation_col_map.items())
    return _Plan(sql, tuple(params), converters, locks, about["model"], names, first, last, populators, annotations)


def _converted(row: Sequence[Any], converters: Sequence[tuple[int, tuple[Any, ...], Any]]) -> list[Any]:
    values = list(row)
    for place, functions, expression in converters:
        for function in functions:
            values[place] = function(values[place], expression, connection)
    return values


Placed = tuple[tuple[Any, str], ...]  # fields and what stands for each in the statement


@cache
def _insert_of(model: type[models.Model]) -> tuple[str, str, Placed, str | None]:
    """Return the statement before and after its rows, the fields with their places, and the key that the database gives."""
    meta, here = model._meta, connections[DB]
    key = meta.pk
    assert key is not None
    given = isinstance(key, models.AutoField)
    fields = [one for one in meta.concrete_fields if not (given and one is key)]
    quote = here.ops.quote_name
    names = ", ".join(quote(str(one.column)) for one in fields)
    begin = f"INSERT INTO {quote(meta.db_table)} ({names}) VALUES "  # noqa: S608 - names of our own tables
    end = f" RETURNING {quote(str(key.column))}" if given else ""
    return begin, end, tuple((one, _place(one)) for one in fields), key.attname if given else None


@cache
def _update_of(model: type[models.Model], names: tuple[str, ...]) -> tuple[str, tuple[Any, ...]]:
    meta, quote = model._meta, connections[DB].ops.quote_name
    fields: list[Any] = [meta.get_field(name) for name in names]
    changes = ", ".join(f"{quote(one.column)} = {_place(one)}" for one in fields)
    assert meta.pk is not None
    return f"UPDATE {quote(meta.db_table)} SET {changes} WHERE {quote(str(meta.pk.column))} = %s", tuple(fields)  # noqa: S608


def _place(field: Any) -> str:
    """Return the placeholder of a field; an array says its type."""
    return str(field.get_placeholder(None, None, connections[DB])) if hasattr(field, "get_placeholder") else "%s"
