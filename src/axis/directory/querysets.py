"""The directory as clients read it. Doors: changed_since."""

from typing import Any

from axis.directory.models import Agency, DirectoryVersion


def changed_since(version: int) -> dict[str, Any]:
    """Return the agencies changed after ``version`` and the version that includes them all."""
    # The version is read first: a change that commits in between is simply told again next time.
    now = DirectoryVersion.objects.values_list("value", flat=True).first() or 0
    rows = Agency.objects.filter(version__gt=version).select_related("system", "successor")
    rows = rows.prefetch_related("aliases").order_by("version", "pk")
    return {
        "version": now,
        "agencies": [
            {
                "code": row.code,
                "code_qcvn102": row.code_qcvn102,
                "aliases": [one.alias for one in row.aliases.all()],
                "name": row.name,
                "system": row.system.system_id if row.system else None,
                "valid_from": row.valid_from.isoformat(),
                "valid_to": row.valid_to.isoformat() if row.valid_to else None,
                "successor": row.successor.code if row.successor else None,
                "version": row.version,
            }
            for row in rows
        ],
    }
