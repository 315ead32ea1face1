"""The command line of Congvan. Doors: main.

One table of commands; each is a module that registers its parser. Commands that need a database or a web
application start those programs as child processes: nothing here imports them.
"""

import argparse
import sys
from collections.abc import Sequence

from congvan.commands import COMMANDS


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="congvan", description="Văn phòng điện tử liên thông.")
    parser.add_argument("--lang", choices=["vi", "en"], default="vi", help="ngôn ngữ của thông báo lỗi")
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="LỆNH")
    for register in COMMANDS:
        register(subparsers)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 refused by a rule, 2 bad usage or input, 3 environment."""
    args = build_parser().parse_args(argv)
    code: int = args.run(args)
    return code


if __name__ == "__main__":
    sys.exit(main())
