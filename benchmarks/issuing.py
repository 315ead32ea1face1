"""What the worker of an office spends on the two signatures of one issue. Run: python -m benchmarks.issuing

A letter that its leader has signed gets its number and its seal, each with a time stamp over HTTP, as the worker does it. The
time stamp server is a process of its own and is not counted; figures are CPU time of this process.
"""

import argparse
import io
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import typst
from PIL import Image

from congvan.demo.country import INSTALLATIONS
from pdfseal import signing
from pdfseal.localpki import AgencySpec, PersonSpec, create_pki
from pdfseal.places import Box, NumberPlaces, Spot, seal_beside
from pdfseal.timestamps import HttpTimestamper
from pdfseal.trust import load_trust
from pdfseal.verify import verify

FONTS = Path(__file__).resolve().parents[1] / "node_modules" / "@expo-google-fonts" / "tinos"
PLACES = NumberPlaces(1, Spot(120, 110, 34, 13), Spot(350, 110, 22, 14), Spot(390, 110, 22, 14))
HAND = Box(1, 330, 640, 120, 60)
PARAGRAPH = "Văn bản dùng để đo tốc độ ký số, có *chữ đậm*, _chữ nghiêng_ và số 0123456789. " * 12
LETTER = '#set page(paper: "a4")\n#set text(font: "Tinos", size: 14pt)\n' + "\n\n".join([PARAGRAPH] * 20)


def letter() -> bytes:
    """Return an unsigned letter of some pages."""
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
    drawn: bytes = typst.compile(LETTER.encode(), font_paths=fonts, ignore_system_fonts=True)
    return drawn


def hand() -> bytes:
    """Return a picture of a signature."""
    stream = io.BytesIO()
    Image.effect_noise((160, 80), 60).convert("RGBA").save(stream, "PNG")
    return stream.getvalue()


def spent(work: Callable[[], object], times: int) -> tuple[float, float]:
    """Return CPU-ms and elapsed ms of one run of ``work``."""
    cpu, clock = time.process_time(), time.perf_counter()
    for _ in range(times):
        work()
    return (time.process_time() - cpu) / times * 1000, (time.perf_counter() - clock) / times * 1000


def measure(times: int = 60, rounds: int = 5) -> dict[str, float]:
    now = datetime.now(UTC)
    agency = str(INSTALLATIONS[0].agencies[0]["name"])
    with tempfile.TemporaryDirectory(prefix="issuing-") as name:
        people, agencies = [PersonSpec("leader", "Nguyễn Thị Ngọc Ánh", agency)], [AgencySpec("agency", agency)]
        pki = create_pki(Path(name) / "pki", people=people, agencies=agencies, at=now)
        server = subprocess.Popen(
            [sys.executable, "-c", SERVE, str(pki.folder)], stdout=subprocess.PIPE, text=True
        )  # fmt: skip
        try:
            assert server.stdout is not None
            tsa = HttpTimestamper(f"http://127.0.0.1:{int(server.stdout.readline())}/")
            leader, key = pki.key("leader"), pki.key("agency")
            unsigned = letter()
            pdf = signing.sign_person(unsigned, leader, place=HAND, image_png=hand(), at=now, fonts=FONTS, tsa=tsa).pdf

            def issue() -> signing.Sealed:
                return signing.sign_issue(
                    pdf, key, number_text="1234", issued_on=date(2026, 11, 20), places=PLACES, place=seal_beside(HAND),
                    image_png=None, agency_name=agency, at=now, fonts=FONTS, tsa=tsa,
                )  # fmt: skip

            verdict = verify(issue().pdf, trust=load_trust(pki.trust), now=datetime.now(UTC))
            assert verdict.verdict == "valid", verdict
            found = [spent(issue, times) for _ in range(rounds)]
        finally:
            server.terminate()
            server.wait()
    cpu, elapsed = (statistics.median(column) for column in zip(*found, strict=True))
    return {"letter_bytes": len(unsigned), "signed_bytes": len(pdf), "cpu_ms": cpu, "elapsed_ms": elapsed}


SERVE = """
import sys
from pathlib import Path
from pdfseal.localpki import open_pki
from pdfseal.localtsa import LocalTimestamper, serve
server = serve(LocalTimestamper(open_pki(Path(sys.argv[1])).key("tsa")))
print(server.server_address[1], flush=True)
server.serve_forever()
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=60)
    args = parser.parse_args()
    found = measure(args.times)
    print(f"  letter {found['letter_bytes']:,.0f} bytes, signed by its leader {found['signed_bytes']:,.0f} bytes")
    print(f"  number and seal, both time stamped: {found['cpu_ms']:.2f} CPU-ms, {found['elapsed_ms']:.2f} ms")
    return 0


if __name__ == "__main__":
    sys.exit(main())
