"""The office's commands. Doors: build_parser. A command translates options into one call of an action."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command, execute_from_command_line

from kit import clock
from kit.serve import serve as serve_front
from kit.tenancy import check_role
from kit.work import Consumer, run_forever
from office.audit.actions.sealing import seal_batch
from office.audit.actions.verifying import Checked, verify_chain
from office.audit.keyring import seal_key_path
from office.exchange.actions.heads import forget_axis_log
from office.exchange.link import run as run_link
from office.files.actions import scan_batch
from office.messages import write_catalogues
from office.organisation import people
from office.organisation.actions import import_country
from office.organisation.country import read_country
from office.outgoing.tasks import CONSUMERS as OUTGOING
from office.registers.actions import open_books
from office.shell.errors import SecretKeyUnset
from office.signing.actions import register_certificates
from office.signing.tasks import CONSUMERS as SIGNING

SCAN_PAUSE_S = 0.2
SEAL_PAUSE_S = 1.0  # a seal over many events costs as much as one over one
NOT_SECRET = "not-secret-for-tests-only"  # noqa: S105 - the value that is refused


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="congvan office", description="Văn phòng điện tử liên thông.")
    parser.add_argument("--lang", choices=["vi", "en"], default="vi", help="ngôn ngữ của thông báo lỗi")
    commands = parser.add_subparsers(dest="command", required=True, metavar="LỆNH")
    serve = commands.add_parser("serve", help="chạy phần web")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=8000)
    serve.add_argument("--workers", type=int, default=2)
    serve.set_defaults(run=_serve)
    commands.add_parser("worker", help="chạy phần việc nền: ký, kiểm tra, quét, niêm phong").set_defaults(run=_work)
    commands.add_parser("link", help="chạy phần nối Trục").set_defaults(run=_link)
    commands.add_parser("migrate", help="tạo hoặc nâng cấp cơ sở dữ liệu").set_defaults(run=_migrate)
    seed = commands.add_parser("seed", help="nạp cơ quan, người và sổ từ một tệp JSON; chạy lại không đổi gì")
    seed.add_argument("file", type=Path)
    seed.set_defaults(run=_seed)
    certificates = commands.add_parser("certificates", help="ghi danh chứng thư số từ danh sách JSON")
    certificates.add_argument("path", type=Path, help="thư mục có certificates.json, hoặc chính tệp ấy")
    certificates.set_defaults(run=_certificates)
    prepare = commands.add_parser("prepare", help="migrate, seed và certificates trong một lượt")
    prepare.add_argument("file", type=Path)
    prepare.add_argument("path", type=Path, help="thư mục có certificates.json, hoặc chính tệp ấy")
    prepare.set_defaults(run=_prepare)
    verify = commands.add_parser("audit-verify", help="kiểm tra nhật ký của mọi cơ quan có còn nguyên vẹn")
    verify.add_argument("--agency", help="chỉ một cơ quan, theo mã định danh")
    verify.add_argument("--json", action="store_true")
    verify.set_defaults(run=_audit_verify)
    forget = commands.add_parser(
        "forget-log", help="quên đầu sổ chứng cứ đã giữ của trục (sau khi trục được khôi phục)"
    )
    forget.set_defaults(run=_forget_log)
    commands.add_parser("messages", help="biên dịch bản dịch tiếng Anh").set_defaults(run=_messages)
    manage = commands.add_parser("manage", help="lệnh của Django, cho người phát triển")
    manage.add_argument("rest", nargs=argparse.REMAINDER)
    manage.set_defaults(run=_manage)
    return parser


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _refuse_unsafe() -> None:
    """Raises: UnsafeRole, SecretKeyUnset."""
    check_role()
    if settings.SECRET_KEY == NOT_SECRET and not settings.ENV.demo:
        raise SecretKeyUnset()


def _serve(args: argparse.Namespace) -> int:
    _refuse_unsafe()
    call_command("collectstatic", interactive=False, verbosity=0)
    serve_front("office.wsgi:front", host=args.host, port=args.port, workers=args.workers)
    return 0


def _seal() -> bool:
    return seal_batch(people.hosted_agency_ids, seal_key_path(settings.ENV))


def _work(args: argparse.Namespace) -> int:
    _refuse_unsafe()
    consumers: Sequence[Consumer] = (
        *SIGNING,
        *OUTGOING,
        Consumer("scan", ("office.scan",), scan_batch, pause_s=SCAN_PAUSE_S),
        Consumer("seal", ("office.seal",), _seal, pause_s=SEAL_PAUSE_S),
    )
    run_forever(consumers, ready=lambda: _say("ready"), patience_s=settings.ENV.patience_s)
    return 0


def _link(args: argparse.Namespace) -> int:
    _refuse_unsafe()
    run_link(lambda: _say("ready"))
    return 0


def _migrate(args: argparse.Namespace) -> int:
    call_command("migrate", interactive=False, verbosity=0)
    return 0


def _seed(args: argparse.Namespace) -> int:
    country = read_country(json.loads(args.file.read_text(encoding="utf-8")))
    done = import_country(country, now=clock.now())
    books = sum(open_books(done.hosted[spec.code], spec.books) for spec in country.agencies if spec.code in done.hosted)
    _say(f"{done.agencies} cơ quan, {done.people} người, {done.posts} chức danh, {books} sổ mới")
    return 0


def _certificates(args: argparse.Namespace) -> int:
    folder = args.path if args.path.is_dir() else args.path.parent
    _say(f"{register_certificates(folder)} chứng thư mới")
    return 0


def _prepare(args: argparse.Namespace) -> int:
    """One start of the program instead of three: a trial is usable sooner."""
    return _migrate(args) or _seed(args) or _certificates(args)


def _as_json(code: str, checked: Checked) -> dict[str, Any]:
    problem = checked.problem
    return {
        "agency": code,
        "events": checked.sealed,
        "waiting": checked.waiting,
        "head": checked.head,
        "problem": None
        if problem is None
        else {
            "kind": problem.damage.value,
            "seq": problem.seq,
            "event": problem.ref or None,
            "message": problem.text(),
        },
    }


def _audit_verify(args: argparse.Namespace) -> int:
    agencies = [one for one in people.hosted_agencies() if args.agency in (None, one.code)]
    key = seal_key_path(settings.ENV)
    results = [(one, verify_chain(one.pk, key)) for one in agencies]
    sound = all(checked.problem is None for _, checked in results)
    if args.json:
        listed = [_as_json(one.code, checked) for one, checked in results]
        _say(json.dumps({"ok": sound, "agencies": listed}, ensure_ascii=False))
        return 0 if sound else 1
    for one, checked in results:
        words = "nguyên vẹn" if checked.problem is None else checked.problem.text(args.lang)
        _say(f"{one.code} {one.name}: {checked.sealed} sự kiện, {checked.waiting} chờ niêm phong. {words}")
    return 0 if sound else 1


def _forget_log(args: argparse.Namespace) -> int:
    """Print what was kept, so that it can be put away as evidence."""
    for head in forget_axis_log():
        _say(head)
    return 0


def _messages(args: argparse.Namespace) -> int:
    for path in write_catalogues():
        _say(str(path))
    return 0


def _manage(args: argparse.Namespace) -> int:
    execute_from_command_line(["congvan office manage", *args.rest])
    return 0
