"""What must hold in the books whatever was killed. Doors: Ledger.

Reads the three databases with the administrator's eyes, and the stored files. Every question returns its violations as
sentences; an empty list is the answer that is hoped for. ``after_a_step`` may be asked at any moment; ``at_rest`` and
``when_quiet`` once nobody acts any more.
"""

import hashlib
import json
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from congvan.demo.country import INSTALLATIONS, Installation
from congvan.demo.world import World
from evidence.errors import EvidenceError
from evidence.keys import read_public_key
from evidence.receipts import check_receipt

Row = dict[str, Any]
DRAIN_S = 180.0
CALM_LOOKS = 2
OURS = {code for one in INSTALLATIONS for code in one.codes}

# Work that a program must have taken up: (where, what it is called, rows that still wait).
QUEUES_OF_OFFICE = (
    ("sendings without packet", "select count(*) as n from office_outgoing_dispatch where taken_at is null"),
    ("owed statuses without packet", "select count(*) as n from office_documents_owedstatus where taken_at is null"),
    ("packets not sent", "select count(*) as n from office_exchange_outpacket where state = 'queued'"),
    (
        "signatures under way",
        "select count(*) as n from office_signing_signingrequest where state in ('reserved', 'signing')",
    ),
    ("files without verdict", "select count(*) as n from office_signing_fileverdict where verdict = ''"),
    ("conversions under way", "select count(*) as n from office_outgoing_conversion where finished_at is null"),
    ("contents not scanned", "select count(*) as n from office_files_blob where scan_state = 'unscanned'"),
    ("events not sealed", "select count(*) as n from office_audit_event where seq is null"),
)
QUEUES_OF_AXIS = (("deliveries not taken", "select count(*) as n from axis_delivery_delivery where closed_at is null"),)


class Ledger:
    """The books of a running country."""

    def __init__(self, world: World) -> None:
        self.world = world

    # --- doors ----------------------------------------------------------------------------------------

    def after_a_step(self) -> list[str]:
        """Return what is doubled, skipped or at odds right now.

        Three databases cannot be read in one instant: what a second look no longer shows was only on its way.
        """
        seen = self._look()
        again = set(self._look()) if seen else set()
        return [line for line in seen if line in again]

    def when_quiet(self, told: Sequence[tuple[str, str, Sequence[str]]]) -> list[str]:
        """Return every violation after all work has drained.

        ``told`` names documents by office and subject with the statuses their sender must have heard, in order.
        """
        waiting = self._drain()
        if waiting:
            return waiting
        found = self.at_rest()
        with ExitStack() as stack:
            books = self._open(stack)
            for office, subject, codes in told:
                found += self._heard(books, office, subject, codes)
        return [*found, *self._audit()]

    def at_rest(self) -> list[str]:
        """Return what is wrong in books, receipts and stored bytes when nothing is under way."""
        with ExitStack() as stack:
            books = self._open(stack)
            return [*self._always(books), *self._settled(books)]

    # --- reading --------------------------------------------------------------------------------------

    def _open(self, stack: ExitStack) -> "Books":
        admin = self.world.server.admin_url
        names = {"axis": "axis_national", **{one.name: f"office_{one.name}" for one in INSTALLATIONS}}
        links = {}
        for name, database in names.items():
            link = stack.enter_context(psycopg.connect(admin, dbname=database, row_factory=dict_row))
            link.read_only = True
            link.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            links[name] = link
        return Books(links)

    def _look(self) -> list[str]:
        with ExitStack() as stack:
            return list(self._always(self._open(stack)))

    def _drain(self) -> list[str]:
        """Wait until nothing waits in two looks on end: work moves from book to book between the pages of one look.

        Returns what still waits when patience ends.
        """
        end, calm = time.monotonic() + DRAIN_S, 0
        while True:
            with ExitStack() as stack:
                waiting = self._open(stack).waiting()
            calm = 0 if waiting else calm + 1
            if calm == CALM_LOOKS or time.monotonic() > end:
                return waiting
            time.sleep(0.3)

    def _always(self, books: "Books") -> Iterator[str]:
        for one in INSTALLATIONS:
            yield from _one_packet_each(books, one)
            yield from _numbers(books, one)
            yield from _one_signature_each(books, one)
        yield from _one_transfer_each(books)
        yield from _filed_once(books)

    def _settled(self, books: "Books") -> Iterator[str]:
        axis_key = read_public_key((self.world.folder / "axis" / "keys" / "receipts.pub.pem").read_bytes())
        receipts = {row["ref"]: row["receipt"] for row in books.rows("axis", _RECEIPTS)}
        for one in INSTALLATIONS:
            folder = self.world.folder / f"office_{one.name}"
            for row in books.rows(one.name, _SENT):
                yield from _receipt(one.name, row, receipts.get(row["transfer_id"]), axis_key)
            yield from _stuck(books, one)
            blobs = [row["sha256"] for row in books.rows(one.name, "select sha256 from office_files_blob")]
            yield from _bytes(f"{one.name}: file", folder / "files", blobs)
            packets = [row["sha256"] for row in books.rows(one.name, _PACKETS)]
            yield from _bytes(f"{one.name}: packet", folder / "packets", packets)
        bodies = [
            row["packet_sha256"] for row in books.rows("axis", "select packet_sha256 from axis_tracking_transfer")
        ]
        yield from _bytes("axis: body", self.world.folder / "axis" / "bodies", bodies)

    def _heard(self, books: "Books", office: str, subject: str, codes: Sequence[str]) -> Iterator[str]:
        rows = books.rows(office, _HEARD, {"subject": subject})
        heard = [row["code"] for row in rows]
        if heard != list(codes):
            yield f"{office}: “{subject}” heard {' '.join(heard) or 'nothing'} instead of {' '.join(codes)}"
        times = [row["at"] for row in rows]
        if times != sorted(times):
            yield f"{office}: the times of the statuses of “{subject}” go back"
        document_ids = {row["document_id"] for row in rows}
        for row in books.rows("axis", _BUSINESS, {"ids": list(document_ids)}):
            if row["business_status"] != codes[-1]:
                yield f"axis: {row['document_id']} stands at {row['business_status'] or 'nothing'}, not at {codes[-1]}"

    def _audit(self) -> Iterator[str]:
        for one in INSTALLATIONS:
            environment = self.world.office_environment(one)
            said = json.loads(self.world.run("office", "audit-verify", "--json", environment=environment))
            for agency in said["agencies"]:
                if agency["problem"]:
                    yield f"{one.name}: the record of {agency['agency']} does not hold: {agency['problem']['message']}"
                if agency["waiting"]:
                    yield f"{one.name}: {agency['waiting']} events of {agency['agency']} are not sealed"


