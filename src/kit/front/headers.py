"""What a view tells the front, in headers that no client sees. Doors: file_header, wait_header, events_header, Orders.

X-Front-File: <absolute path, percent-encoded>     stream this file (ranges and all)
X-Front-Wait: <topic>[,<topic>...];<seconds>       nothing yet: ask again at a wake or when the time is over
X-Front-Events: <topic>[,<topic>...][;<seconds>]   turn this request into an event stream, beginning so long ago
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote

FILE, WAIT, EVENTS = "x-front-file", "x-front-wait", "x-front-events"
NAMES = frozenset({FILE, WAIT, EVENTS})


def file_header(path: Path) -> tuple[str, str]:
    """Return the header that has ``path`` streamed. Headers are Latin-1, folders are Vietnamese: hence the quotes."""
    return "X-Front-File", quote(str(path))


def wait_header(topics: Iterable[str], seconds: float) -> tuple[str, str]:
    """Return the header that parks the request; the answer it is on is sent when nothing comes in time."""
    return "X-Front-Wait", f"{_topics(topics)};{seconds:g}"


def events_header(topics: Iterable[str], age_s: float = 0.0) -> tuple[str, str]:
    """Return the header that makes an event stream of ``topics``; it begins with what was woken in the last ``age_s``."""
    return "X-Front-Events", f"{_topics(topics)};{age_s:g}" if age_s else _topics(topics)


def _topics(topics: Iterable[str]) -> str:
    return ",".join(quote(topic, safe="/:.-_ ") for topic in topics)


@dataclass(frozen=True)
class Orders:
    """What an answer's headers ask of the front."""

    file: Path | None = None
    wait_topics: tuple[str, ...] = ()
    wait_s: float = 0.0
    events: tuple[str, ...] = ()
    events_age_s: float = 0.0

    @classmethod
    def read(cls, headers: Iterable[tuple[str, str]]) -> "Orders":
        found = {name.lower(): value for name, value in headers if name.lower() in NAMES}
        topics, _, seconds = found.get(WAIT, "").rpartition(";")
        events, _, age = found.get(EVENTS, "").partition(";")
        return cls(
            file=Path(unquote(found[FILE])) if FILE in found else None,
            wait_topics=_split(topics),
            wait_s=float(seconds) if topics else 0.0,
            events=_split(events),
            events_age_s=float(age or 0),
        )


def _split(text: str) -> tuple[str, ...]:
    return tuple(unquote(part.strip()) for part in text.split(",") if part.strip())
