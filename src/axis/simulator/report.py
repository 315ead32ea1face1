"""What a system did with the packets of its trial, check by check. Doors: Line, Seen, report, totals."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from axis.delivery.models import Delivery
from axis.delivery.states import State
from axis.simulator.actions.begin import AGENCY
from axis.simulator.actions.go_on import document_sent
from axis.simulator.cases import BY_CODE, CASES, Case, Expect, Kind
from axis.simulator.models import Trial, TrialPacket
from axis.tracking.models import Transfer


class Seen(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    WAITING = "waiting"


@dataclass(frozen=True)
class Line:
    """One check: its code (case and place in it), what is tried, what is waited for, and what was seen when."""

    code: str
    title: str
    text: str
    seen: Seen
    at: datetime | None = None
    detail: str = ""


@dataclass(frozen=True)
class _Facts:
    """Everything there is to see: packets by case, deliveries by transfer, statuses as (document, code, when)."""

    packets: dict[str, TrialPacket]
    deliveries: dict[object, Delivery]
    statuses: Sequence[tuple[str, str, datetime]]
    sent: Transfer | None

    def delivery(self, case: Case) -> Delivery | None:
        packet = self.packets.get(case.code)
        return self.deliveries.get(packet.transfer_ref) if packet else None

    def heard(self, case: Case, codes: Sequence[str]) -> list[tuple[str, datetime]]:
        """Return the statuses of these codes about the case's document. A recall may be answered before its original came."""
        packet, about = self.packets.get(case.code), self.packets.get(case.about)
        if packet is None:
            return []
        document = (about or packet).document_id
        return [(code, at) for name, code, at in self.statuses if name == document and code in codes]


def report(trial: Trial) -> list[Line]:
    """Return the lines of a trial in the order of the table. Four queries."""
    packets = {one.case: one for one in trial.packets.all()}
    rows = Delivery.objects.filter(transfer__ref__in=[one.transfer_ref for one in packets.values()])
    statuses = Transfer.objects.filter(
        kind=Transfer.Kind.STATUS,
        sender_id=trial.agency_id,
        accepted_at__gte=trial.begun_at,
        deliveries__receiver__code=AGENCY.code,
    )
    facts = _Facts(
        packets,
        {one.transfer.ref: one for one in rows.select_related("transfer")},
        [
            (document, code or "", at)
            for document, code, at in statuses.order_by("pk").values_list("document_id", "status_code", "accepted_at")
        ],
        document_sent(trial),
    )
    return [
        _line(f"{case.code}.{place}", case, expect, facts)
        for case in CASES
        for place, expect in enumerate(case.expects, 1)
    ]


def totals(lines: Sequence[Line]) -> dict[str, int]:
    """Return how many lines passed, failed and wait."""
    counted = Counter(line.seen for line in lines)
    return {seen.value: counted[seen] for seen in Seen}


def _line(code: str, case: Case, expect: Expect, facts: _Facts) -> Line:
    seen, at, detail = _CHECKS[expect.kind](case, expect, facts)
    if seen is Seen.WAITING and not detail and case.code not in facts.packets and case.expects[0].kind is not Kind.SENT:
        detail = f"gửi sau khi {BY_CODE[case.after].code} được lấy" if case.after else "chờ văn bản của hệ thống"
    return Line(code, case.title, expect.text, seen, at, detail)


Found = tuple[Seen, datetime | None, str]
NOT_YET: Found = (Seen.WAITING, None, "")


def _taken(case: Case, expect: Expect, facts: _Facts) -> Found:
    row, packet = facts.delivery(case), facts.packets.get(case.code)
    if row is None or packet is None:
        return NOT_YET
    if row.state == State.FAILED:
        return Seen.FAILED, row.closed_at, row.failure
    if row.state == State.TAKEN or packet.offered > 1:
        return Seen.PASSED, row.closed_at, ""
    return Seen.WAITING, row.delivered_at, "đã tải về, chưa xác nhận" if row.state == State.DELIVERED else ""


def _closed(case: Case, expect: Expect, facts: _Facts) -> Found:
    row = facts.delivery(case)
    if row is None or row.closed_at is None:
        return NOT_YET
    return Seen.PASSED, row.closed_at, row.failure


def _again(case: Case, expect: Expect, facts: _Facts) -> Found:
    row, packet = facts.delivery(case), facts.packets.get(case.code)
    if row is None or packet is None or packet.offered < 2:
        return NOT_YET
    if row.state == State.FAILED:
        return Seen.FAILED, row.closed_at, row.failure
    return (Seen.PASSED, row.closed_at, "") if row.state == State.TAKEN else NOT_YET


def _heard(case: Case, expect: Expect, facts: _Facts) -> Found:
    found = facts.heard(case, expect.statuses)
    return (Seen.PASSED, found[0][1], found[0][0]) if found else NOT_YET


def _once(case: Case, expect: Expect, facts: _Facts) -> Found:
    found = facts.heard(case, expect.statuses)
    twice = [code for code, count in Counter(code for code, _ in found).items() if count > 1]
    if twice:
        return Seen.FAILED, found[-1][1], f"gửi hai lần: {', '.join(sorted(twice))}"
    again, at, _ = _again(case, expect, facts)
    return (Seen.PASSED, at, "") if again is Seen.PASSED else NOT_YET


def _sent(case: Case, expect: Expect, facts: _Facts) -> Found:
    if facts.sent is None:
        return Seen.WAITING, None, f"nơi nhận: {AGENCY.code}"
    return Seen.PASSED, facts.sent.accepted_at, facts.sent.document_id


_CHECKS = {
    Kind.TAKEN: _taken,
    Kind.CLOSED: _closed,
    Kind.AGAIN: _again,
    Kind.HEARD: _heard,
    Kind.ONCE: _once,
    Kind.SENT: _sent,
}
