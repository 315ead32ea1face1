"""``congvan axis conformance URL``: does this axis do what systems need of it? Doors: main.

Plays a client in the name of a system made for trials and prints a table, check by check. Needs neither database nor
settings. Exit codes: 0 everything examined holds, 1 something does not, 2 bad usage or an unusable key.
"""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from axislink.conformance.probes import Options
from axislink.conformance.report import HEADS, as_json, conforms, examine, line_of, total_of
from axislink.conformance.values import Result
from evidence.errors import EvidenceError
from evidence.keys import PrivateKey, read_private_key

NOTHING = {
    "vi": "AXL-010: Cần --key (giao thức của trục), --secret-file (giao thức VXP), hoặc cả hai.",
    "en": "AXL-010: Give --key (native API), --secret-file (VXP dialect), or both.",
}


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="congvan axis conformance",
        description="Kiểm tra một trục, từng mục một, bằng một hệ thống dành cho việc thử: hộp thư của nó không ai khác đọc.",
    )
    parser.add_argument("url", metavar="URL", help="địa chỉ của trục")
    parser.add_argument("--system", required=True, metavar="MÃ", help="mã hệ thống dành cho việc thử")
    parser.add_argument(
        "--agency", action="append", required=True, metavar="MÃ", help="cơ quan của hệ thống: mã đầu gửi, mã cuối nhận"
    )
    parser.add_argument("--key", type=Path, metavar="KHÓA.pem", help="khóa riêng, để kiểm tra giao thức của trục")
    parser.add_argument("--secret-file", type=Path, metavar="TỆP", help="tệp khóa bí mật, để kiểm tra giao thức VXP")
    parser.add_argument("--vxp-url", default="", metavar="URL", help="địa chỉ cổng VXP nếu khác URL/vxp")
    parser.add_argument("--revoked-key", type=Path, metavar="KHÓA.pem", help="một khóa riêng đã bị thu hồi")
    parser.add_argument("--register-code", default="", metavar="MÃ", help="mã cơ quan được phép đăng ký rồi xóa")
    parser.add_argument(
        "--patience", type=float, default=90.0, metavar="GIÂY", help="chờ sổ chứng cứ lâu nhất bao nhiêu"
    )
    parser.add_argument("--json", action="store_true", help="in kết quả dạng JSON")
    parser.add_argument(
        "--lang", choices=["vi", "en"], default=os.environ.get("CONGVAN_LANG", "vi"), help="ngôn ngữ của kết quả"
    )
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    args = build_parser().parse_args(argv)
    try:
        options = Options(
            url=args.url,
            system_id=args.system,
            agencies=tuple(args.agency),
            key=_key(args.key),
            secret=args.secret_file.read_text(encoding="utf-8").strip() if args.secret_file else "",
            vxp_url=args.vxp_url,
            revoked_key=_key(args.revoked_key),
            register_code=args.register_code,
            patience_s=args.patience,
        )
    except EvidenceError as error:
        return _fail(f"{error.code}: {error.text(args.lang)}")
    except (OSError, ValueError) as error:
        return _fail(f"AXL-011: {error}")
    if options.key is None and not options.secret:
        return _fail(NOTHING[args.lang])
    results: list[tuple[str, Result]] = []
    for dialect, one in examine(options):
        if not args.json:
            if all(known != dialect for known, _ in results):
                _say(HEADS[args.lang][dialect])
            _say(line_of(one, args.lang))
        results.append((dialect, one))
    found = [one for _, one in results]
    if args.json:
        _say(json.dumps(as_json(options, results), ensure_ascii=False, indent=2))
    else:
        _say(total_of(found, args.lang))
    return 0 if conforms(found) else 1


def _key(place: Path | None) -> PrivateKey | None:
    return read_private_key(place) if place is not None else None


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _fail(line: str) -> int:
    sys.stderr.write(line + "\n")
    return 2


if __name__ == "__main__":
    sys.exit(main())
