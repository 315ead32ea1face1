"""``congvan edxml``: a packet as data, and what is wrong with it in words. Doors: register."""

import argparse
import json
import sys
from datetime import date, datetime
from pathlib import Path

from edxml import DocumentPacket, PacketError, Severity, StatusPacket, check_packet, describe, read_packet
from edxml.codes import PRIORITIES, STEERING, status_label
from edxml.errors import CANNOT_OPEN
from edxml.values import HANOI

DONE, REFUSED, BAD_INPUT = 0, 1, 2
_WEIGHT = {"refused": "KHÔNG ĐỌC ĐƯỢC", "error": "LỖI", "warning": "CẢNH BÁO", "note": "GHI CHÚ"}
_WEIGHT_EN = {"refused": "UNREADABLE", "error": "ERROR", "warning": "WARNING", "note": "NOTE"}


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``edxml read`` and ``edxml check`` to the command line."""
    parser = subparsers.add_parser("edxml", help="đọc và kiểm tra gói tin edXML")
    actions = parser.add_subparsers(dest="action", required=True, metavar="VIỆC")
    for name, help_text, run in (
        ("read", "đọc một gói tin thành dữ liệu", _read),
        ("check", "nêu những chỗ sai của một gói tin", _check),
    ):
        action = actions.add_parser(name, help=help_text)
        action.add_argument("file", type=Path, metavar="TỆP")
        action.add_argument("--json", action="store_true", help="in ra JSON")
        action.add_argument("--flat", action="store_true", help="nhận cả mẫu phẳng http://www.go.vn/eDoc")
        action.set_defaults(run=run)


def _lang(args: argparse.Namespace) -> str:
    return str(getattr(args, "lang", "vi"))


def _print_json(data: object) -> None:
    json.dump(data, sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")


def _fail(error: PacketError, args: argparse.Namespace) -> int:
    text = error.text(_lang(args))
    if args.json:
        _print_json({"error": {"code": error.code, "message": text}})
    print(f"{error.code}: {text}", file=sys.stderr)
    return BAD_INPUT


def _read(args: argparse.Namespace) -> int:
    try:
        packet = read_packet(args.file, flat=args.flat)
    except PacketError as error:
        return _fail(error, args)
    except OSError as error:
        return _fail(PacketError(CANNOT_OPEN, path=args.file, reason=error.strerror or str(error)), args)
    if args.json:
        _print_json(describe(packet, _lang(args)))
    else:
        for label, value in _facts(packet):
            print(f"{label:<16}{value}")
        for remark in packet.remarks:
            print(f"{'Lưu ý':<16}{remark.code}: {remark.text(_lang(args))}")
    return DONE


def _check(args: argparse.Namespace) -> int:
    lang = _lang(args)
    try:
        with args.file.open("rb"):
            findings = check_packet(args.file, flat=args.flat, today=datetime.now(HANOI).date())
    except OSError as error:
        return _fail(PacketError(CANNOT_OPEN, path=args.file, reason=error.strerror or str(error)), args)
    worst = {finding.severity for finding in findings}
    unreadable = Severity.REFUSED in worst
    if args.json:
        data: dict[str, object] = {
            "ok": not worst & {Severity.REFUSED, Severity.ERROR},
            "findings": [
                {"code": one.code, "severity": one.severity.value, "message": one.text(lang)} for one in findings
            ],
        }
        if unreadable:
            data["error"] = {"code": findings[0].code, "message": findings[0].text(lang)}
        _print_json(data)
    else:
        words = _WEIGHT_EN if lang == "en" else _WEIGHT
        for one in findings:
            print(f"{words[one.severity]:<15} {one.code}: {one.text(lang)}")
        if not findings:
            print("No fault found." if lang == "en" else "Không thấy lỗi nào.")
    if unreadable:
        print(f"{findings[0].code}: {findings[0].text(lang)}", file=sys.stderr)
        return BAD_INPUT
    return REFUSED if Severity.ERROR in worst else DONE


def _day(value: date | None) -> str:
    return value.strftime("%d/%m/%Y") if value else "(không có)"


def _facts(packet: DocumentPacket | StatusPacket) -> list[tuple[str, str]]:
    """Return what a person wants to know of a packet, label by label."""
    sender = f"{packet.sender.code}  {packet.sender.name or ''}".rstrip()
    if isinstance(packet, StatusPacket):
        about = packet.response
        facts = [
            ("Loại gói tin", "trạng thái"),
            ("Nơi báo", sender),
            ("Gửi tới", about.agency or ""),
            ("Về văn bản", about.document_id or about.code or ""),
            ("Trạng thái", f"{packet.status}  {status_label(packet.status)}"),
            ("Nội dung", packet.description or ""),
            ("Lúc", packet.at.strftime("%d/%m/%Y %H:%M:%S") if packet.at else "(không có)"),
            ("Người xử lý", packet.staff.name or "" if packet.staff else ""),
        ]
        return [(label, value) for label, value in facts if value]
    signer, business = packet.signer, packet.business
    signed_by = " ".join(part for part in (signer.competence, signer.position, signer.name) if part)
    facts = [
        ("Loại gói tin", f"văn bản, nghiệp vụ: {packet.operation.label}"),
        ("Mã văn bản", packet.document_id),
        ("Văn bản trước", (packet.target_id or "") if packet.target_id != packet.document_id else ""),
        ("Lý do", business.reason or ""),
        ("Nơi gửi", sender),
        *(("Nơi nhận", f"{organ.code}  {organ.name or ''}".rstrip()) for organ in packet.receivers),
        ("Số, ký hiệu", f"{packet.number or ''}/{packet.notation or ''}" if packet.number or packet.notation else ""),
        ("Ngày ban hành", f"{packet.place + ', ' if packet.place else ''}{_day(packet.issued_on)}"),
        ("Loại văn bản", packet.type.name or ""),
        ("Trích yếu", packet.subject),
        ("Người ký", signed_by),
        ("Độ khẩn", PRIORITIES.get(packet.other.priority, str(packet.other.priority))),
        ("Loại chỉ đạo", STEERING.get(packet.steering, str(packet.steering)) if packet.steering is not None else ""),
        ("Hạn xử lý", _day(packet.due_on) if packet.due_on else ""),
        *(("Trả lời", response.document_id or response.code or "") for response in packet.responses),
        *(("Thay thế", entry.document_id) for entry in business.replacements),
        *(
            (
                "Tệp",
                f"{file.name}  {file.type}, {file.size} byte{', trong ZIP' if file.zipped else ''}, SHA-256 {file.sha256}",
            )
            if file.content
            else ("Tệp", f"{file.name}  (không dùng được)")
            for file in packet.attachments
        ),
        *(
            (
                "Chặng",
                f"{trace.agency or '(không rõ)'}  {trace.at.strftime('%d/%m/%Y %H:%M:%S') if trace.at else ''}".rstrip(),
            )
            for trace in packet.traces
        ),
    ]
    return [(label, value) for label, value in facts if value]
