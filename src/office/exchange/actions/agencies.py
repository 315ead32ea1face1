"""Learn the agencies of the axis as addresses. Doors: learn_agencies."""

import logging

from django.db import Error as DatabaseError
from django.db import connection, transaction

from axislink.door import Axis
from axislink.errors import AxisLinkError
from kit.sort_keys import fold, sort_key
from office.organisation.models import Agency

log = logging.getLogger(__name__)


def learn_agencies(client: Axis, since: int) -> int:
    """Take over what changed in the axis' directory since a version; return the version now known.

    Agencies that work here are ours to describe and stay as they are. A line or database that is down is tried again
    at the next call.
    """
    try:
        answer = client.agencies(since)
        with transaction.atomic():
            for one in answer["agencies"]:
                _learn(one)
    except (AxisLinkError, DatabaseError) as problem:
        log.warning("directory not learnt: %s", problem)
        connection.close()
        return since
    return int(answer["version"])


def _learn(one: dict[str, object]) -> None:
    code, name = str(one["code"]), str(one["name"])
    known = Agency.objects.filter(code=code).order_by("-pk").first()
    if known is not None and known.hosted:
        return
    facts = {
        "name": name,
        "code_qcvn102": str(one.get("code_qcvn102") or ""),
        "sort_key": sort_key(name),
        "search_text": fold(f"{code} {one.get('code_qcvn102') or ''} {name}"),
        "valid_to": one.get("valid_to"),
    }
    if known is None:
        Agency.objects.create(code=code, hosted=False, **facts)
    else:
        Agency.objects.filter(pk=known.pk).update(**facts)
