"""The axis' commands. Doors: build_parser. A command translates options into one call of an action."""

import argparse
import getpass
import sys
from pathlib import Path

from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import call_command, execute_from_command_line

from axis import serving
from axis.agency_commands import add_agency_commands
from axis.directory.actions.connect import NewAgency, connect_system, lock_system, revoke_key
from axis.directory.models import System
from axis.evidence_commands import add_evidence_commands
from axis.keyring import publish_receipt_key
from axis.oversight.actions.connect import note_expiry
from axis.oversight.errors import PasswordWeak
from axis.peering_commands import add_upstream_commands
from axis.worker import work
from evidence.keys import key_id, read_public_key
from kit.clock import now
from kit.tenancy import check_role


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="congvan axis", description="Trục liên thông văn bản.")
    parser.add_argument("--lang", choices=["vi", "en"], default="vi", help="ngôn ngữ của thông báo lỗi")
    commands = parser.add_subparsers(dest="command", required=True, metavar="LỆNH")
    serve = commands.add_parser("serve", help="chạy phần web: API và trang điều hành")
    serve.add_argument("--host")
    serve.add_argument("--port", type=int)
    serve.add_argument("--workers", type=int)
    serve.set_defaults(run=_serve)
    commands.add_parser("worker", help="chạy phần việc nền").set_defaults(run=_work)
    commands.add_parser("migrate", help="tạo hoặc nâng cấp cơ sở dữ liệu").set_defaults(run=_migrate)
    _system_commands(commands)
    add_agency_commands(commands)
    add_evidence_commands(commands)
    add_upstream_commands(commands)
    operator = commands.add_parser("operator", help="người điều hành").add_subparsers(required=True, metavar="VIỆC")
    add = operator.add_parser("add", help="thêm người điều hành hoặc đặt lại mật khẩu")
    add.add_argument("username")
    add.add_argument("--name", default="")
    add.add_argument("--password", help="bỏ trống để nhập từ bàn phím")
    add.set_defaults(run=_add_operator)
    manage = commands.add_parser("manage", help="lệnh của Django, cho người phát triển")
    manage.add_argument("rest", nargs=argparse.REMAINDER)
    manage.set_defaults(run=_manage)
    return parser


def _system_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    system = commands.add_parser("system", help="hệ thống kết nối").add_subparsers(required=True, metavar="VIỆC")
    add = system.add_parser("add", help="nối một hệ thống (chạy lại chỉ đổi phần khác)")
    add.add_argument("--id", required=True, help="mã hệ thống, tối đa 35 ký tự")
    add.add_argument("--secret", help="khóa bí mật chung, cho giao thức của trục quốc gia cũ")
    add.add_argument("--key", type=Path, help="khóa công khai hoặc chứng thư, PEM")
    add.add_argument("--name", default="", help="tên hệ thống; mặc định là tên cơ quan đầu tiên")
    add.add_argument(
        "--agency", action="append", default=[], metavar="MÃ[,MÃ KHÁC...]=TÊN", help="cơ quan gửi nhận qua hệ thống này"
    )
    add.add_argument(
        "--axis", action="store_true", help="hệ thống này là một trục cấp dưới, tự khai báo cơ quan của mình"
    )
    add.set_defaults(run=_add_system)
    for name, locked in (("lock", True), ("unlock", False)):
        one = system.add_parser(name, help="tạm khóa" if locked else "mở khóa")
        one.add_argument("--id", required=True)
        one.set_defaults(run=_lock_system, locked=locked)
    revoke = system.add_parser("revoke-key", help="thu hồi một khóa")
    revoke.add_argument("keyid")
    revoke.set_defaults(run=_revoke_key)


def _serve(args: argparse.Namespace) -> int:
    check_role()
    publish_receipt_key()
    call_command("collectstatic", interactive=False, verbosity=0)
    return serving.serve(host=args.host, port=args.port, workers=args.workers)


def _work(args: argparse.Namespace) -> int:
    check_role()
    return work()


def _migrate(args: argparse.Namespace) -> int:
    call_command("migrate", interactive=False, verbosity=0)
    publish_receipt_key()
    return 0


def _add_system(args: argparse.Namespace) -> int:
    system = connect_system(
        system_id=args.id,
        secret=args.secret,
        pem=args.key.read_bytes() if args.key else None,
        agencies=[_agency(text) for text in args.agency],
        name=args.name,
        now=now(),
        kind=System.Kind.LOWER if args.axis else "",
    )
    if args.key:
        pem = args.key.read_bytes()
        note_expiry(keyid=key_id(system.system_id, read_public_key(pem)), pem=pem)
    sys.stdout.write(f"{system.system_id}\n")
    for key in system.keys.filter(revoked_at=None):
        sys.stdout.write(f"{key.keyid}\n")
    return 0


def _agency(text: str) -> NewAgency:
    codes, found, name = text.partition("=")
    if not found or not name.strip():
        raise argparse.ArgumentTypeError(f"--agency {text}: cần dạng MÃ=TÊN")
    first, *others = [code.strip() for code in codes.split(",")]
    return NewAgency(first, name.strip(), tuple(others))


def _lock_system(args: argparse.Namespace) -> int:
    lock_system(system_id=args.id, locked=args.locked)
    return 0


def _revoke_key(args: argparse.Namespace) -> int:
    revoke_key(keyid=args.keyid, now=now())
    return 0


def _add_operator(args: argparse.Namespace) -> int:
    password = args.password or getpass.getpass("Mật khẩu: ")
    user = User.objects.filter(username=args.username).first() or User(username=args.username)
    try:
        validate_password(password, user)
    except ValidationError as weak:
        raise PasswordWeak(reasons=" ".join(weak.messages)) from weak
    user.first_name = args.name or user.first_name
    user.set_password(password)
    user.save()
    return 0


def _manage(args: argparse.Namespace) -> int:
    execute_from_command_line(["axis", *args.rest])
    return 0
