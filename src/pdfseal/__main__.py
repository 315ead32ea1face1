"""`python -m pdfseal FILE.pdf`: may this agency rely on the file? Doors: main. `congvan sign verify` starts it.

Exit codes: 0 the signatures are valid (with or without remarks), 1 they are not, or not yet, 2 the file cannot be read.
"""

import argparse
import json
import logging
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from pdfseal.errors import PdfError
from pdfseal.facts import FACTS
from pdfseal.trust import Trust, load_trust
from pdfseal.verdict import HANOI, Verdict
from pdfseal.verify import verify

DONE, REFUSED, BAD_INPUT = 0, 1, 2
WORDS = {
    "vi": {
        "intact": "còn nguyên vẹn", "not_intact": "KHÔNG còn nguyên vẹn", "timestamp": "dấu thời gian",
        "claimed": "thời gian khai báo", "unknown_signer": "(không rõ người ký)", "issuer": "Cấp bởi", "at": "Ký lúc",
        "person": "cá nhân", "agency": "cơ quan", "stamp": "dấu thời gian",
    },
    "en": {
        "intact": "intact", "not_intact": "NOT intact", "timestamp": "time stamp", "claimed": "claimed",
        "unknown_signer": "(signer unknown)", "issuer": "Issued by", "at": "Signed at",
        "person": "person", "agency": "agency", "stamp": "time stamp",
    },
}  # fmt: skip


def main(argv: Sequence[str] | None = None) -> int:
    """Check one file, tell what was found, and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m pdfseal", description="Kiểm tra chữ ký số của một tệp PDF.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--trust", type=Path)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--lang", choices=["vi", "en"], default="vi")
    args = parser.parse_args(argv)
    lang: str = args.lang
    logging.getLogger("pyhanko").setLevel(logging.CRITICAL)  # its remarks on odd files are not for this reader
    try:
        trust = load_trust(args.trust) if args.trust else Trust()
        verdict = verify(args.file, trust=trust, now=datetime.now(UTC))
    except PdfError as error:
        return _fail(error.code, error.text(lang), as_json=args.json)
    if args.json:
        _tell(json.dumps(verdict.as_json(lang), ensure_ascii=False, indent=1))
    else:
        _tell("\n".join(_lines(verdict, lang)))
    return DONE if verdict.verdict in ("valid", "valid_with_remarks") else REFUSED


def _fail(code: str, message: str, *, as_json: bool) -> int:
    if as_json:
        _tell(json.dumps({"error": {"code": code, "message": message}}, ensure_ascii=False))
    sys.stderr.write(f"{code}: {message}\n")
    return BAD_INPUT


def _tell(text: str) -> None:
    sys.stdout.write(text + "\n")


def _lines(verdict: Verdict, lang: str) -> list[str]:
    words = WORDS[lang]

    def told(codes: tuple[str, ...]) -> list[str]:
        return [f"   - {FACTS[code].en if lang == 'en' else FACTS[code].vi}" for code in codes]

    lines = [verdict.text(lang), *told(verdict.facts)]
    for number, signature in enumerate(verdict.signatures, 1):
        kind = words["stamp"] if signature.kind == "timestamp" else words[signature.kind]
        state = words["intact"] if signature.intact else words["not_intact"]
        lines.append(f"{number}. {signature.signer or words['unknown_signer']} ({kind}): {state}")
        if signature.issuer:
            lines.append(f"   {words['issuer']}: {signature.issuer}")
        if signature.signed_at:
            at = signature.signed_at.astimezone(HANOI).strftime("%d/%m/%Y %H:%M:%S")
            lines.append(f"   {words['at']}: {at} ({words[signature.time_source]})")
        lines += told(signature.facts)
    return lines


if __name__ == "__main__":
    sys.exit(main())