class Books:
    """The three databases as they were at one moment."""

    def __init__(self, links: dict[str, "psycopg.Connection[Row]"]) -> None:
        self._links = links

    def rows(self, name: str, question: str, values: Row | None = None) -> list[Row]:
        return self._links[name].execute(sql.SQL(question), values).fetchall()

    def waiting(self) -> list[str]:
        found = []
        for one in INSTALLATIONS:
            found += [f"{one.name}: {self._count(one.name, ask)} {what}" for what, ask in QUEUES_OF_OFFICE]
        found += [f"axis: {self._count('axis', ask)} {what}" for what, ask in QUEUES_OF_AXIS]
        return [line for line in found if ": 0 " not in line]

    def _count(self, name: str, question: str) -> int:
        return int(self.rows(name, question)[0]["n"])


# --- sending ------------------------------------------------------------------------------------------

_TAKEN = """
select 'sending' as what, one.id, one.taken_at is not null as taken, count(packet.id) as packets
from office_outgoing_dispatch one left join office_exchange_outpacket packet on packet.dispatch_id = one.id group by one.id
union all
select 'owed status', one.id, one.taken_at is not null, count(packet.id)
from office_documents_owedstatus one left join office_exchange_outpacket packet on packet.owed_status_id = one.id group by one.id
"""
_OUT = """
select packet.id, packet.sha256, packet.state, packet.transfer_id, packet.error_text, agency.code as sender
from office_exchange_outpacket packet join office_organisation_agency agency on agency.id = packet.agency_id
"""
_TRANSFERS = "select ref::text as ref, packet_sha256, sender_code, kind, operation from axis_tracking_transfer"


def _one_packet_each(books: Books, one: Installation) -> Iterator[str]:
    """A sending or an owed status has one packet from the moment it is taken, and none before."""
    for row in books.rows(one.name, _TAKEN):
        if row["packets"] != int(row["taken"]):
            yield f"{one.name}: {row['what']} {row['id']} (taken: {row['taken']}) has {row['packets']} packets"


