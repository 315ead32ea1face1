"""What the operator of an axis above tells everybody, kept to be told on. Doors: keep_notices."""

from collections.abc import Sequence

from django.db import transaction

from axis.peering.models import UpperNotice, Upstream
from axislink.announcements import Announcement


@transaction.atomic
def keep_notices(*, upstream: Upstream, told: Sequence[Announcement]) -> None:
    """Replace what we hold of this axis by what it tells now. One that came from further up keeps its origin."""
    rows = {
        one.ref: UpperNotice(
            upstream=upstream,
            ref=one.ref,
            origin=one.origin or upstream.system.name,
            text=one.text,
            starts_at=one.starts_at,
            ends_at=one.ends_at,
        )
        for one in told
        if one.text.strip()
    }
    UpperNotice.objects.filter(upstream=upstream).exclude(ref__in=rows).delete()
    UpperNotice.objects.bulk_create(
        rows.values(),
        update_conflicts=True,
        unique_fields=["upstream", "ref"],
        update_fields=["origin", "text", "starts_at", "ends_at"],
    )
