"""One axis and the axis above it: everything that is said between them. Doors: Link.

Each ``…_once`` does one round and may be repeated at any time: what to do is read from rows, and what was done is a row before the
other side is told. No call to the other axis is made inside a transaction. Nothing here decides what an answer means: that is
the actions'.
"""

import logging
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from functools import partial
from pathlib import Path
from random import random
from typing import TypeVar
from uuid import UUID

from django.db import Error as DatabaseError
from django.db import connection

from axis.config import AxisConfig
from axis.delivery.actions.relay import Hop, Outcome, confirm, hear
from axis.delivery.states import State
from axis.directory.snapshot import directory
from axis.intake.actions.accept import Body
from axis.peering.actions import queue
from axis.peering.actions.announce import facts, note_announced, untold_agencies
from axis.peering.actions.arrive import Turned, arrive, known
from axis.peering.actions.learn import learn
from axis.peering.actions.notices import keep_notices
from axis.peering.actions.settle import nothing_to_send, settle
from axis.peering.actions.upstream import note_down, note_heard, pin_keys
from axis.peering.health import Health
from axis.peering.models import Forward, Upstream
from axis.peering.telling import to_tell
from axislink.announcements import announcements
from axislink.client import Submitted
from axislink.errors import AxisLinkError, RefusedByAxis, Unreachable
from axislink.neighbour import HEARD, NeighbourClient, RemoteHop, RemoteOutcome
from axislink.protocol.receiver import Delivery as Listed
from axislink.protocol.receiver import Failing
from axislink.protocol.sender import Sent
from evidence.keys import public_pem
from kit import clock
from kit.errors import StoredFileMissing

log = logging.getLogger(__name__)

LANES = 4
WINDOW = 16  # packets on their way up at a time
LIST = 200
TELL = 200
HEARD_EVERY_S = 5.0
EARLY_S = 0.2

T = TypeVar("T")
Connect = Callable[[Upstream], NeighbourClient]


