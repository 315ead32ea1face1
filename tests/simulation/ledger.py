"""What must hold in every history, written down outside the programs. Doors: Ledger, Entry, Violation.

Some of it is asked at once (a receipt without a commit, a second entry, a change before its document); the rest when everything has
come to rest.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

from axislink.protocol.sender import Phase


class Violation(Exception):
    """Something is lost, doubled, falsely receipted or out of order."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What an office wrote into its books for one delivery."""

    delivery_id: str
    sha256: str
    document_id: str
    sender: str
    receiver: str
    operation: str


class Ledger:
    """Knows what was to be sent, before it was sent. ``axis`` and ``offices`` are looked at with open eyes."""

    def __init__(self) -> None:
        self.axis: Any = None
        self.rows: list[Any] = []
        self.entries: dict[str, Entry] = {}
        self.entered: Counter[tuple[str, str]] = Counter()
        self.documents: set[tuple[str, str, str]] = set()
        self.late: set[str] = set()  # documents that a person had to send again
        self.receipts = 0

    # --- while it happens ---------------------------------------------------------------------------------

    def queued(self, row: Any) -> None:
        self.rows.append(row)

    def settled(self, row: Any) -> None:
        """A sender has recorded an outcome."""
        phase = row.sending.phase
        if phase is Phase.DEAD:
            self.late.add(row.document_id)
        if phase is not Phase.ACCEPTED:
            return
        self.receipts += 1
        ref, _, sha256 = row.sending.receipt.partition("|")
        transfer = self.axis.db.by_ref.get(ref)
        if transfer is None:
            raise Violation(f"{row.sha256}: a receipt for what the axis has not committed ({ref})")
        if sha256 != row.sha256 or transfer.submission.sha256 != row.sha256:
            raise Violation(f"{row.sha256}: the receipt speaks of {sha256}")
        if sha256 not in self.axis.bodies:
            raise Violation(f"{row.sha256}: a receipt for a body that is not stored")

    def filed(self, entry: Entry) -> None:
        """A receiver has written a delivery into its books."""
        self.entries[entry.delivery_id] = entry
        key = (entry.sha256, entry.receiver)
        self.entered[key] += 1
        if self.entered[key] > 1:
            raise Violation(f"{entry.sha256} is {self.entered[key]} times in the books of {entry.receiver}")
        place = (entry.document_id, entry.sender, entry.receiver)
        if entry.operation == "new":
            self.documents.add(place)
        elif entry.operation != "status" and place not in self.documents and entry.document_id not in self.late:
            raise Violation(f"{entry.sha256} ({entry.operation}) reached {entry.receiver} before its document")

    def unusable(self, delivery: Any) -> None:
        """A receiver cannot use it now: a person will send it again, later than what follows it."""
        self.late.add(delivery.document_id)

    def closed(self, row: Any, outcome: str) -> None:
        """The axis has closed a delivery."""
        if outcome == "taken" and row.delivery.delivery_id not in self.entries:
            raise Violation(f"{row.delivery.sha256} counts as taken by {row.agency}, whose books do not have it")

    # --- at the end ---------------------------------------------------------------------------------------

    def at_rest(self) -> None:
        """Everything was accepted or visibly refused, and is where it belongs, once."""
        by_document: dict[tuple[str, str], set[str]] = defaultdict(set)
        receipts: dict[str, str] = {}
        for row in self.rows:
            phase = row.sending.phase
            if phase is Phase.REFUSED and row.item_what in ("document", "copy", "conflict"):
                continue
            if phase is not Phase.ACCEPTED:
                raise Violation(f"{row.sha256} ends as {phase}: {row.sending.code}")
            if receipts.setdefault(row.sha256, row.sending.receipt) != row.sending.receipt:
                raise Violation(f"{row.sha256} has two different receipts")
            self._everywhere(row)
            if row.operation == "new":
                by_document[row.submission_key].add(row.sha256)
        for row in self.rows:
            if row.operation == "new" and len(by_document[row.submission_key]) != 1:
                raise Violation(
                    f"document {row.submission_key[0]}: {len(by_document[row.submission_key])} contents were accepted"
                )
        if strange := set(self.entered) - {(row.sha256, one) for row in self.rows for one in row.receivers}:
            raise Violation(f"in the books but never sent: {sorted(strange)[0]}")
        for row in self.axis.still_open():
            raise Violation(f"{row.delivery.sha256} still waits for {row.agency}")

    def _everywhere(self, row: Any) -> None:
        for receiver in row.receivers:
            if self.entered[row.sha256, receiver] != 1:
                raise Violation(f"{row.sha256} was accepted and is not in the books of {receiver}: LOST")
