"""Several counts in one question to the database. Doors: count_together."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection


def count_together(rows: Mapping[str, Any]) -> dict[str, int]:
    """Return how many rows each queryset has; one round trip whatever their number."""
    parts: list[str] = []
    values: list[Any] = []
    names: list[str] = []
    for name, queryset in rows.items():
        bare = queryset if queryset.query.is_sliced else queryset.order_by()
        try:
            sql, params = bare.values("pk").query.sql_with_params()
        except EmptyResultSet:
            continue
        parts.append(f"(SELECT count(*) FROM ({sql}) AS counted)")  # noqa: S608 - SQL that Django made
        values.extend(params)
        names.append(name)
    counts = dict.fromkeys(rows, 0)
    if parts:
        with connection.cursor() as cursor:
            cursor.execute("SELECT " + ", ".join(parts), values)
            counts.update(zip(names, cursor.fetchone(), strict=True))
    return counts
