"""Programs with a known fault, to see whether the simulator finds it. Doors: PLANTED."""

from typing import Any

from tests.simulation.axis import Axis, Request, Row, Shown
from tests.simulation.engine import Program, Reply
from tests.simulation.office import Office

from axislink.protocol.acceptance import Submission, Verdict
from axislink.protocol.receiver import Delivery, Event, Listed, Receiver, Stored


class ForgetfulAxis(Axis):
    """Remembers only in memory what it accepted: after a restart a repeat is a second transfer."""

    def boot(self) -> None:
        super().boot()
        self.remembered: set[tuple[str, ...]] = set()

    def _verdict(self, submission: Submission) -> Verdict:
        verdict = super()._verdict(submission)
        if verdict is Verdict.REPEAT and submission.transfer_key not in self.remembered:
            verdict = Verdict.ACCEPT
        self.remembered.add(submission.transfer_key)
        return verdict


class HastyAxis(Axis):
    """Sends the receipt before its transaction is committed."""

    def _commit(self, request: Request, reply: Reply) -> Program:
        known = self.db.transfers.get(request.matter.transfer_key)
        if known is None:
            reply(("accept", f"t{self.sequence + 1}|{request.matter.sha256}"))
        yield from super()._commit(request, reply)


class CursorAxis(Axis):
    """Lists what lies behind the highest row id that the system has taken."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.cursor: dict[str, int] = {}

    def _listed(self, system: str, shown: frozenset[int]) -> list[Row]:
        behind = self.cursor.get(system, 0)
        rows = self.db.open.get(system, {})
        return [rows[number] for number in sorted(rows) if number > behind and number not in shown][: self.page + 1]

    def _close(self, row: Any, outcome: str) -> None:
        super()._close(row, outcome)
        system = row.agency[0]
        self.cursor[system] = max(self.cursor.get(system, 0), row.number)


class HastyOffice(Office):
    """Calls a delivery safe before it is in the books."""

    def _file(self, delivery: Delivery) -> Event:
        self.start(self._later(delivery))
        return Stored(delivery)

    def _later(self, delivery: Delivery) -> Program:
        yield self.engine.chance.random() * 0.02
        super()._file(delivery)


class ShortOffice(Office):
    """Looks at the first page of its inbox only: what cannot be had there hides the rest."""

    def _heard(self, deliveries: list[Delivery], shown: Shown | None) -> Listed:
        return super()._heard(deliveries, None)


class OvertakingReceiver(Receiver):
    """Passes over what cannot be fetched and takes what follows of the same document."""

    def _leave(self, delivery: Delivery) -> None:
        self.left = True


class OvertakingOffice(Office):
    receiver = OvertakingReceiver


PLANTED: dict[str, dict[str, Any]] = {
    "forgotten-duplicate": {"axis": ForgetfulAxis},
    "receipt-before-commit": {"axis": HastyAxis},
    "inbox-by-row-id": {"axis": CursorAxis},
    "acknowledged-before-filed": {"office": HastyOffice},
    "only-the-first-page": {"office": ShortOffice},
    "change-overtakes": {"office": OvertakingOffice},
}
