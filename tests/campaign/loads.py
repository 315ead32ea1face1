"""Poison, outages of others, and bursts. Doors: poison, early_changes, hidden, time_stamps, burst, fan_out."""

import hashlib
import os
import random
import signal
import time
from pathlib import Path

import psycopg
from tests.axis.packets import document
from tests.campaign.rig import OPERATIONS, Rig, Traffic
from tests.campaign.tally import Tally
from tests.campaign.wire import PACE, PATIENCE_S, TRADERS, settled

from axislink.protocol.sender import Sent
from congvan.demo.country import DEPARTMENT
from edxml import PacketError, read_packet

STAMPED = "select count(*) filter (where token is null), count(*) from axis_evidence_loghead"
POISONS = 8
# Nobody else writes to the department in this campaign, so the lists of the other clerks stay short.
RECALLS = """
select document.document_id from office_incoming_changerequest asked
join office_documents_document document on document.id = asked.document_id
where document.document_id = any(%s) and asked.kind = 'recall' and asked.state <> 'held'
"""
HIDDEN = 60  # more than a page of an inbox


def poison(rig: Rig, tally: Tally, count: int, scratch: Path) -> None:
    """F-11: packets that the reader of an office cannot use, among good ones: kept and shown, and the good ones pass."""
    chance = random.Random("poison")
    with tally.line("F-11", "a packet that its receiver cannot read, to an office") as line:
        starts = rig.world.supervisor.starts("h29-link")
        refused, sent = 0, []
        with rig.client("A") as client:
            while line.injected < count:
                document_id, packet = _spoilt(rig, chance)
                (scratch / "poison").write_bytes(packet)
                good = _readable(scratch / "poison")
                result = client.submit(packet)
                if result.sent is Sent.REFUSED:
                    refused += 1
                elif result.sent.done:
                    sent.append(str(result.transfer_id))
                    rig.write_packet("A", packet, document_id, DEPARTMENT)  # the ledger follows it from here
                line.injected += not good
        line.note = f"{refused} refused by the axis with a code, {len(sent)} passed on"
        missing = _not_kept(rig, sent)
        line.violations += [f"{len(missing)} are not in the books of the department: {missing[:3]}"] if missing else []
        if rig.world.supervisor.starts("h29-link") != starts:
            line.violations.append("the link of the office ended")
        settled(rig, line)


def _spoilt(rig: Rig, chance: random.Random) -> tuple[str, bytes]:
    """Return a document id and a packet to the department with something wrong in it, each time something else."""
    document_id = rig.document_id()
    packet = document(rig.stations["A"].agencies[0], [DEPARTMENT], document_id, number=document_id, padding=400)
    return document_id, _spoil(packet, chance)


