"""How the links to the axes above stand, for the operator. Doors: link_facts."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Min, Q

from axis.delivery.models import Onward, Untold
from axis.directory.models import Agency
from axis.peering.models import Announced, Forward, Upstream
from axis.peering.states import Phase
from kit.clock import iso

REFUSALS_SHOWN = 50


def link_facts(now: datetime) -> list[dict[str, Any]]:
    """Return for each link its state (up, down, new, paused), what waits in each direction, and which agencies were refused.

    ``oldest_s``: how long the oldest packet has waited to go up, in seconds; None when none waits.
    """
    rows = []
    for one in Upstream.objects.select_related("system").order_by("system__system_id"):
        queue = Forward.objects.filter(upstream=one).aggregate(
            queued=Count("pk", filter=Q(phase=Phase.QUEUED)),
            refused=Count("pk", filter=Q(phase__in=[Phase.REFUSED, Phase.DEAD])),
            oldest=Min("queued_at", filter=Q(phase=Phase.QUEUED)),
        )
        refused = Announced.objects.filter(upstream=one).exclude(code="").select_related("agency")[:REFUSALS_SHOWN]
        rows.append(
            {
                "name": one.system.system_id,
                "title": one.system.name,
                "url": one.url,
                "state": _state(one),
                "heard_at": iso(one.heard_at) if one.heard_at else None,
                "down_since": iso(one.down_since) if one.down_since else None,
                "problem": one.problem,
                "queued": queue["queued"] + Onward.objects.filter(system_id=one.pk).count(),
                "refused": queue["refused"],
                "oldest_s": int((now - queue["oldest"]).total_seconds()) if queue["oldest"] else None,
                "untold": Untold.objects.filter(system_id=one.pk).count(),
                "beyond": Agency.objects.filter(system_id=one.pk).count(),
                "announcements_refused": [
                    {"agency": row.agency.code, "code": row.code, "sentence": row.sentence} for row in refused
                ],
            }
        )
    return rows


def _state(one: Upstream) -> str:
    if one.paused:
        return "paused"
    if one.down_since is not None:
        return "down"
    return "up" if one.heard_at is not None else "new"
