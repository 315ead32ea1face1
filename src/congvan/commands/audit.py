"""``congvan audit verify``: whether the office's record holds, or what in it was changed."""

import argparse

from congvan.programs import become


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser("audit", help="kiểm tra nhật ký của văn phòng")
    acts = parser.add_subparsers(dest="act", required=True, metavar="VIỆC")
    verify = acts.add_parser("verify", help="nhật ký còn nguyên, hay đã bị sửa ở đâu")
    verify.add_argument("--json", action="store_true", help="in kết quả dạng JSON")
    verify.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Become the office program, which has the record; does not return."""
    become("office", ["audit-verify", *(["--json"] if args.json else [])], lang=args.lang)
