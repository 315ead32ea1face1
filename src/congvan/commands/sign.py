"""`congvan sign verify FILE.pdf`: may this agency rely on the file? Doors: register.

Starts ``python -m pdfseal``: loading what reads certificates takes longer than all other commands together.
Exit codes: 0 the signatures are valid (with or without remarks), 1 they are not, or not yet, 2 the file cannot be read.
"""

import argparse
import subprocess
import sys
from pathlib import Path
from typing import Any


def register(subparsers: Any) -> None:
    """Add ``sign verify`` to the command line."""
    parser = subparsers.add_parser("sign", help="chữ ký số trên tệp PDF")
    actions = parser.add_subparsers(dest="action", required=True, metavar="VIỆC")
    check = actions.add_parser("verify", help="kiểm tra chữ ký số của một tệp PDF")
    check.add_argument("file", type=Path, metavar="TỆP.pdf")
    check.add_argument(
        "--trust", type=Path, metavar="THƯ_MỤC", help="chứng thư gốc, chứng thư trung gian, danh sách thu hồi"
    )
    check.add_argument("--json", action="store_true", help="in kết quả dạng JSON")
    check.add_argument("--lang", choices=["vi", "en"], default=argparse.SUPPRESS, help="ngôn ngữ của kết quả")
    check.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    words = [sys.executable, "-m", "pdfseal", f"--lang={getattr(args, 'lang', 'vi')}"]
    if args.trust is not None:
        words.append(f"--trust={args.trust}")
    if args.json:
        words.append("--json")
    return subprocess.run([*words, "--", str(args.file)], check=False).returncode
