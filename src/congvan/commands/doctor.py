"""`congvan doctor`: what is configured and what is missing. Doors: register."""

import argparse
import json
import os
from dataclasses import asdict
from pathlib import Path

from congvan.checkup import Finding, checkup
from congvan.commands.database import default_folder

MARKS = {"ok": "✓", "missing": "–", "wrong": "✗"}
SUMS = {
    "vi": "{ok} mục tốt, {missing} mục thiếu (không bắt buộc), {wrong} mục phải sửa.",
    "en": "{ok} fine, {missing} missing (optional), {wrong} to be put right.",
}


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the table."""
    parser = subparsers.add_parser("doctor", help="kiểm tra máy: đã có gì, còn thiếu gì")
    parser.add_argument(
        "--data", type=Path, default=None, metavar="THƯ_MỤC", help="thư mục dữ liệu PostgreSQL kèm theo"
    )
    parser.add_argument("--json", action="store_true", help="in JSON")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Return 0 when the programs can run, 3 when something must be put right first."""
    findings = checkup(os.environ, args.data or default_folder())
    sums = {state: sum(one.state == state for one in findings) for state in MARKS}
    if args.json:
        print(json.dumps({"ok": not sums["wrong"], "findings": list(map(asdict, findings))}, ensure_ascii=False))
    else:
        for one in findings:
            print(f"{MARKS[one.state]} {_text(one, args.lang)}")
        print(SUMS[args.lang].format(**sums))
    return 3 if sums["wrong"] else 0


def _text(finding: Finding, lang: str) -> str:
    return finding.text_en if lang == "en" else finding.text
