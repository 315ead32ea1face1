"""`congvan axis agency`: reorganise the directory by legal acts, load the country's units. Doors: add_agency_commands.

Every command shows what would change; only with --yes, or when a person says so, is it done.
"""

import argparse
import getpass
import json
import sys
from datetime import date

from axis.delivery.actions.reorganise import Preview, order, preview
from axis.directory.actions.import_units import import_units
from axis.directory.facts import ActKind, ActState, Level
from axis.directory.models import Act
from axis.directory.orders import Heir, Order
from axis.directory.units import read_units
from kit.clock import now, today

KINDS = {
    "merge": (ActKind.MERGE, "sáp nhập các cơ quan vào một cơ quan có sẵn (--into MÃ) hoặc mới (--into MÃ=TÊN)"),
    "split": (ActKind.SPLIT, "chia một cơ quan thành nhiều cơ quan; --into đầu tiên nhận văn bản thay"),
    "rename": (ActKind.RENAME, "đổi tên một cơ quan; tên cũ được giữ"),
    "abolish": (ActKind.ABOLISH, "giải thể; --into nếu có cơ quan nhận nhiệm vụ"),
}


def add_agency_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    agency = commands.add_parser("agency", help="sắp xếp cơ quan trong danh bạ").add_subparsers(
        required=True, metavar="VIỆC"
    )
    for name, (kind, words) in KINDS.items():
        one = agency.add_parser(name, help=words)
        one.add_argument("codes", nargs="+", metavar="MÃ", help="cơ quan kết thúc (đổi tên: cơ quan được đổi)")
        one.add_argument("--law", required=True, metavar="SỐ", help="số nghị quyết hoặc quyết định")
        one.add_argument("--on", type=_day, help="ngày hiệu lực, dạng 2025-07-01; mặc định hôm nay")
        one.add_argument("--reason", default="", help="lý do ghi nhận muộn, khi ngày hiệu lực đã qua")
        if kind == ActKind.RENAME:
            one.add_argument("--name", required=True, help="tên mới")
        else:
            one.add_argument("--into", action="append", default=[], metavar="MÃ[,MÃ QCVN 102][=TÊN]")
            one.add_argument("--level", choices=Level.values, default="", help="cấp của cơ quan mới")
        one.add_argument("--yes", action="store_true", help="làm ngay, không hỏi")
        one.add_argument("--json", action="store_true")
        one.set_defaults(run=_reorganise, kind=kind)
    load = agency.add_parser("import", help="nạp danh bạ")
    load.add_argument(
        "--country", action="store_true", required=True, help="đơn vị hành chính cả nước, trước và sau 01/07/2025"
    )
    load.set_defaults(run=_import)


def _reorganise(args: argparse.Namespace) -> int:
    at = now()
    wanted = Order(
        kind=args.kind,
        agencies=tuple(args.codes),
        effective_on=args.on or today(at),
        legal_ref=args.law,
        heirs=tuple(_heir(text, args.level) for text in getattr(args, "into", ())),
        name=getattr(args, "name", ""),
        reason=args.reason,
    )
    seen = preview(wanted, now=at)
    if not args.json:
        sys.stdout.write("\n".join(lines(seen)) + "\n")
    if not args.yes and not _agreed():
        sys.stderr.write("Không có gì được ghi.\n")
        return 1
    act = order(wanted, by=getpass.getuser(), now=at)
    sys.stdout.write(json.dumps(_facts(act), ensure_ascii=False) + "\n" if args.json else _said(act))
    return 0


def lines(seen: Preview) -> list[str]:
    """Return in words what an order would do."""
    what = seen.plan
    told = []
    if what.renamed is not None:
        told.append(f"{what.renamed.code}: {what.renamed.name} → {what.order.name}")
    told += [
        f"kết thúc: {row.name} ({row.code}), {seen.waiting.get(row.pk, 0)} lượt giao đang chờ" for row in what.ending
    ]
    for place, heir in enumerate(what.heirs):
        new = " · cơ quan mới" if heir.pk is None else ""
        told.append(f"kế thừa: {heir.name} ({heir.code}){new}{' · nhận văn bản thay' if place == 0 else ''}")
    if what.ending and not what.heirs:
        told.append("không có cơ quan kế thừa: lượt giao đang chờ sẽ báo lỗi cho bên gửi")
    told.append(f"{what.children} cơ quan trực thuộc được chuyển" if what.children else "không có cơ quan trực thuộc")
    told.append(f"hiệu lực {what.order.effective_on:%d/%m/%Y}{', chuẩn bị sẵn' if seen.later else ', thực hiện ngay'}")
    return told


def _import(args: argparse.Namespace) -> int:
    units = read_units()
    done = import_units(units, by=getpass.getuser(), now=now())
    sys.stdout.write(f"{done.new} cơ quan mới, {done.ended} cơ quan kết thúc ngày 01/07/2025\n")
    return 0


def _heir(text: str, level: str) -> Heir:
    codes, _, name = text.partition("=")
    code, _, formal = codes.partition(",")
    return Heir(code.strip(), name.strip(), formal.strip(), level=level if name.strip() else "")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text}: cần dạng 2025-07-01") from error


def _agreed() -> bool:
    sys.stderr.write("Thực hiện? [c/K] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in ("c", "có", "y", "yes")


def _facts(act: Act) -> dict[str, object]:
    return {"act": str(act.ref), "state": act.state, "version": act.version, **act.changed}


def _said(act: Act) -> str:
    if act.state == ActState.PREPARED:
        return f"Đã chuẩn bị, sẽ thực hiện ngày {act.effective_on:%d/%m/%Y}.\n"
    return f"Đã thực hiện: phiên bản danh bạ {act.version}, {act.changed['moved']} lượt giao chuyển sang cơ quan kế thừa.\n"
