"""`congvan evidence verify FILE`: what does this receipt or bundle prove, and is it about this document? Doors: register.

Works offline, with the axis' public key as its operator handed it out. Exit codes: 0 it holds, 1 it does not, 2 unreadable.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from cryptography import x509

from edxml import DocumentPacket, PacketError, read_packet
from evidence.bundles import Checked, check_bundle, read_bundle
from evidence.errors import BundleMalformed, EvidenceError, HeadMalformed, KeyUnusable, ReceiptMalformed
from evidence.keys import PublicKey, read_public_key
from evidence.receipts import Receipt, check_receipt

HOLDS, BROKEN, UNREADABLE = 0, 1, 2
BLOCK = 1 << 18
OTHER_PACKET = {
    "vi": "EVD-005: Chứng cứ đúng, nhưng là của gói tin khác (SHA-256 {claimed}, tệp đã đưa {found}).",
    "en": "EVD-005: The evidence is genuine, but of another packet (SHA-256 {claimed}, the file given {found}).",
}
OTHER_DOCUMENT = {
    "vi": "EVD-013: Chứng cứ đúng, nhưng gói tin không có tệp này (SHA-256 {found}).",
    "en": "EVD-013: The evidence is genuine, but the packet does not hold this file (SHA-256 {found}).",
}
WORDS = {
    "vi": {
        "receipt": "Biên nhận đúng.",
        "bundle": "Chứng cứ đúng: {count} mục nằm trong sổ chứng cứ {size} mục do trục ký lúc {at}.",
        "stamp": "Dấu thời gian: {at}, {authority} ({trust}).",
        "no_stamp": "Đầu sổ này chưa có dấu thời gian.",
        "trusted": "nơi cấp được tin cậy",
        "untrusted": "chưa đối chiếu nơi cấp; dùng --tsa",
    },
    "en": {
        "receipt": "The receipt holds.",
        "bundle": "The evidence holds: {count} entries are in the log of {size} entries that the axis signed at {at}.",
        "stamp": "Time stamp: {at}, {authority} ({trust}).",
        "no_stamp": "This head has no time stamp yet.",
        "trusted": "trusted authority",
        "untrusted": "authority not compared; use --tsa",
    },
}


class _Foreign(Exception):
    """The evidence is of something else than the file given; the argument is the line to print."""


def register(subparsers: Any) -> None:
    """Add ``evidence verify`` to the command line."""
    parser = subparsers.add_parser("evidence", help="chứng cứ của trục: biên nhận, gói chứng cứ")
    actions = parser.add_subparsers(dest="action", required=True, metavar="VIỆC")
    check = actions.add_parser("verify", help="kiểm tra một biên nhận hoặc gói chứng cứ, không cần mạng")
    check.add_argument("evidence", type=Path, metavar="CHỨNG_CỨ", help="biên nhận (JWS) hoặc gói chứng cứ (JSON)")
    check.add_argument("--key", type=Path, required=True, metavar="KHÓA.pem", help="khóa công khai của trục")
    check.add_argument("--packet", type=Path, metavar="GÓI_TIN", help="gói tin phải khớp với chứng cứ")
    check.add_argument(
        "--document", type=Path, metavar="TỆP", help="tệp phải khớp: chính gói tin, hoặc một tệp nằm trong --packet"
    )
    check.add_argument(
        "--tsa", type=Path, action="append", default=[], metavar="CA.pem", help="chứng thư tin cậy về dấu thời gian"
    )
    check.add_argument("--json", action="store_true", help="in kết quả dạng JSON")
    check.add_argument("--lang", choices=["vi", "en"], default=argparse.SUPPRESS, help="ngôn ngữ của kết quả")
    check.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    lang = getattr(args, "lang", "vi")
    try:
        found = _check(args.evidence.read_bytes(), read_public_key(args.key.read_bytes()), _anchors(args.tsa))
        receipt = found.receipt if isinstance(found, Checked) else found
        _check_files(receipt, args.packet, args.document, lang)
    except (KeyUnusable, ReceiptMalformed, HeadMalformed, BundleMalformed) as error:
        return _fail(f"{error.code}: {error.text(lang)}", UNREADABLE)
    except EvidenceError as error:
        return _fail(f"{error.code}: {error.text(lang)}", BROKEN)
    except _Foreign as line:
        return _fail(str(line), BROKEN)
    except PacketError as error:
        return _fail(f"{error.code}: {error.text(lang)}", UNREADABLE)
    except (OSError, ValueError) as error:
        return _fail(f"EVD-001: {error}", UNREADABLE)
    if args.json:
        json.dump(_facts(found), sys.stdout, ensure_ascii=False, indent=2)
        sys.stdout.write("\n")
    else:
        _print(found, lang)
    return HOLDS


def _check(data: bytes, key: PublicKey, anchors: Sequence[x509.Certificate]) -> Checked | Receipt:
    if data.lstrip().startswith(b"{"):
        return check_bundle(read_bundle(data), key, anchors)
    return check_receipt(data.decode("ascii").strip(), key)


def _anchors(files: Sequence[Path]) -> list[x509.Certificate]:
    return [one for file in files for one in x509.load_pem_x509_certificates(file.read_bytes())]


def _check_files(receipt: Receipt, packet: Path | None, document: Path | None, lang: str) -> None:
    """Compare the files given with what the receipt is about. Raises: _Foreign, PacketError."""
    whole = packet or document
    if whole is None:
        return
    found = _sha256(whole)
    if found != receipt.packet_sha256:
        raise _Foreign(OTHER_PACKET[lang].format(claimed=receipt.packet_sha256, found=found))
    if packet is None or document is None:
        return
    wanted = _sha256(document)
    content = read_packet(packet)
    held = {one.sha256 for one in content.attachments} if isinstance(content, DocumentPacket) else set()
    if wanted not in held | {receipt.packet_sha256}:
        raise _Foreign(OTHER_DOCUMENT[lang].format(found=wanted))


def _facts(found: Checked | Receipt) -> dict[str, Any]:
    if isinstance(found, Receipt):
        return {"ok": True, "receipt": asdict(found)}
    stamp = found.stamp
    stamped = {"at": stamp.at.isoformat(), "authority": stamp.authority, "trusted": stamp.trusted} if stamp else None
    return {
        "ok": True,
        "receipt": asdict(found.receipt),
        "entries": list(found.entries),
        "head": asdict(found.head),
        "timestamp": stamped,
    }


def _print(found: Checked | Receipt, lang: str) -> None:
    words = WORDS[lang]
    lines = [words["receipt"]]
    receipt = found
    if isinstance(found, Checked):
        receipt, stamp = found.receipt, found.stamp
        lines = [words["bundle"].format(count=len(found.entries), size=found.head.size, at=found.head.at)]
        lines.append(words["no_stamp"])
        if stamp:
            trust = words["trusted" if stamp.trusted else "untrusted"]
            lines[-1] = words["stamp"].format(at=stamp.at.isoformat(), authority=stamp.authority, trust=trust)
        lines += [f"{one['index']:>9}  {one['at']}  {one['kind']}  {one.get('receiver', '')}" for one in found.entries]
    for name, value in asdict(receipt).items():
        lines.append(f"{name:<15}{', '.join(value) if isinstance(value, tuple) else value}")
    sys.stdout.write("\n".join(lines) + "\n")


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as handle:
        while block := handle.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _fail(line: str, code: int) -> int:
    sys.stderr.write(line + "\n")
    return code
