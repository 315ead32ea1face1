"""The directory as clients read it. Doors: changed_since, PAGE, PAGE_MAX.

A client keeps the version of the last whole reading and asks for what changed since. One act may change ten thousand
agencies under one version, so pages are cut by version and key, and every page of a reading ends at the same version:
what changes meanwhile has a later one and is told next time.
"""

import re
from typing import Any

from django.db.models import Q

from axis.directory.errors import PageMalformed
from axis.directory.models import Agency, DirectoryVersion

PAGE = 2000
PAGE_MAX = 10_000
_TOKEN = re.compile(r"(\d{1,18})\.(\d{1,18})\.(\d{1,18})")


def changed_since(version: int, *, limit: int = PAGE, page: str | None = None) -> dict[str, Any]:
    """Return the agencies changed after ``version``, oldest change first, and the version that includes them all.

    ``next`` names the next page; None: that was all, and ``version`` may be kept. Raises: PageMalformed.
    """
    # The version is read first: a change that commits in between is simply told again next time.
    until = DirectoryVersion.objects.values_list("value", flat=True).first() or 0
    rows = Agency.objects.filter(version__gt=version)
    if page is not None:
        token = _TOKEN.fullmatch(page)
        if token is None:
            raise PageMalformed
        until, at, pk = (int(part) for part in token.groups())
        rows = rows.filter(Q(version__gt=at) | Q(version=at, pk__gt=pk), version__gte=at)
    rows = rows.filter(version__lte=until).select_related("system", "successor", "parent")
    found = list(rows.prefetch_related("aliases", "former_names", "heirs__heir").order_by("version", "pk")[: limit + 1])
    more, found = len(found) > limit, found[:limit]
    return {
        "version": until,
        "next": f"{until}.{found[-1].version}.{found[-1].pk}" if more else None,
        "agencies": [_facts(row) for row in found],
    }


def _facts(row: Agency) -> dict[str, Any]:
    names = sorted(row.former_names.all(), key=lambda one: (one.until, one.pk))
    return {
        "code": row.code,
        "code_qcvn102": row.code_qcvn102,
        "aliases": sorted(one.alias for one in row.aliases.all()),
        "name": row.name,
        "former_names": [{"name": one.name, "until": one.until.isoformat()} for one in names],
        "parent": row.parent.code if row.parent else None,
        "level": row.level or None,
        "bloc": row.bloc,
        "unit_code": row.unit_code or None,
        "system": row.system.system_id if row.system else None,
        "valid_from": row.valid_from.isoformat(),
        "valid_to": row.valid_to.isoformat() if row.valid_to else None,
        "successor": row.successor.code if row.successor else None,
        "heirs": [
            one.heir.code for one in sorted(row.heirs.all(), key=lambda one: (not one.is_default, one.heir.code))
        ],
        "version": row.version,
    }