def _one_transfer_each(books: Books) -> Iterator[str]:
    """What an office calls accepted is one transfer on the axis; what is on the axis is one packet of one office."""
    transfers = books.rows("axis", _TRANSFERS)
    by_packet = Counter((row["sender_code"], row["packet_sha256"]) for row in transfers)
    made: Counter[tuple[str, str]] = Counter()
    for one in INSTALLATIONS:
        for row in books.rows(one.name, _OUT):
            key = (row["sender"], row["sha256"])
            made[key] += 1
            if row["state"] in ("refused", "dead"):
                yield f"{one.name}: packet {row['id']} is {row['state']}: {row['error_text']}"
            elif row["state"] == "accepted" and by_packet[key] != 1:
                yield f"{one.name}: packet {row['id']} has {by_packet[key]} transfers on the axis"
    for key, count in by_packet.items():
        if key[0] in OURS and (count != 1 or made[key] != 1):  # others on this axis have ledgers of their own
            yield f"axis: {count} transfers of {key[0]} carry packet {key[1][:12]}, which {made[key]} packets hold"


# --- receiving ----------------------------------------------------------------------------------------

_DELIVERIES = """
select delivery.ref::text as ref, delivery.state, delivery.receiver_code, transfer.ref::text as transfer, transfer.kind,
    transfer.operation, transfer.sender_code
from axis_delivery_delivery delivery join axis_tracking_transfer transfer on transfer.id = delivery.transfer_id
"""
_FILED = """
select packet.delivery_ref, packet.state, packet.kind, packet.error_text,
    (select count(*) from office_incoming_incomingdocument entry where entry.delivery_ref = packet.delivery_ref) as entries,
    (select count(*) from office_incoming_changerequest asked where asked.transfer_id = packet.transfer_id) as changes,
    (select count(*) from office_outgoing_deliverystatus heard where heard.transfer_id = packet.transfer_id) as statuses
from office_exchange_inpacket packet
"""
_ENTRIES = "select delivery_ref from office_incoming_incomingdocument where delivery_ref <> ''"


def _filed_once(books: Books) -> Iterator[str]:
    """A delivery is filed once, as exactly one thing, and is only called taken when it was filed."""
    filed: dict[str, list[tuple[str, Row]]] = {}
    for one in INSTALLATIONS:
        for row in books.rows(one.name, _FILED):
            filed.setdefault(row["delivery_ref"], []).append((one.name, row))
    deliveries = {row["ref"]: row for row in books.rows("axis", _DELIVERIES)}
    for ref, delivery in deliveries.items():
        found = filed.get(ref, [])
        if delivery["sender_code"] not in OURS:
            continue
        if delivery["state"] == "failed":
            yield f"axis: delivery {ref} to {delivery['receiver_code']} failed"
        if delivery["receiver_code"] not in OURS:
            if found:
                yield f"{found[0][0]}: {ref} is filed and was meant for {delivery['receiver_code']}"
            continue
        if len(found) > 1 or (delivery["state"] == "taken" and not found):
            yield f"axis: delivery {ref} ({delivery['state']}) is filed {len(found)} times"
        for office, row in found:
            yield from _filed_as(office, row, delivery)
    for ref, found in filed.items():
        if ref not in deliveries:
            yield f"{found[0][0]}: {ref} is filed but was never delivered"
    for one in INSTALLATIONS:
        for row in books.rows(one.name, _ENTRIES):
            if row["delivery_ref"] not in filed:
                yield f"{one.name}: an entry has no packet: {row['delivery_ref']}"


def _filed_as(office: str, row: Row, delivery: Row) -> Iterator[str]:
    if row["state"] != "filed":
        yield f"{office}: delivery {row['delivery_ref']} is {row['state']}: {row['error_text']}"
    shape = (row["entries"], row["changes"], row["statuses"])
    wanted = {"new": (1, 0, 0), "recall": (0, 1, 0), "status": (0, 0, 1)}[delivery["operation"]]
    if shape != wanted:
        yield (
            f"{office}: delivery {row['delivery_ref']} ({delivery['operation']}) became {shape[0]} entries, "
            f"{shape[1]} requests and {shape[2]} statuses"
        )


# --- books and signatures -------------------------------------------------------------------------------

