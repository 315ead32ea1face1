"""Every address of the office with its room."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

ROOMS = (
    "organisation",
    "files",
    "registers",
    "documents",
    "signing",
    "handling",
    "incoming",
    "outgoing",
    "exchange",
    "shell",
)


def _all(resolver: Any, room: str) -> Iterator[tuple[str, URLPattern]]:
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from _all(one, one.app_name or room)
        else:
            yield room, one


def office_addresses() -> list[tuple[str, URLPattern]]:
    """Return (room, pattern) of every address of our rooms, in the order of room and name."""
    found = ((room, one) for room, one in _all(get_resolver(), "") if room in ROOMS)
    return sorted(found, key=lambda pair: (pair[0], pair[1].name or ""))
