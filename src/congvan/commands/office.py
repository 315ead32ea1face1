"""`congvan office ...`: the program office with the same words. Doors: register."""

import argparse

from congvan.programs import become


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the table; every option, also --help, is the program's own."""
    # With a prefix nobody types, argparse takes no word for an option of its own.
    parser = subparsers.add_parser(
        "office", add_help=False, prefix_chars="\0", help="văn phòng điện tử: serve, worker, link, migrate"
    )
    parser.add_argument("words", nargs=argparse.REMAINDER)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Become the program; does not return."""
    become("office", args.words, lang=args.lang)