class Link:
    """``connect`` makes a client; each thread that calls gets its own. Close the link when done."""

    def __init__(self, upstream: Upstream, connect: Connect, config: AxisConfig) -> None:
        self.upstream, self.config = upstream, config
        self.health = Health(time.monotonic, random)
        self._connect = connect
        self._local = threading.local()
        self._clients: list[NeighbourClient] = []
        self._guard = threading.Lock()
        self._up = ThreadPoolExecutor(LANES, thread_name_prefix=f"up-{upstream.pk}")
        self._down = ThreadPoolExecutor(LANES, thread_name_prefix=f"down-{upstream.pk}")
        self._flying: dict[Future[None], int] = {}
        self._heard = 0.0
        self._failing = Failing()  # transfers above that cannot be had
        self._unfetched: AxisLinkError | None = None  # why, last time
        self._scratch = tempfile.TemporaryDirectory(prefix="congvan-link-", dir=config.bodies.root.parent)

    def close(self) -> None:
        for lanes in (self._up, self._down):
            lanes.shutdown(wait=True, cancel_futures=True)
        for client in self._clients:
            client.close()
        self._scratch.cleanup()

    # --- up: packets ------------------------------------------------------------------------------

    def push_once(self, *, sweep: bool = False, idle_s: float = 0.2) -> bool:
        """Queue what was accepted, send what is due; return whether there may be more right now.

        Returns once one of the packets on their way has its answer, or after ``idle_s``: others are sent meanwhile.
        """
        now = clock.now()
        more = queue.gather(now=now) == queue.BATCH
        if sweep:
            more |= queue.sweep(now=now) > 0
        if self.health.pause_s() > 0:
            return False
        room = (1 if self.health.probing else WINDOW) - len(self._flying)
        if room > 0:
            busy = set(self._flying.values())
            for one in queue.due(upstream_pk=self.upstream.pk, now=now, limit=room, without=busy):
                self._flying[self._up.submit(self._send, one)] = one.pk
        connection.close()
        if not self._flying:
            return more
        done, _ = wait(self._flying, timeout=idle_s, return_when=FIRST_COMPLETED)
        for future in done:
            del self._flying[future]
            future.result()
        return True

    def _send(self, one: queue.Due) -> None:
        try:
            if not one.codes:
                nothing_to_send(pk=one.pk)
                return
            result = self._submit(one)
            now = clock.now()
            if result.sent is Sent.UNREACHABLE:
                self._failed(result.sentence)
                if self.health.down:
                    return  # the packet is not to blame
            else:
                self._answered()
            settle(pk=one.pk, codes=one.codes, result=result, now=now, chance=random())  # noqa: S311
            if result.sent is Sent.DUPLICATE:
                self._ask_again(one)
        except (AxisLinkError, DatabaseError) as problem:
            log.warning("packet %s stays queued: %s", one.transfer_ref, problem)
        finally:
            connection.close()

    def _submit(self, one: queue.Due) -> Submitted:
        try:
            return self._client().submit(self.config.bodies.path(one.sha256), one.codes)
        except StoredFileMissing as problem:
            return Submitted(Sent.REFUSED, code=problem.code, sentence=problem.text(), sentence_en=problem.text("en"))

    def _ask_again(self, one: queue.Due) -> None:
        """Learn how it stands there: what we were told of it may be lost here, and nobody will say it twice."""
        row = Forward.objects.get(pk=one.pk)
        trace = self._client().trace(str(row.remote_ref))
        told = [
            Outcome(one.transfer_ref, str(part["receiver"]), str(part["state"]), str(part["failure"] or ""), ())
            for part in trace["receivers"]
            if part["state"] in (State.TAKEN, State.FAILED)
        ]
        hear(system_pk=self.upstream.pk, outcomes=told, now=clock.now())

    # --- up: what became of what came down ------------------------------------------------------------

    def tell_once(self) -> bool:
        """Report what the axis above has not heard; return whether there may be more."""
        rows = to_tell(system_pk=self.upstream.pk, axis=self.config.name, limit=TELL)
        connection.close()
        if not rows:
            return False
        answers = self._call(lambda client: client.report([one.outcome for one in rows]))
        for one, answer in zip(rows, answers, strict=True):
            if answer != HEARD:
                log.warning(
                    "%s does not know %s for %s", self.upstream.url, one.outcome.transfer_id, one.outcome.receiver
                )
        confirm(system_pk=self.upstream.pk, heard=[(one.delivery_pk, one.state) for one in rows])
        connection.close()
        return len(rows) == TELL

    # --- down: what became of what went up --------------------------------------------------------------

    def ask_once(self, *, wait_s: int = 0) -> bool:
        """Hear what became of what went up, keep it, and say so; return whether there was anything."""
        told = self._call(lambda client: client.outcomes(wait_s, limit=TELL))
        if not told:
            return False
        remote = {UUID(one.transfer_id) for one in told}
        flying = bool(self._flying)  # asked first: what has landed since is written
        ours = dict(
            Forward.objects.filter(upstream=self.upstream, remote_ref__in=remote).values_list(
                "remote_ref", "transfer__ref"
            )
        )
        outcomes = [_outcome(one, ours[UUID(one.transfer_id)]) for one in told if UUID(one.transfer_id) in ours]
        hear(system_pk=self.upstream.pk, outcomes=outcomes, now=clock.now())
        # a receiver may be faster than the row that says what the packet is called there: that outcome is told once more
        heard = [one for one in told if not flying or UUID(one.transfer_id) in ours]
        connection.close()
        if heard:
            self._call(lambda client: client.confirm(heard))
        else:
            time.sleep(EARLY_S)
        return True

    # --- down: packets ----------------------------------------------------------------------------------

    def pull_once(self, *, wait_s: int = 0) -> bool:
        """Take in what waits above and tell that it is here; return whether there was anything.

        What cannot be had is passed over for longer and longer and holds what belongs to the same document; the round then goes
        on to the later pages of the inbox. Raises: why something stays there.
        """
        listed, page = self._call(lambda client: client.inbox_page(wait_s, limit=LIST))
        if not listed:
            return False
        held: set[str] = set()
        try:
            self._take_page(listed, held)
            while held and page is not None:
                listed, page = self._call(partial(_inbox_page, page=page))
                self._take_page(listed, held)
        finally:
            self._failing.end_round(all_shown=page is None)
        if held:
            assert self._unfetched is not None
            raise self._unfetched
        return True

    def _take_page(self, listed: Sequence[Listed], held: set[str]) -> None:
        """Take in a page but for the documents ``held``, and add to them those that cannot be had now."""
        self._failing.shown(one.transfer_id for one in listed)
        transfers = _by(listed, lambda one: one.transfer_id)
        documents = _by([group[0] for group in transfers], _document_of)
        of = {group[0].transfer_id: group for group in transfers}
        jobs = [
            self._down.submit(self._take, [of[one.transfer_id] for one in same_document])
            for same_document in documents  # packets of one document come down one after another
            if _document_of(same_document[0]) not in held
        ]
        failed: BaseException | None = None
        for job in jobs:
            failed = job.exception() or failed
            if not job.exception() and (name := job.result()):
                held.add(name)
        while self.tell_once():
            pass
        if failed is not None:
            raise failed

    def _take(self, groups: Sequence[Sequence[Listed]]) -> str:
        """Take in packets of one document, in their order; return its name when one of them cannot be had now."""
        try:
            for group in groups:
                if self._failing.is_passed_over(group[0].transfer_id):
                    return _document_of(group[0])
                try:
                    self._take_one(group)
                    self._failing.came(group[0].transfer_id)
                except AxisLinkError as problem:
                    log.warning("packet %s of %s not fetched: %s", group[0].transfer_id, self.upstream.url, problem)
                    self._failing.failed(group[0].transfer_id)
                    self._unfetched = problem
                    return _document_of(group[0])
            return ""
        finally:
            connection.close()

    def _take_one(self, group: Sequence[Listed]) -> None:
        here = known(upstream=self.upstream, listed=group, now=clock.now())
        left = [one for one in group if one not in here]
        connection.close()
        if not left:
            return
        place = Path(self._scratch.name) / left[0].delivery_id
        try:
            self._call(lambda client: client.fetch(left[0], place))
            self._learn_sender(left[0].sender)
            body = Body(place, left[0].sha256, place.stat().st_size)
            turned = arrive(upstream=self.upstream, listed=left, body=body, now=clock.now(), config=self.config)
        finally:
            place.unlink(missing_ok=True)
        if turned:
            self._call(lambda client: client.report([self._no(one) for one in turned]))

    def _learn_sender(self, code: str) -> None:
        """Ask for the directory at once when the sender is new there."""
        if directory.current().codes.get(code) is None and directory.latest().codes.get(code) is None:
            self.learn_once()

    def _no(self, one: Turned) -> RemoteOutcome:
        hop = RemoteHop(self.config.name, State.FAILED, clock.now())
        return RemoteOutcome(one.listed.transfer_id, one.listed.receiver, State.FAILED, one.reason[:500], (hop,))

    # --- directories --------------------------------------------------------------------------------------

    def learn_once(self) -> int:
        """Bring our copy of its directory up to date; return how many agencies changed here."""
        since = Upstream.objects.values_list("learned_version", flat=True).get(pk=self.upstream.pk)
        connection.close()
        delta = self._call(lambda client: client.agencies(since))
        return learn(upstream=self.upstream, delta=delta, now=clock.now())

    def listen_once(self) -> None:
        """Keep what its operator tells everybody, so that those below us read it too."""
        told = self._call(announcements)
        keep_notices(upstream=self.upstream, told=told)

    def announce_once(self) -> bool:
        """Tell which agencies lie behind us; return whether there may be more."""
        now = clock.now()
        agencies = untold_agencies(upstream=self.upstream, now=now, limit=TELL)
        connection.close()
        if not agencies:
            return False
        answers = self._call(lambda client: client.announce([facts(one) for one in agencies]))
        for agency, answer in zip(agencies, answers, strict=True):
            if answer["code"]:
                log.warning("%s refuses agency %s: %s", self.upstream.url, agency.code, answer["sentence"])
        note_announced(upstream=self.upstream, agencies=agencies, answers=answers, now=now)
        return len(agencies) == TELL

    # --- the wire -------------------------------------------------------------------------------------------

    def _client(self) -> NeighbourClient:
        client: NeighbourClient | None = getattr(self._local, "client", None)
        if client is None:
            client = self._local.client = self._connect(self.upstream)
            with self._guard:
                self._clients.append(client)
        if not self.upstream.receipt_keys:
            keys = client.axis_keys()
            if isinstance(keys, dict):
                pin_keys(upstream=self.upstream, pems={kid: public_pem(key).decode() for kid, key in keys.items()})
        return client

    def _call(self, ask: Callable[[NeighbourClient], T]) -> T:
        """Return the answer. Raises: Unreachable, RefusedByAxis, BodyMismatch; the link's health is noted."""
        try:
            answer = ask(self._client())
        except (Unreachable, RefusedByAxis) as problem:
            self._failed(problem.text())
            raise
        self._answered()
        return answer

    def _failed(self, sentence: str) -> None:
        if self.health.failed():
            log.warning("%s does not answer: %s", self.upstream.url, sentence)
            note_down(upstream=self.upstream, since=clock.now(), problem=sentence)

    def _answered(self) -> None:
        was_down = self.health.answered()
        if was_down:
            queue.hurry(upstream_pk=self.upstream.pk, now=clock.now())
        if was_down or time.monotonic() - self._heard > HEARD_EVERY_S:
            self._heard = time.monotonic()
            note_heard(upstream=self.upstream, now=clock.now())


def _inbox_page(client: NeighbourClient, *, page: str) -> tuple[list[Listed], str | None]:
    return client.inbox_page(limit=LIST, page=page)


def _document_of(one: Listed) -> str:
    return one.document_id or one.transfer_id


def _by(rows: Sequence[Listed], name: Callable[[Listed], str]) -> list[list[Listed]]:
    """Return the rows in groups of the same name, groups and rows in the order given."""
    groups: dict[str, list[Listed]] = {}
    for row in rows:
        groups.setdefault(name(row), []).append(row)
    return list(groups.values())


def _outcome(told: RemoteOutcome, ref: UUID) -> Outcome:
    hops = tuple(Hop(hop.axis[:100], hop.event, hop.at) for hop in told.hops)
    return Outcome(ref, told.receiver, told.state, told.reason, hops)
