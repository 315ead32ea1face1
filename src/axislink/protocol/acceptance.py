"""What an axis decides about a submission, an inbox and an acknowledgement. Doors: Submission, Verdict, Closing, judge, close,
handed_out, is_open, in_inbox.

The rules in words that a simulation can run. The axis itself has them as constraints and statements of its database, where they hold
against every rival: tests/axis/test_acceptance_rules.py plays the same histories to both. docs/strength.md pairs each rule with its code.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

CLOCK_SECONDS = 300  # how far the signing time of a request may be from the axis' clock
OPEN = frozenset({"submitted", "delivered"})


@dataclass(frozen=True, slots=True)
class Submission:
    """What of a packet and its request decides. ``kind``: edoc or status; ``operation``: new, recall, update, replace, status."""

    system: str
    nonce: str
    sender: str
    kind: str
    operation: str
    document_id: str
    sha256: str

    @property
    def transfer_key(self) -> tuple[str, ...]:
        """Return what makes two submissions the same transfer, for ever: there is no window after which it is forgotten."""
        return (self.document_id, self.sha256, self.sender, self.kind, self.operation)

    @property
    def document_key(self) -> tuple[str, ...] | None:
        """Return what only one content may have: a new document with an id, of one sender."""
        is_new = self.kind == "edoc" and self.operation == "new" and self.document_id
        return (self.document_id, self.sender) if is_new else None

    @property
    def nonce_key(self) -> tuple[str, ...]:
        return (self.system, self.nonce)


class Verdict(StrEnum):
    """What a submission becomes."""

    ACCEPT = "accept"  # written, with its deliveries and its receipt, in one commit; the receipt goes out after it
    REPEAT = "repeat"  # answered with the very bytes of the first receipt
    CONFLICT = "conflict"  # refused: this document was sent before with other content
    REPLAYED = "replayed"  # refused: this very request came before; whoever still wants it signs it anew


def judge(*, nonce_spent: bool, transfer_known: bool, document_known: bool) -> Verdict:
    """Return the verdict, given which of a submission's three keys are already taken."""
    if nonce_spent:
        return Verdict.REPLAYED
    if transfer_known:
        return Verdict.REPEAT
    return Verdict.CONFLICT if document_known else Verdict.ACCEPT


class Closing(StrEnum):
    """What an acknowledgement does to a delivery."""

    CLOSED = "closed"
    UNCHANGED = "unchanged"  # the same word again
    CONTRADICTED = "contradicted"  # closed before with the other word: refused


def close(state: str, outcome: str) -> Closing:
    """Return what the word ``outcome`` (taken, failed) does to a delivery in ``state``."""
    if state == outcome:
        return Closing.UNCHANGED
    return Closing.CLOSED if state in OPEN else Closing.CONTRADICTED


def handed_out(state: str) -> str:
    """Return the state after the packet was given to its receiver: that alone closes nothing."""
    return "delivered" if state == "submitted" else state


def is_open(state: str) -> bool:
    return state in OPEN


def in_inbox(open_rows: Iterable[int], limit: int, shown: Collection[int] = ()) -> list[int]:
    """Return the row ids that a listing shows: every open one, oldest first. The inbox is a state and not a place in a sequence,
    because transactions commit out of the order of their row ids; so a later page names the rows that were ``shown`` before it."""
    return sorted(row for row in open_rows if row not in shown)[:limit]
