"""Where the database is, from one URL. Doors: database_settings, conninfo, conninfo_of, LINE.

A URL may name several servers (``postgresql://user:word@db1,db2:5432/name``): the programs then work with the one that takes
writes, and find the other by themselves after it was promoted. Whatever libpq understands may stand behind the question mark.
"""

from collections.abc import Mapping
from typing import Any

from psycopg import pq
from psycopg.conninfo import conninfo_to_dict, make_conninfo

# A server that vanished without a word (power, network) is given up after some 25 seconds, one that does not take the call after 3.
LINE: Mapping[str, str] = {
    "connect_timeout": "3",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "20000",
}
DJANGO_NAMES = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}


def database_settings(url: str, **options: object) -> dict[str, Any]:
    """Return Django's settings of the database. ``options`` are psycopg's and Django's own, beside those of the URL."""
    known = _known(url)
    places = {django: known.pop(name, "") for name, django in DJANGO_NAMES.items()}
    return {"ENGINE": "django.db.backends.postgresql", **places, "CONN_MAX_AGE": 0, "OPTIONS": {**known, **options}}


def conninfo(url: str) -> str:
    """Return the way of a URL, with what is ours where it says nothing."""
    return make_conninfo("", **_known(url))


def conninfo_of(settings: Mapping[str, Any], **more: str) -> str:
    """Return the way of Django's settings for connections that are not Django's."""
    place = {name: settings[django] for name, django in DJANGO_NAMES.items()}
    options = {name: value for name, value in settings.get("OPTIONS", {}).items() if name in _names()}
    return make_conninfo("", **{name: value for name, value in {**place, **options, **more}.items() if value})


def _known(url: str) -> dict[str, str]:
    known = {**LINE, **{name: str(value) for name, value in conninfo_to_dict(url).items()}}
    if "," in known.get("host", ""):
        known.setdefault("target_session_attrs", "read-write")
    return known


def _names() -> frozenset[str]:
    return frozenset(one.keyword.decode() for one in pq.Conninfo.get_defaults())
