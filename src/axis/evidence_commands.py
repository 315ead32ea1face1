"""``axis evidence …``: check the log of evidence, hand out what proves one packet. Doors: add_evidence_commands."""

import argparse
import json
import sys
import time
from pathlib import Path
from uuid import UUID

from axis import env
from axis.config import config
from axis.evidence.audit import audit
from axis.evidence.findings import Audited
from axis.evidence.log import proof_of
from axis.evidence.outside import read_outside
from axis.keyring import public_keys
from evidence.bundles import write_bundle
from kit.clock import now

WORDS = {
    "vi": "{entries} mục, {heads} đầu sổ ({stamped} có dấu thời gian), {bodies} gói tin, {seconds:.1f} giây: {verdict}\n",
    "en": "{entries} entries, {heads} heads ({stamped} time-stamped), {bodies} packets, {seconds:.1f} s: {verdict}\n",
}
VERDICTS = {
    "vi": {True: "nguyên vẹn.", False: "có {count} chỗ bị sửa, mất hoặc thêm."},
    "en": {True: "sound.", False: "{count} places changed, missing or added."},
}


def add_evidence_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    evidence = commands.add_parser("evidence", help="sổ chứng cứ").add_subparsers(required=True, metavar="VIỆC")
    check = evidence.add_parser("audit", help="kiểm tra toàn bộ sổ, biên nhận và gói tin; nêu đúng chỗ bị sửa")
    check.add_argument(
        "--heads",
        type=Path,
        action="append",
        default=[],
        metavar="TỆP",
        help="đầu sổ giữ ở nơi khác (mỗi dòng một JWS)",
    )
    check.add_argument("--no-bodies", action="store_true", help="không đọc nội dung gói tin")
    check.add_argument("--json", action="store_true", help="in kết quả dạng JSON")
    check.set_defaults(run=_audit)
    bundle = evidence.add_parser("bundle", help="lập gói chứng cứ của một gói tin, kiểm tra được không cần mạng")
    bundle.add_argument("transfer", type=UUID, metavar="MÃ_LƯỢT_CHUYỂN")
    bundle.add_argument("--out", type=Path, metavar="TỆP", help="mặc định in ra màn hình")
    bundle.set_defaults(run=_bundle)


def _audit(args: argparse.Namespace) -> int:
    keys = public_keys()
    files = [*args.heads, *([env.ENV.heads_path] if env.ENV.heads_path.is_file() else [])]
    outside = [head for file in files for head in read_outside(file, keys)]
    start = time.monotonic()
    bodies = None if args.no_bodies else config().bodies
    found = audit(keys=keys, outside=outside, bodies=bodies, now=now())
    seconds = time.monotonic() - start
    if args.json:
        sys.stdout.write(json.dumps(_facts(found, seconds), ensure_ascii=False) + "\n")
    else:
        _print(found, seconds, args.lang)
    return 0 if found.ok else 1


def _facts(found: Audited, seconds: float) -> dict[str, object]:
    counts = {name: getattr(found, name) for name in ("entries", "heads", "stamped", "bodies")}
    findings = [
        {"damage": one.damage, "place": one.place, "what": one.what, "message": one.text()} for one in found.findings
    ]
    return {"ok": found.ok, **counts, "seconds": round(seconds, 3), "findings": findings}


def _print(found: Audited, seconds: float, lang: str) -> None:
    for one in found.findings:
        sys.stdout.write(one.text(lang) + "\n")
    verdict = VERDICTS[lang][found.ok].format(count=len(found.findings))
    counts = {name: getattr(found, name) for name in ("entries", "heads", "stamped", "bodies")}
    sys.stdout.write(WORDS[lang].format(**counts, seconds=seconds, verdict=verdict))


def _bundle(args: argparse.Namespace) -> int:
    data = write_bundle(proof_of(args.transfer))
    if args.out:
        args.out.write_bytes(data)
    else:
        sys.stdout.buffer.write(data)
    return 0
