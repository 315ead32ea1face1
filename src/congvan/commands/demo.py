"""``congvan demo``: the small country, the loop played for real, then served."""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx

from axislink.errors import RefusedByAxis, Unreachable
from congvan.demo.country import PASSWORD
from congvan.demo.desk import NotOnPage
from congvan.demo.errors import FolderRefused, GroundPlayed, PlayFailed, ProgramFailed, ProgramSilent
from congvan.demo.ground import COUNTRY, Ground
from congvan.demo.kept import Kept
from congvan.demo.play import play
from congvan.demo.story import Step
from congvan.demo.world import OPERATOR, Ports, StepFailed, World
from congvan.faults import fault_of
from congvan.supervise import Interrupted, interrupted_once, run_until_signal, stop_hearing
from kit.errors import DomainError

WORDS = {
    "vi": {
        "again": "Lần chạy trước trong {data} dừng giữa chừng: đã xóa dữ liệu của lần đó, vòng văn bản bắt đầu lại từ đầu.",
        "not_kept": (
            "Vòng văn bản trong {data} đã chạy từ trước: lần này không giữ tệp đã ký, gói tin, biên nhận, chứng cứ, khóa "
            "hay lượt gọi nào vào {keep}. Muốn có, hãy chạy: congvan demo --once --keep {keep}"
        ),
        "all_the_same": "Vẫn phục vụ những gì đã có. Lần chạy sau sẽ xóa dữ liệu này và bắt đầu lại từ đầu.",
        "stopped": "Đã dừng theo yêu cầu khi chưa xong.",
    },
    "en": {
        "again": "The last run in {data} was cut off: its data is removed and the loop starts afresh.",
        "not_kept": (
            "The loop in {data} was played before: this time no signed file, packet, receipt, evidence, key or call is "
            "kept in {keep}. To have them, run: congvan demo --once --keep {keep}"
        ),
        "all_the_same": "What is there is served all the same. The next run removes this data and starts afresh.",
        "stopped": "Stopped as asked, before the end.",
    },
}
FELL_SHORT = (NotOnPage, RefusedByAxis, httpx.HTTPStatusError)  # a program answered, and not as it should


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
    or the machine does not do its part; when asked to stop before the end, what shells expect then."""
    telling = _Telling(bool(args.json), args.lang)
    try:
        with interrupted_once():
            return _run(args, Kept(args.keep), telling)
    except Interrupted as asked:
        sys.stderr.write(WORDS[args.lang]["stopped"] + "\n")
        return asked.code
    except FELL_SHORT as problem:
        return _fail(PlayFailed(reason=problem), args.lang, 1)
    except StepFailed as problem:
        return _fail(ProgramFailed(reason=problem), args.lang, 3)
    except FolderRefused as problem:
        return _fail(problem, args.lang, 2)
    except (httpx.HTTPError, Unreachable) as problem:
        return _fail(ProgramSilent(reason=str(problem) or type(problem).__name__), args.lang, 3)
    except OSError as problem:
        return _fail(fault_of(problem), args.lang, 3)
    except DomainError as problem:
        return _fail(problem, args.lang, 3)


def _run(args: argparse.Namespace, kept: Kept, telling: "_Telling") -> int:
    kept.check()
    if not args.once:
        return _serve(Ground(args.data or Path("var") / "demo"), kept, telling)
    with tempfile.TemporaryDirectory(prefix="congvan-demo-") as passing:
        return _once(Ground(args.data or Path(passing)), kept, telling, passing=args.data is None)


def _fail(problem: DomainError, lang: str, code: int) -> int:
    sys.stderr.write(f"{problem.code}: {problem.text(lang)}\n")
    return code


@dataclass(frozen=True)
class _Telling:
    """How a run speaks: step by step, or in JSON and with no other word on its output."""

    json: bool
    lang: str

    def note(self, key: str, **facts: object) -> None:
        print(WORDS[self.lang][key].format(**facts), file=sys.stderr if self.json else sys.stdout, flush=True)

    def progress(self, text: str) -> None:
        if not self.json:
            _say(f"· {text}")

    def step(self, step: Step) -> None:
        if not self.json:
            _say(f"  {step.seconds:7.2f} s  {step.name} ({step.actor})")

    def result(self, result: dict[str, object]) -> None:
        said = json.dumps(result, ensure_ascii=False)
        summary = "Đã chạy trọn vòng." if result["ok"] else "Có bước chưa đúng: " + said
        _say(said if self.json else summary)


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


@contextmanager
def _world(ground: Ground, ports: Ports, kept: Kept, telling: _Telling, *, passing: bool = False) -> Iterator[World]:
    environ = dict(os.environ)
    if kept.calls is not None:
        environ["CONGVAN_CALL_LOG"] = str(kept.calls.absolute())
    with World(ground.folder, ports, say=telling.progress, environ=environ, province=True, passing=passing) as world:
        try:
            yield world
        finally:
            stop_hearing()


def _once(ground: Ground, kept: Kept, telling: _Telling, *, passing: bool) -> int:
    if ground.played:
        raise GroundPlayed(folder=ground.folder)
    with ground.held() as cut_off:
        _start_afresh(ground, cut_off, telling)
        kept.begin()
        with _world(ground, Ports.free(), kept, telling, passing=passing) as world:
            result = play(world, kept, telling.step)
        if result["ok"]:
            ground.keep(result)
    telling.result(result)
    return 0 if result["ok"] else 1


def _serve(ground: Ground, kept: Kept, telling: _Telling) -> int:
    code = 0
    with ground.held() as cut_off:
        if ground.played and kept.folder is not None:
            telling.note("not_kept", data=ground.folder, keep=kept.folder)
            kept = Kept(None)
        _start_afresh(ground, cut_off, telling)
        kept.begin()
        with _world(ground, Ports.usual_or_free(), kept, telling) as world:
            if not ground.played:
                code = _first_play(ground, world, kept, telling)
            _say(_addresses(world))
            with suppress(Interrupted):  # everything can be used already: to stop now is to stop at the end
                _load_country(world)
                run_until_signal()
    return code


def _start_afresh(ground: Ground, cut_off: bool, telling: _Telling) -> None:
    if cut_off:
        ground.clear(os.environ)
        telling.note("again", data=ground.folder)


def _first_play(ground: Ground, world: World, kept: Kept, telling: _Telling) -> int:
    """Play, and return 0 when everything happened. When it did not, the country can be looked at all the same."""
    try:
        result = play(world, kept, telling.step)
    except FELL_SHORT as problem:
        _fail(PlayFailed(reason=problem), telling.lang, 1)
    else:
        telling.result(result)
        if result["ok"]:
            ground.keep(result)
            return 0
    telling.note("all_the_same")
    return 1


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
