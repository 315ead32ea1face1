"""``congvan demo``: the small country, the loop played for real, then served."""

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path

from congvan.demo.country import PASSWORD
from congvan.demo.desk import NotOnPage
from congvan.demo.errors import KeepNotFolder, KeepTaken
from congvan.demo.kept import Kept
from congvan.demo.play import play
from congvan.demo.story import Step
from congvan.demo.world import OPERATOR, Ports, StepFailed, World
from congvan.supervise import run_until_signal
from kit.errors import DomainError

PLAYED, COUNTRY = "played.json", "country.txt"
NOT_KEPT = {
    "vi": (
        "Vòng văn bản trong {data} đã chạy từ trước: lần này không giữ tệp đã ký, gói tin, biên nhận, chứng cứ, khóa hay "
        "lượt gọi nào vào {keep}. Muốn có, hãy chạy: congvan demo --once --keep {keep}"
    ),
    "en": (
        "The loop in {data} was played before: this time no signed file, packet, receipt, evidence, key or call is kept "
        "in {keep}. To have them, run: congvan demo --once --keep {keep}"
    ),
}


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser("demo", help="dựng hai trục, ba văn phòng và chạy trọn một vòng văn bản")
    parser.add_argument("--once", action="store_true", help="chạy một vòng rồi dừng, không phục vụ tiếp")
    parser.add_argument("--json", action="store_true", help="in kết quả dạng JSON")
    parser.add_argument(
        "--keep", type=Path, metavar="THƯ_MỤC", help="giữ tệp đã ký, gói tin, biên nhận, khóa công khai"
    )
    parser.add_argument("--data", type=Path, default=None, metavar="THƯ_MỤC", help="nơi để dữ liệu (mặc định var/demo)")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Return 0 when everything happened, 1 when a step did not come true, 2 for a folder that will not do, 3 when a program
    did not start."""
    quiet, kept = bool(args.json), Kept(args.keep)
    try:
        kept.check()
        if args.once:
            with tempfile.TemporaryDirectory(prefix="congvan-demo-") as folder:
                return _once(args.data or Path(folder), kept, quiet, passing=args.data is None)
        return _serve(args.data or Path("var") / "demo", kept, quiet, args.lang)
    except NotOnPage as problem:
        sys.stderr.write(f"DEM-001: {problem}\n")
        return 1
    except StepFailed as problem:
        sys.stderr.write(f"DEM-002: {problem}\n")
        return 3
    except (KeepNotFolder, KeepTaken) as problem:
        sys.stderr.write(f"{problem.code}: {problem.text(args.lang)}\n")
        return 2
    except DomainError as problem:
        sys.stderr.write(f"{problem.code}: {problem.text(args.lang)}\n")
        return 3


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _step(step: Step) -> None:
    _say(f"  {step.seconds:7.2f} s  {step.name} ({step.actor})")


def _world(folder: Path, ports: Ports, kept: Kept, quiet: bool, *, passing: bool = False) -> World:
    environ = dict(os.environ)
    if kept.calls is not None:
        environ["CONGVAN_CALL_LOG"] = str(kept.calls.absolute())
    say = (lambda _: None) if quiet else (lambda text: _say(f"· {text}"))
    return World(folder, ports, say=say, environ=environ, province=True, passing=passing)


def _once(folder: Path, kept: Kept, quiet: bool, *, passing: bool) -> int:
    kept.begin()
    with _world(folder, Ports.free(), kept, quiet, passing=passing) as world:
        result = play(world, kept, (lambda _: None) if quiet else _step)
    _say(json.dumps(result, ensure_ascii=False) if quiet else _summary(result))
    return 0 if result["ok"] else 1


def _serve(folder: Path, kept: Kept, quiet: bool, lang: str) -> int:
    played = folder / PLAYED
    done = played.exists()
    if done and kept.folder is not None:
        _say(NOT_KEPT[lang].format(data=folder, keep=kept.folder))
        kept = Kept(None)
    kept.begin()
    with _world(folder, Ports.usual_or_free(), kept, quiet) as world:
        if not done:
            result = play(world, kept, (lambda _: None) if quiet else _step)
            played.write_text(json.dumps(result, ensure_ascii=False))
            _say(json.dumps(result, ensure_ascii=False) if quiet else _summary(result))
            if not result["ok"]:
                return 1
        _say(_addresses(world))
        _load_country(world)
        run_until_signal()
    return 0


def _load_country(world: World) -> None:
    """Put the country's administrative units into the directory, once everything can be used already: it takes a while."""
    done = world.folder / COUNTRY
    if done.exists():
        return
    try:
        told = world.run("axis", "agency", "import", "--country", environment=world.axis_environment())
    except StepFailed as problem:
        _say(f"  Danh bạ cả nước chưa nạp được: {problem}")
        return
    done.write_text(told)
    _say(f"  Danh bạ cả nước trước và sau 01/07/2025: {told.strip()}; các văn phòng nhận về trong vài phút.")


def _summary(result: dict[str, object]) -> str:
    return "Đã chạy trọn vòng." if result["ok"] else "Có bước chưa đúng: " + json.dumps(result, ensure_ascii=False)


def _addresses(world: World) -> str:
    lines = ["", "Đang phục vụ (serving). Nhấn Ctrl+C để dừng."]
    for one in world.installations:
        lines.append(f"  {one.title}: {world.url(one.name)}")
        for agency in one.agencies:
            people = ", ".join(f"{post['username']} ({post['title']})" for post in agency["posts"])
            lines.append(f"      {agency['name']}: {people}")
    lines.append(f"  Trục liên thông, trang điều hành: {world.url('axis')}  ({OPERATOR})")
    lines.append(f"  Trục liên thông tỉnh Quảng Ninh, trang điều hành: {world.url('province')}  ({OPERATOR})")
    lines.append(f"  Mật khẩu của mọi tài khoản dùng thử: {PASSWORD}")
    return "\n".join(lines)
