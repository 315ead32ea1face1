"""What an axis says to the axis above it, besides packets. Doors: NeighbourClient, RemoteOutcome, RemoteHop.

The same signed calls as any system's. An outcome is what became of one receiver of one transfer; the transfer is named by the
id that the upper axis gave it, whichever way it went.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from axislink.client import AxisClient
from axislink.errors import Unreachable

HEARD = "heard"  # the other axis has it now; any other word says why it cannot


@dataclass(frozen=True)
class RemoteHop:
    """One step at one axis: accepted, delivered, taken or failed."""

    axis: str
    event: str
    at: datetime


@dataclass(frozen=True)
class RemoteOutcome:
    """``state``: relayed, taken or failed; ``reason`` is empty unless failed."""

    transfer_id: str
    receiver: str
    state: str
    reason: str = ""
    hops: tuple[RemoteHop, ...] = ()

    @property
    def facts(self) -> dict[str, Any]:
        """Return this as JSON carries it."""
        hops = [{"axis": hop.axis, "event": hop.event, "at": hop.at.isoformat()} for hop in self.hops]
        named = {"transfer_id": self.transfer_id, "receiver": self.receiver, "state": self.state}
        return {**named, "reason": self.reason, "hops": hops}


class NeighbourClient(AxisClient):
    """Calls of one axis to the axis above it. Not shared between threads."""

    def outcomes(self, wait_seconds: int = 0, *, limit: int = 500) -> list[RemoteOutcome]:
        """Return what became of what we handed in and have not confirmed, waiting so long for the first.

        Raises: Unreachable, RefusedByAxis.
        """
        query = urlencode({"wait": str(wait_seconds), "limit": str(limit)})
        answer = self._asked("GET", f"/v1/outcomes?{query}", None, timeout=self._timeout + wait_seconds)
        try:
            return [_outcome(row) for row in answer["outcomes"]]
        except (KeyError, TypeError, ValueError) as error:
            raise Unreachable(reason="outcomes") from error

    def confirm(self, heard: Sequence[RemoteOutcome]) -> None:
        """Say that these outcomes are safe here. Raises: Unreachable, RefusedByAxis."""
        named = [{"transfer_id": one.transfer_id, "receiver": one.receiver, "state": one.state} for one in heard]
        self._asked("POST", "/v1/outcomes/confirmed", {"outcomes": named})

    def report(self, outcomes: Sequence[RemoteOutcome]) -> list[str]:
        """Tell what became of what we were handed; return HEARD or another word for each, in order.

        Raises: Unreachable, RefusedByAxis.
        """
        answer = self._asked("POST", "/v1/outcomes", {"outcomes": [one.facts for one in outcomes]})
        return _words(answer, len(outcomes))

    def announce(self, agencies: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
        """Tell which agencies lie behind us; return code ("" when it is registered) and sentence for each, in order.

        Raises: Unreachable, RefusedByAxis.
        """
        answer = self._asked("POST", "/v1/agencies/behind", {"agencies": [dict(one) for one in agencies]})
        rows = answer.get("results")
        if not isinstance(rows, list) or len(rows) != len(agencies) or not all(isinstance(one, dict) for one in rows):
            raise Unreachable(reason="agencies")
        return [{"code": str(one.get("code", "")), "sentence": str(one.get("message", ""))} for one in rows]

    def _asked(self, method: str, path: str, facts: Any, *, timeout: float | None = None) -> dict[str, Any]:
        if facts is None:
            body = self._call(method, path, timeout=timeout)[1]
        else:
            body = self._told(method, path, json.dumps(facts, ensure_ascii=False).encode())
        try:
            answer = json.loads(body)
        except (ValueError, RecursionError) as error:
            raise Unreachable(reason="JSON") from error
        if not isinstance(answer, dict):
            raise Unreachable(reason="JSON")
        return answer


def _outcome(row: Mapping[str, Any]) -> RemoteOutcome:
    hops = tuple(
        RemoteHop(str(one["axis"]), str(one["event"]), datetime.fromisoformat(one["at"])) for one in row["hops"]
    )
    return RemoteOutcome(
        str(row["transfer_id"]), str(row["receiver"]), str(row["state"]), str(row["reason"] or ""), hops
    )


def _words(answer: Mapping[str, Any], count: int) -> list[str]:
    words = answer.get("results")
    if not isinstance(words, list) or len(words) != count:
        raise Unreachable(reason="outcomes")
    return [str(one) for one in words]
