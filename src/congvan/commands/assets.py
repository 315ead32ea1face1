"""``congvan assets``: put the browser files in place. Doors: register."""

import argparse
import sys
from pathlib import Path

from congvan import assets


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the table."""
    parser = subparsers.add_parser("assets", help="chép tệp giao diện từ node_modules vào build/assets")
    parser.add_argument("--from", dest="source", type=Path, default=assets.PROJECT / "node_modules", metavar="THƯ_MỤC")
    parser.add_argument("--to", type=Path, default=assets.PROJECT / "build" / "assets", metavar="THƯ_MỤC")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Return 0 when every file is in place, 3 when the packages are not installed."""
    try:
        report = assets.build(args.source, args.to)
    except assets.AssetsMissing as missing:
        print(f"{missing.code}: {missing.text(args.lang)}", file=sys.stderr)
        return 3
    print(f"{report.files} tệp giao diện trong {args.to}; ghi {report.written}, bỏ {report.removed}.")
    return 0
