"""The measures in the text format that Prometheus reads (version 0.0.4). Doors: CONTENT_TYPE, metrics."""

from collections.abc import Iterable, Iterator

from axis.oversight.measures import Measures

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
Sample = tuple[str, float | None]  # labels as written, value


def metrics(found: Measures) -> str:
    """Return every measure as a gauge; one without a value is left out."""
    half, most = found.taken_s
    parts: list[str] = []
    for name, meaning, samples in (
        ("deliveries_open", "Deliveries not taken yet", [("", found.open)]),
        ("deliveries_dead", "Deliveries not taken within 72 hours", [("", found.dead)]),
        ("deliveries_failed", "Deliveries that their receivers could not use", [("", found.failed)]),
        ("packets_accepted_5m", "Packets accepted within five minutes", [("", found.accepted)]),
        ("deliveries_taken_5m", "Deliveries taken within five minutes", [("", found.taken)]),
        (
            "taken_seconds_5m",
            "Seconds from offered to taken, of five minutes",
            [('quantile="0.5"', half), ('quantile="0.99"', most)],
        ),
        ("packets_refused_1h", "Packets refused within an hour", [("", found.refused)]),
        ("evidence_unlogged_seconds", "How long the oldest fact waits for the log", [("", found.unlogged_s)]),
        ("evidence_head_size", "Entries under the newest signed head", [("", found.head_size)]),
        ("evidence_heads_unstamped", "Heads without a time stamp", [("", found.unstamped)]),
        ("disk_free_ratio", "Free share of the disk that holds the packets", [("", found.free_share)]),
        ("worker_silent_seconds", "Seconds since the worker last said that it works", [("", found.worker_s)]),
        (
            "system_open",
            "Deliveries in the inbox of a system",
            [(_of(one.system_id), one.open) for one in found.systems],
        ),
        (
            "system_oldest_seconds",
            "How long the oldest of them waits",
            [(_of(one.system_id), _age(found, one.oldest)) for one in found.systems],
        ),
        (
            "system_silent_seconds",
            "Seconds since the system last asked for its inbox",
            [(_of(one.system_id), _age(found, one.seen)) for one in found.systems],
        ),
        (
            "system_waiting_bytes",
            "Bytes of the system's packets that wait for receivers",
            [(_of(one.system_id), one.waiting_bytes) for one in found.systems],
        ),
    ):
        parts += _gauge(name, meaning, samples)
    return "".join(parts)


def _gauge(name: str, meaning: str, samples: Iterable[Sample]) -> Iterator[str]:
    yield f"# HELP congvan_axis_{name} {meaning}.\n# TYPE congvan_axis_{name} gauge\n"
    for labels, value in samples:
        if value is not None:
            yield f"congvan_axis_{name}{'{' + labels + '}' if labels else ''} {value:g}\n"


def _of(system_id: str) -> str:
    clean = system_id.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
    return f'system="{clean}"'


def _age(found: Measures, at: object) -> float | None:
    return (found.at - at).total_seconds() if at is not None else None  # type: ignore[operator, no-any-return]
