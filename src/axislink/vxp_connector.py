"""One pass of a connector in the order that connectors of the VXP dialect use. Doors: Connector, Books, Outgoing, Pass.

First what arrived (documents, then statuses), then what leaves (documents, then statuses): so an answer is never sent
before the question was read, and a status never before its document. The books belong to the program that uses this.
"""

import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from axislink.client import Submitted
from axislink.errors import AxisLinkError
from axislink.protocol.receiver import Delivery
from axislink.protocol.vxp_answers import KINDS
from axislink.vxp_client import VxpAxisClient


@dataclass(frozen=True)
class Outgoing:
    """A packet to be sent: a name that the books know it by, and its bytes or file."""

    name: str
    packet: bytes | Path


class Books(Protocol):
    """What a connector needs of its office."""

    def has(self, delivery: Delivery) -> bool:
        """Return whether this delivery is safe here already: it is then only confirmed again."""

    def keep(self, delivery: Delivery, packet: Path) -> str:
        """Keep a packet, durably, before returning; return why it can never be used, or nothing."""

    def waiting(self, kind: str) -> Iterable[Outgoing]:
        """Return what is to be sent of a kind (``edoc``, ``status``), oldest first."""

    def settle(self, one: Outgoing, done: Submitted) -> None:
        """Write down what came of sending: accepted, refused (a person must look), or to be tried again."""


@dataclass
class Pass:
    """What one pass did. ``problems``: sentences about what did not work and comes again with the next pass."""

    received: int = 0
    repeated: int = 0
    unusable: int = 0
    sent: int = 0
    problems: list[str] = field(default_factory=list)


class Connector:
    """Moves packets between books and axis; keeps nothing between two passes."""

    def __init__(self, client: VxpAxisClient, books: Books) -> None:
        self._client, self._books = client, books

    def one_pass(self) -> Pass:
        """Do everything once. Trouble with one packet never stops the others; an axis that is away ends the pass."""
        done = Pass()
        try:
            for kind in KINDS:
                self._receive(kind, done)
            for kind in KINDS:
                for one in self._books.waiting(kind):
                    self._send(one, done)
        except AxisLinkError as problem:
            done.problems.append(problem.text())
        return done

    def _receive(self, kind: str, done: Pass) -> None:
        with tempfile.TemporaryDirectory(prefix="vxp-") as folder:
            for delivery in self._client.received(kind):
                try:
                    self._take(delivery, Path(folder) / "packet.edxml", done)
                except AxisLinkError as problem:
                    done.problems.append(f"{delivery.delivery_id}: {problem.text()}")

    def _take(self, delivery: Delivery, place: Path, done: Pass) -> None:
        if self._books.has(delivery):
            self._client.acknowledge(delivery.delivery_id)
            done.repeated += 1
            return
        reason = self._books.keep(delivery, self._client.fetch(delivery, place))
        self._client.acknowledge(delivery.delivery_id, "failed" if reason else "taken", reason)
        done.unusable += bool(reason)
        done.received += not reason

    def _send(self, one: Outgoing, done: Pass) -> None:
        said = self._client.submit(one.packet)
        self._books.settle(one, said)
        done.sent += said.sent.done
        if not said.sent.done:
            done.problems.append(f"{one.name}: {said.sentence}")
