"""``axis upstream …``: the axes above this one. Doors: add_upstream_commands."""

import argparse
import json
import sys
from pathlib import Path

from axis import env
from axis.config import config
from axis.peering.actions.upstream import add_upstream, key_path, own_key, pause_upstream
from axis.peering.errors import UpstreamUnknown
from axis.peering.link import Link
from axis.peering.links import connect
from axis.peering.models import Upstream
from axis.peering.overview import link_facts
from evidence.keys import key_id, public_pem
from kit.clock import now

WORDS = {
    "vi": "{name}  {url}  {state}; chờ chuyển lên {queued}, bị từ chối {refused}, chờ báo {untold}, cơ quan phía trên {beyond}\n",
    "en": "{name}  {url}  {state}; queued {queued}, refused {refused}, to be told {untold}, agencies beyond {beyond}\n",
}
STATES = {
    "vi": {"up": "đang nối", "down": "mất liên lạc", "new": "chưa nối lần nào", "paused": "tạm dừng"},
    "en": {"up": "up", "down": "down", "new": "never heard", "paused": "paused"},
}


def add_upstream_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    upstream = commands.add_parser("upstream", help="trục cấp trên").add_subparsers(required=True, metavar="VIỆC")
    add = upstream.add_parser("add", help="nối lên một trục cấp trên (chạy lại chỉ đổi phần khác)")
    add.add_argument("--id", required=True, help="tên của trục đó như nó ghi trong biên nhận, ví dụ national")
    add.add_argument("--name", default="", help="tên gọi; mặc định là mã")
    add.add_argument("--url", required=True)
    add.add_argument("--system-id", required=True, help="mã mà trục đó đặt cho trục này")
    add.add_argument("--key", type=Path, metavar="TỆP", help="khóa riêng của trục này, PEM; bỏ trống: tạo khóa mới")
    add.add_argument("--receipt-key", type=Path, metavar="TỆP", help="khóa công khai để kiểm tra biên nhận của trục đó")
    add.set_defaults(run=_add)
    show = upstream.add_parser("show", help="tình trạng các đường nối lên")
    show.add_argument("--json", action="store_true")
    show.set_defaults(run=_show)
    sync = upstream.add_parser("sync", help="lấy danh bạ phía trên và khai báo cơ quan ở đây, ngay bây giờ")
    sync.add_argument("--id", required=True)
    sync.set_defaults(run=_sync)
    for name, paused in (("pause", True), ("resume", False)):
        one = upstream.add_parser(name, help="tạm dừng" if paused else "nối tiếp")
        one.add_argument("--id", required=True)
        one.set_defaults(run=_pause, paused=paused)


def _add(args: argparse.Namespace) -> int:
    keys = env.ENV.axis_data / "keys"
    add_upstream(
        name=args.id,
        title=args.name,
        url=args.url,
        own_id=args.system_id,
        key=args.key.read_bytes() if args.key else None,
        receipt_key=args.receipt_key.read_bytes() if args.receipt_key else None,
        keys=keys,
        now=now(),
    )
    key = own_key(keys, args.id)
    public = key_path(keys, args.id).with_suffix(".pub.pem")
    public.write_bytes(public_pem(key))
    sys.stdout.write(f"{args.id}\n{key_id(args.system_id, key)}\n{public}\n")
    return 0


def _show(args: argparse.Namespace) -> int:
    rows = link_facts(now())
    if args.json:
        sys.stdout.write(json.dumps(rows, ensure_ascii=False) + "\n")
        return 0
    for row in rows:
        sys.stdout.write(WORDS[args.lang].format(**{**row, "state": STATES[args.lang][row["state"]]}))
        for refusal in row["announcements_refused"]:
            sys.stdout.write(f"    {refusal['agency']}: {refusal['code']} {refusal['sentence']}\n")
    return 0


def _sync(args: argparse.Namespace) -> int:
    upstream = Upstream.objects.select_related("system").filter(system__system_id=args.id).first()
    if upstream is None:
        raise UpstreamUnknown(name=args.id)
    link = Link(upstream, connect, config())
    try:
        changed = link.learn_once()
        while link.announce_once():
            pass
    finally:
        link.close()
    sys.stdout.write(f"{changed}\n")
    return 0


def _pause(args: argparse.Namespace) -> int:
    pause_upstream(name=args.id, paused=args.paused)
    return 0
