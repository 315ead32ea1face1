#!/usr/bin/env python3
"""A whole connector for an axis of the VXP dialect, as an example to start from: books are folders of packets.

    python vxp_connector.py https://axis/vxp --system 02.44.W00 --secret-file secret.txt --books ./books [--once]

books/out/edoc/*.edxml      documents to send        books/sent/     what the axis took, with its answer beside it
books/out/status/*.edxml    statuses to send         books/refused/  what it did not take, with the reason beside it
books/in/*.edxml            what arrived             books/unusable/ what arrived and cannot be read

Each pass follows the order of axislink.vxp_connector: list documents, fetch, store, confirm; list statuses, the same;
send documents; send statuses. For each document that is stored, 01 (arrived) is put in line to be sent.
"""

import argparse
import os
import re
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from axislink.client import Submitted
from axislink.protocol.receiver import Delivery
from axislink.vxp_client import VxpAxisClient
from axislink.vxp_connector import Connector, Outgoing
from edxml import DocumentPacket, Organ, PacketError, ResponseFor, StatusPacket, read_packet, write_packet

FOLDERS = ("out/edoc", "out/status", "sent", "refused", "in", "unusable")


class FolderBooks:
    """Books as folders. A file appears whole or not at all, so the program may be killed at any moment."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for name in FOLDERS:
            (root / name).mkdir(parents=True, exist_ok=True)

    def has(self, delivery: Delivery) -> bool:
        return any((self.root / where / self._name(delivery)).exists() for where in ("in", "unusable"))

    def keep(self, delivery: Delivery, packet: Path) -> str:
        data = packet.read_bytes()
        try:
            read = read_packet(data)
        except PacketError as problem:
            self._write(self.root / "unusable" / self._name(delivery), data)
            return problem.text()
        if isinstance(read, DocumentPacket):  # before the document: killed in between, the same status is written again
            self._write(self.root / "out/status" / f"01-{self._name(delivery)}", arrived(read, delivery.receiver))
        self._write(self.root / "in" / self._name(delivery), data)
        return ""

    def waiting(self, kind: str) -> Iterable[Outgoing]:
        for path in sorted((self.root / "out" / kind).glob("*.edxml"), key=lambda one: one.stat().st_mtime):
            yield Outgoing(f"{kind}/{path.name}", path)

    def settle(self, one: Outgoing, done: Submitted) -> None:
        if done.sent.retry:
            return  # it stays where it is and goes out again, the same bytes
        path, where = Path(str(one.packet)), self.root / ("sent" if done.sent.done else "refused")
        self._write(where / f"{path.name}.txt", (done.jws or f"{done.code}: {done.sentence}").encode())
        path.replace(where / path.name)

    @staticmethod
    def _name(delivery: Delivery) -> str:
        return re.sub(r"[^0-9A-Za-z._-]", "_", f"{delivery.delivery_id}-{delivery.receiver}") + ".edxml"

    @staticmethod
    def _write(place: Path, data: bytes) -> None:
        scratch = place.with_name(place.name + ".new")
        with scratch.open("wb") as handle:
            handle.write(data)
            handle.flush()
            os.fsync(handle.fileno())
        scratch.replace(place)


def arrived(document: DocumentPacket, receiver: str) -> bytes:
    """Return the status packet 01 (đã đến) about a document; its time is of the minute, so that a repeat is the same."""
    code = "/".join(part for part in (document.number, document.notation) if part)
    answer = ResponseFor(
        agency=document.sender.code, code=code, issued_on=document.issued_on, document_id=document.document_id
    )
    at = datetime.now(UTC).replace(second=0, microsecond=0)
    return write_packet(
        StatusPacket(sender=Organ(code=receiver), responses=(answer,), status="01", description="Đã đến", at=at)
    )


def main() -> int:
    parser = argparse.ArgumentParser(description="Bộ kết nối mẫu cho trục theo giao thức VXP.")
    parser.add_argument("url")
    parser.add_argument("--system", required=True)
    parser.add_argument("--secret-file", type=Path, required=True)
    parser.add_argument("--books", type=Path, required=True)
    parser.add_argument("--every", type=float, default=60.0, metavar="GIÂY")
    parser.add_argument("--once", action="store_true")
    args = parser.parse_args()
    books = FolderBooks(args.books)
    with VxpAxisClient(args.url, args.system, args.secret_file.read_text().strip()) as client:
        while True:
            done = Connector(client, books).one_pass()
            print(f"nhận {done.received}, đã có {done.repeated}, không dùng được {done.unusable}, gửi {done.sent}")
            for problem in done.problems:
                print(f"  {problem}")
            if args.once:
                return 1 if done.problems else 0
            time.sleep(args.every)


if __name__ == "__main__":
    raise SystemExit(main())