_BOOKS = """
select counter.book_id, counter.year, counter.last_number,
    array(select number from office_registers_takennumber taken
          where taken.book_id = counter.book_id and taken.year = counter.year and suffix = '' order by number) as given
from office_registers_counter counter
"""
_USED = """
select document.ref::text as ref, outgoing.book_id, extract(year from outgoing.dated_on)::int as year,
    outgoing.taken_number as number
from office_outgoing_outgoingdocument outgoing join office_documents_document document on document.id = outgoing.document_id
where outgoing.taken_number is not null
union all
select document.ref::text, entry.book_id, entry.arrival_year, entry.arrival_number
from office_incoming_incomingdocument entry join office_documents_document document on document.id = entry.document_id
where entry.arrival_number is not null
"""
_GIVEN = """
select document_ref::text as ref, book_id, year, number from office_registers_takennumber where voided_at is null
"""
_SIGNED = """
select document_id, purpose, count(*) as n from office_signing_signingrequest where state = 'signed'
group by document_id, purpose having count(*) > 1
"""
_STUCK = """
select id, state, purpose, error_text from office_signing_signingrequest where state not in ('signed', 'cancelled')
"""
_UNISSUED = """
select document.subject, outgoing.state from office_outgoing_outgoingdocument outgoing
join office_documents_document document on document.id = outgoing.document_id
where outgoing.state not in ('issued', 'recalled') and outgoing.taken_number is not null
"""


def _numbers(books: Books, one: Installation) -> Iterator[str]:
    """Every series runs 1, 2, 3 …, and every number stands on exactly the document it was given to."""
    for row in books.rows(one.name, _BOOKS):
        if row["given"] != list(range(1, row["last_number"] + 1)):
            yield f"{one.name}: book {row['book_id']} of {row['year']} counts {row['last_number']} but gave {row['given']}"
    used = Counter(tuple(row.values()) for row in books.rows(one.name, _USED))
    given = Counter(tuple(row.values()) for row in books.rows(one.name, _GIVEN))
    for number in (used - given) + (given - used):
        yield f"{one.name}: number {number[3]} of book {number[1]} is given {given[number]} and used {used[number]} times"


def _one_signature_each(books: Books, one: Installation) -> Iterator[str]:
    for row in books.rows(one.name, _SIGNED):
        yield f"{one.name}: document {row['document_id']} has {row['n']} signatures for {row['purpose']}"


def _stuck(books: Books, one: Installation) -> Iterator[str]:
    for row in books.rows(one.name, _STUCK):
        yield f"{one.name}: signing request {row['id']} ({row['purpose']}) is {row['state']}: {row['error_text']}"
    for row in books.rows(one.name, _UNISSUED):
        yield f"{one.name}: “{row['subject']}” has a number but is {row['state']}"


# --- evidence and bytes -----------------------------------------------------------------------------------

_SENT = "select id, sha256, size, state, transfer_id, receipt from office_exchange_outpacket"
_RECEIPTS = "select transfer_ref::text as ref, receipt from axis_evidence_acceptance"
_PACKETS = "select sha256 from office_exchange_outpacket union select sha256 from office_exchange_inpacket"
_HEARD = """
select status.code, status.at, document.document_id from office_outgoing_deliverystatus status
join office_outgoing_delivery delivery on delivery.id = status.delivery_id
join office_outgoing_dispatch dispatch on dispatch.id = delivery.dispatch_id
join office_documents_document document on document.id = dispatch.outgoing_id
where document.subject = %(subject)s order by status.at, status.id
"""
_BUSINESS = """
select transfer.document_id, delivery.business_status from axis_delivery_delivery delivery
join axis_tracking_transfer transfer on transfer.id = delivery.transfer_id
where transfer.document_id = any(%(ids)s) and transfer.kind = 'edoc' and transfer.operation = 'new'
"""


def _receipt(office: str, row: Row, kept: str | None, axis_key: Any) -> Iterator[str]:
    name = f"{office}: packet {row['id']}"
    if row["state"] != "accepted":
        yield f"{name} is {row['state']}"
        return
    if row["receipt"] != kept:
        yield f"{name}: its receipt is not the one that the axis keeps"
    try:
        said = check_receipt(row["receipt"], axis_key)
    except EvidenceError as error:
        yield f"{name}: its receipt does not verify: {error}"
        return
    if (said.packet_sha256, said.size, said.transfer_id) != (row["sha256"], row["size"], row["transfer_id"]):
        yield f"{name}: its receipt speaks of another packet"


def _bytes(name: str, folder: Path, hashes: Iterable[str]) -> Iterator[str]:
    for sha256 in sorted(set(hashes)):
        place = folder / sha256[:2] / sha256[2:4] / sha256
        if not place.is_file():
            yield f"{name} {sha256[:12]} is not in the store"
        elif hashlib.sha256(place.read_bytes()).hexdigest() != sha256:
            yield f"{name} {sha256[:12]} has other bytes than it should"