def _spoil(packet: bytes, chance: random.Random) -> bytes:
    made = chance.randrange(POISONS)
    if made == 0:
        return packet.replace(b"JVBERi0xLjcK", b"!!! not base64 !!!")
    if made == 1:
        return packet.replace(b"cid:1</ContentId><AttachmentName>", b"cid:9</ContentId><AttachmentName>")
    if made == 2:
        return packet.replace(b"2026/11/22</edXML:PromulgationDate>", b"2026/13/45</edXML:PromulgationDate>")
    if made == 3:
        deep = b"<x>" * 400
        return packet.replace(b"<edXML:Subject>", deep + deep.replace(b"<", b"</") + b"<edXML:Subject>")
    if made == 4:
        return packet.replace(b"<edXML:BussinessDocType>0<", b"<edXML:BussinessDocType>77<")
    if made == 5:
        return packet.replace("báo cáo".encode(), b"x" * 70_000)
    if made == 6:
        return packet.replace(b"<?xml", b"<!DOCTYPE x [<!ENTITY a 'b'>]><?xml")
    at = chance.randrange(len(packet) // 2, len(packet))
    return packet[:at] + bytes([chance.randrange(256)]) + packet[at + 1 :]


def _readable(place: Path) -> bool:
    try:
        packet = read_packet(place)
    except PacketError:
        return False
    return not any(getattr(one, "problem", None) for one in getattr(packet, "attachments", ()))


def _not_kept(rig: Rig, transfers: list[str], patience_s: float = PATIENCE_S) -> list[str]:
    """Wait until the department's office has a row for each of these transfers; return those it has not."""
    end = time.monotonic() + patience_s
    question = "select transfer_id from office_exchange_inpacket where transfer_id = any(%s)"
    with psycopg.connect(rig.world.server.admin_url, dbname="office_h29", autocommit=True) as link:
        while True:
            kept = {str(row[0]) for row in link.execute(question, [transfers]).fetchall()}
            missing = [one for one in transfers if one not in kept]
            if not missing or time.monotonic() >= end:
                return missing
            time.sleep(0.2)


def early_changes(rig: Rig, tally: Tally, count: int) -> None:
    """F-10: an office gets a recall before its document: both are in its books when both have come."""
    with tally.line("F-10", "a recall before its document, to an office") as line:
        sent, documents = [], []
        for _ in range(count):
            recall = _sent(rig, DEPARTMENT, operation="recall")
            late = _sent(rig, DEPARTMENT, recall[0])
            documents.append(recall[0])
            sent += [recall[2], late[2]]
            line.injected += 1
        missing = _not_kept(rig, sent)
        line.violations += [f"not in the books of the department: {missing[:3]}"] if missing else []
        unasked = set(documents) - _asked_back(rig, documents)
        line.violations += [f"nobody is asked to give back {one}" for one in sorted(unasked)]
        settled(rig, line)


def _asked_back(rig: Rig, documents: list[str]) -> set[str]:
    """Return which of these documents are in the department's books with a recall that waits for a person."""
    with psycopg.connect(rig.world.server.admin_url, dbname="office_h29", autocommit=True) as link:
        return {str(row[0]) for row in link.execute(RECALLS, [documents]).fetchall()}


def hidden(rig: Rig, tally: Tally, rounds: int, office: str = "") -> None:
    """F-11: more packets than a page of an inbox shows cannot be handed out; what comes after them arrives all the same.

    To a small system, or to the department of an ``office``. What belongs to a document that cannot be had waits for it.
    """
    who = "an office" if office else "a system"
    with tally.line("F-11", f"{HIDDEN} packets that the axis cannot hand out, before others, to {who}") as line:
        program = f"{office}-link" if office else rig.stations["B"].program
        receiver = DEPARTMENT if office else rig.stations["B"].agencies[0]
        longest = 0.0
        for _ in range(rounds):
            group = rig.world.child(program)
            os.killpg(group, signal.SIGSTOP)
            try:
                sent = [_sent(rig, receiver) for _ in range(HIDDEN)]
                places = [_body(rig, packet) for _, packet, _ in sent]
                for place in places:
                    place.rename(place.with_suffix(".hidden"))
            finally:
                os.killpg(group, signal.SIGCONT)
            begun = time.monotonic()
            recall = _sent(rig, receiver, sent[0][0], "recall")
            good = _sent(rig, receiver)
            try:
                late = _not_there(rig, office, [good[2]])
                longest = max(longest, time.monotonic() - begun)
                early = {recall[2]} - set(_not_there(rig, office, [recall[2]], patience_s=0))
            finally:
                for place in places:
                    place.with_suffix(".hidden").rename(place)
            line.injected += 1
            line.violations += ["what came after them did not arrive"] * bool(late)
            line.violations += ["a recall arrived before its document"] * bool(early)
            missing = _not_there(rig, office, [one[2] for one in (*sent, recall)])
            line.violations += [f"{len(missing)} did not arrive afterwards"] * bool(missing)
        line.note = f"what came after them was there within {longest:.1f} s"
        settled(rig, line)


def _sent(rig: Rig, receiver: str, document_id: str = "", operation: str = "new") -> tuple[str, bytes, str]:
    """Submit a packet at once; return its document id, its bytes and its transfer."""
    document_id = document_id or rig.document_id()
    sender = rig.stations["A"].agencies[0]
    packet = document(sender, [receiver], document_id, operation=OPERATIONS[operation], number=document_id)
    with rig.client("A") as client:
        result = client.submit(packet)
    rig.write_packet("A", packet, document_id, receiver, operation)  # the ledger follows it from here
    return document_id, packet, str(result.transfer_id)


def _body(rig: Rig, packet: bytes) -> Path:
    sha256 = hashlib.sha256(packet).hexdigest()
    return rig.world.folder / "axis" / "bodies" / sha256[:2] / sha256[2:4] / sha256


def _not_there(rig: Rig, office: str, transfers: list[str], patience_s: float = PATIENCE_S) -> list[str]:
    """Wait until a system or an office has these transfers; return those it has not."""
    if office:
        return _not_kept(rig, transfers, patience_s)
    end = time.monotonic() + patience_s
    while True:
        filed = {row["transfer_id"] for row in rig.stations["B"].rows("select transfer_id from inbox")}
        missing = [one for one in transfers if one not in filed]
        if not missing or time.monotonic() >= end:
            return missing
        time.sleep(0.1)


def time_stamps(rig: Rig, tally: Tally, seconds: float, times: int) -> None:
    """F-14: the time stamp authority takes connections and never answers; traffic goes on, heads are stamped afterwards."""
    with tally.line("F-14", f"the time stamp authority stands still for {seconds:.0f} s") as line:
        slowest, behind = 0.0, 0
        with Traffic(rig, TRADERS, PACE):
            for _ in range(times):
                group = rig.world.child("tsa")
                os.killpg(group, signal.SIGSTOP)
                try:
                    end = time.monotonic() + seconds
                    while time.monotonic() < end:
                        begun = time.monotonic()
                        _passes(rig)
                        slowest = max(slowest, time.monotonic() - begun)
                    behind = max(behind, _unstamped(rig)[0])
                finally:
                    os.killpg(group, signal.SIGCONT)
                line.injected += 1
                time.sleep(0.5)
        end = time.monotonic() + PATIENCE_S
        while _unstamped(rig)[0] and time.monotonic() < end:
            time.sleep(0.5)
        left, heads = _unstamped(rig)
        if left:
            line.violations.append(f"{left} of {heads} heads were not stamped afterwards")
        line.note = f"up to {behind} heads without stamp, {heads - left} of {heads} at the end; a packet took {slowest:.1f} s at most"
        settled(rig, line)


def _passes(rig: Rig) -> None:
    """Raises: TimeoutError when a packet does not get its receipt."""
    document_id = rig.write("A", [rig.stations["B"].agencies[0]])
    end = time.monotonic() + PATIENCE_S
    question = "select count(*) as n from outbox where document_id = ? and state = 'accepted'"
    while not rig.stations["A"].rows(question, document_id)[0]["n"]:
        if time.monotonic() > end:
            raise TimeoutError(f"{document_id} got no receipt while others were out of order")
        time.sleep(0.02)


def _unstamped(rig: Rig) -> tuple[int, int]:
    with rig.axis_books() as link:
        row = link.execute(STAMPED).fetchone()
    assert row is not None
    return int(str(row[0])), int(str(row[1]))


def burst(rig: Rig, tally: Tally, seconds: float) -> None:
    """F-15: ten times as many documents for a while; the axis' memory stays where it was."""
    with tally.line("F-15", f"ten times the usual for {seconds:.0f} s (4 → 40 documents/s)") as line:
        with Traffic(rig, TRADERS, 4.0):
            time.sleep(5)
        before = _memory_mib(rig)
        with Traffic(rig, TRADERS, 40.0) as traffic:
            time.sleep(seconds)
        line.injected = 1
        queued, begun = len(rig.waiting()), time.monotonic()
        settled(rig, line)
        after = _memory_mib(rig)
        line.note = (
            f"{traffic.written} documents, {queued} queues left, empty after {time.monotonic() - begun:.1f} s; "
            f"axis {before:.0f} → {after:.0f} MiB"
        )
        if after > before * 1.5 + 50:
            line.violations.append(f"the axis grew from {before:.0f} to {after:.0f} MiB")


def fan_out(rig: Rig, tally: Tally, times: int, receivers: int = 1000) -> None:
    """F-15: one document to so many receivers."""
    codes = [f"{rig.name}D{number}" for number in range(1, receivers + 1)]
    with tally.line("F-15", f"one document to {receivers} receivers") as line:
        rig.add("D", codes, answers=False)
        longest = 0.0
        for _ in range(times):
            begun = time.monotonic()
            rig.write("A", codes)
            line.injected += 1
            if waiting := rig.drained():
                line.violations += waiting
            longest = max(longest, time.monotonic() - begun)
        line.note = f"accepted, fetched, filed and acknowledged by all within {longest:.1f} s"
        settled(rig, line)


def _memory_mib(rig: Rig) -> float:
    """Return the resident memory of the axis' web program with its workers."""
    group, pages = rig.world.child("axis"), 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if os.getpgid(int(folder.name)) == group:
                pages += int((folder / "statm").read_text().split()[1])
        except OSError:
            continue
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20
