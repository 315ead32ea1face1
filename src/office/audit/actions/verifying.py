"""Check that an agency's events are what they were when they were sealed. Doors: verify_chain, Checked, Problem.

Answers with the first event that was changed, is missing, or was put in. Events that wait for the sealer are counted,
not judged. What nobody sealed elsewhere cannot be proved: who cuts both the last events and their heads leaves a
shorter but sound chain, which is why heads are also handed out with every check.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from django.db import connection

from kit.tenancy import acting_for
from office.audit.chain import ONE_SEALER, START, Link, head_text, link_hash
from office.audit.keyring import SealKeys, open_keys
from office.audit.models import Event, SealedHead

CHUNK = 2000


class Damage(StrEnum):
    CHANGED = "changed"
    MISSING = "missing"
    INSERTED = "inserted"
    HEAD = "head"


SENTENCES = {
    Damage.CHANGED: "Sự kiện số {seq} đã bị sửa sau khi ghi.",
    Damage.MISSING: "Thiếu sự kiện số {seq}.",
    Damage.INSERTED: "Sự kiện mang số {seq} được chèn vào sau khi niêm phong.",
    Damage.HEAD: "Dấu niêm phong ở sự kiện số {seq} không đúng hoặc bị sửa.",
}
SENTENCES_EN = {
    Damage.CHANGED: "Event {seq} was changed after it was recorded.",
    Damage.MISSING: "Event {seq} is missing.",
    Damage.INSERTED: "An event with number {seq} was put in after sealing.",
    Damage.HEAD: "The seal at event {seq} is wrong or was changed.",
}


@dataclass(frozen=True)
class Problem:
    """The first damage of a chain; ``ref`` is the event's, empty when it is missing."""

    damage: Damage
    seq: int
    ref: str = ""

    def text(self, lang: str = "vi") -> str:
        return (SENTENCES_EN if lang == "en" else SENTENCES)[self.damage].format(seq=self.seq)


@dataclass(frozen=True)
class Checked:
    """What was checked: sealed and waiting events, the head's hash, and the first problem if any."""

    agency_id: int
    sealed: int
    waiting: int
    head: str
    problem: Problem | None


def _links(agency_id: int) -> Iterator[tuple[Link, str]]:
    rows = Event.objects.filter(agency_id=agency_id, seq__isnull=False).order_by("seq", "id")
    for row in rows.values_list(*Link._fields, "hash").iterator(CHUNK):
        yield Link(*row[:-1]), row[-1]


def _heads(agency_id: int) -> dict[int, SealedHead]:
    return {head.seq: head for head in SealedHead.objects.filter(agency_id=agency_id)}


def _first_problem(agency_id: int, keys: SealKeys) -> tuple[Problem | None, int, str]:
    heads = _heads(agency_id)
    last = max(heads, default=0)
    before, seq = START, 0
    for link, stored in _links(agency_id):
        if link.seq <= seq or link.seq > last:
            return Problem(Damage.INSERTED, link.seq, str(link.ref)), seq, before
        if link.seq != seq + 1:
            return Problem(Damage.MISSING, seq + 1), seq, before
        if link_hash(before, link) != stored:
            return Problem(Damage.CHANGED, link.seq, str(link.ref)), seq, before
        before, seq = stored, link.seq
        head = heads.get(seq)
        if head is None:
            continue
        if head.hash != stored:
            return Problem(Damage.CHANGED, seq, str(link.ref)), seq, before
        if not keys.holds(head.key_id, head.signature, head_text(agency_id, seq, head.hash)):
            return Problem(Damage.HEAD, seq, str(link.ref)), seq, before
    return (Problem(Damage.MISSING, seq + 1) if seq < last else None), seq, before


def verify_chain(agency_id: int, key_path: Path) -> Checked:
    """Return what the check of one agency's whole chain says; a sealer at work meanwhile does not disturb it."""
    keys = open_keys(key_path)
    with acting_for(agency_id):
        with connection.cursor() as cursor:
            # no sealer works meanwhile: heads and events are of the same moment
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_SEALER])
        problem, sealed, head = _first_problem(agency_id, keys)
        waiting = Event.objects.filter(agency_id=agency_id, seq=None).count()
    return Checked(agency_id, sealed, waiting, head, problem)
