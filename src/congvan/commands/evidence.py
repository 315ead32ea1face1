"""`congvan evidence verify RECEIPT`: did the axis sign this, and is it about this packet? Doors: register.

Works offline, with the axis' public key as its operator handed it out. Exit codes: 0 it holds, 1 it does not, 2 unreadable.
"""

import argparse
import hashlib
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from evidence.errors import EvidenceError, KeyUnusable, ReceiptMalformed
from evidence.keys import read_public_key
from evidence.receipts import check_receipt

HOLDS, BROKEN, UNREADABLE = 0, 1, 2
BLOCK = 1 << 18
OTHER_PACKET = {
    "vi": "EVD-005: Biên nhận đúng, nhưng là của gói tin khác (SHA-256 {claimed}, tệp đã đưa {found}).",
    "en": "EVD-005: The receipt is genuine, but of another packet (SHA-256 {claimed}, the file given {found}).",
}


def register(subparsers: Any) -> None:
    """Add ``evidence verify`` to the command line."""
    parser = subparsers.add_parser("evidence", help="biên nhận của trục")
    actions = parser.add_subparsers(dest="action", required=True, metavar="VIỆC")
    check = actions.add_parser("verify", help="kiểm tra một biên nhận, không cần mạng")
    check.add_argument("receipt", type=Path, metavar="BIÊN_NHẬN", help="tệp chứa biên nhận (JWS)")
    check.add_argument("--key", type=Path, required=True, metavar="KHÓA.pem", help="khóa công khai của trục")
    check.add_argument("--packet", type=Path, metavar="GÓI_TIN", help="gói tin phải khớp với biên nhận")
    check.add_argument("--json", action="store_true", help="in kết quả dạng JSON")
    check.add_argument("--lang", choices=["vi", "en"], default=argparse.SUPPRESS, help="ngôn ngữ của kết quả")
    check.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    lang = getattr(args, "lang", "vi")
    try:
        key = read_public_key(args.key.read_bytes())
        said = check_receipt(args.receipt.read_text(encoding="ascii").strip(), key)
        found = _sha256(args.packet) if args.packet else None
    except (KeyUnusable, ReceiptMalformed) as error:
        return _fail(f"{error.code}: {error.text(lang)}", UNREADABLE)
    except EvidenceError as error:
        return _fail(f"{error.code}: {error.text(lang)}", BROKEN)
    except (OSError, UnicodeDecodeError) as error:
        return _fail(f"EVD-001: {error}", UNREADABLE)
    if found is not None and found != said.packet_sha256:
        return _fail(OTHER_PACKET[lang].format(claimed=said.packet_sha256, found=found), BROKEN)
    if args.json:
        json.dump({"ok": True, "receipt": asdict(said)}, sys.stdout, ensure_ascii=False, indent=2)
        sys.stdout.write("\n")
        return HOLDS
    sys.stdout.write("Biên nhận đúng.\n" if lang == "vi" else "The receipt holds.\n")
    for name, value in asdict(said).items():
        sys.stdout.write(f"{name:<15}{', '.join(value) if isinstance(value, tuple) else value}\n")
    return HOLDS


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as handle:
        while block := handle.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _fail(line: str, code: int) -> int:
    sys.stderr.write(line + "\n")
    return code
