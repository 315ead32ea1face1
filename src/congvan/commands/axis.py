"""`congvan axis ...`: the program axis with the same words. Doors: register."""

import argparse

from congvan.programs import become

CONFORMANCE = "conformance"


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the table; every option, also --help, is the program's own."""
    # With a prefix nobody types, argparse takes no word for an option of its own.
    parser = subparsers.add_parser(
        "axis",
        add_help=False,
        prefix_chars="\0",
        help="trục liên thông: serve, worker, migrate, system, evidence, conformance",
    )
    parser.add_argument("words", nargs=argparse.REMAINDER)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Become the program; does not return. A conformance report needs no axis of one's own, so it is another program."""
    if args.words[:1] == [CONFORMANCE]:
        become("axislink.conformance", args.words[1:], lang=args.lang)
    become("axis", args.words, lang=args.lang)
