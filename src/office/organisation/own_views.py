"""A person's own views of a list: filters kept under a name. Doors: OwnView, own_views, plain_query, LISTS.

They are the person's, whatever post he acts in, and stand in his preferences. A view is the end of an address: it shows
nothing that the list does not show him anyway.
"""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from office.organisation.models import Person

KEY = "views"  # in a person's preferences: by list, name and query of each
LISTS = ("incoming", "outgoing")  # rooms whose page ``room:list`` has filters
PLACES = {"sau", "da_xem"}  # where in the list one is; no part of a view


@dataclass(frozen=True)
class OwnView:
    """``query`` is what stands behind the "?" of the list's address."""

    name: str
    query: str


def own_views(person: Person, list_name: str) -> list[OwnView]:
    """Return the person's views of one list, in the order in which they were kept."""
    return [OwnView(name, query) for name, query in person.preferences.get(KEY, {}).get(list_name, [])]


def plain_query(query: str) -> str:
    """Return the filters of an address, in a fixed order, without the place in the list."""
    pairs = [(name, value) for name, value in parse_qsl(query) if value and name not in PLACES]
    return urlencode(sorted(pairs))
