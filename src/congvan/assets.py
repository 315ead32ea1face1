"""Put the browser files of the lock file where Django serves them. Doors: build, AssetsMissing, Report.

Copies what the pages use from ``node_modules`` into ``build/assets`` and draws one sprite of the icons in use.
Answers nothing about pages, downloads nothing, and never writes into the source tree.
"""

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from kit.screen.icons import ICONS, STROKE

PROJECT = Path(__file__).resolve().parents[2]
SPRITE = "icons/sprite.svg"

# Source below node_modules -> place below build/assets. A folder is copied whole.
COPIES: tuple[tuple[str, str], ...] = (
    ("@tabler/core/dist/css/tabler.min.css", "vendor/tabler/tabler.min.css"),
    ("@tabler/icons/LICENSE", "icons/LICENSE"),
    ("htmx.org/dist/htmx.min.js", "vendor/htmx/htmx.min.js"),
    ("htmx.org/LICENSE", "vendor/htmx/LICENSE"),
    ("idiomorph/dist/idiomorph-ext.min.js", "vendor/idiomorph/idiomorph-ext.min.js"),
    ("idiomorph/LICENSE", "vendor/idiomorph/LICENSE"),
    ("@alpinejs/csp/dist/cdn.min.js", "vendor/alpine/alpine-csp.min.js"),
    ("@fontsource-variable/inter/files/inter-latin-wght-normal.woff2", "fonts/inter/latin.woff2"),
    ("@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2", "fonts/inter/latin-ext.woff2"),
    ("@fontsource-variable/inter/files/inter-vietnamese-wght-normal.woff2", "fonts/inter/vietnamese.woff2"),
    ("@fontsource-variable/inter/LICENSE", "fonts/inter/LICENSE"),
    ("@expo-google-fonts/tinos/400Regular/Tinos_400Regular.ttf", "fonts/tinos/Tinos-Regular.ttf"),
    ("@expo-google-fonts/tinos/400Regular_Italic/Tinos_400Regular_Italic.ttf", "fonts/tinos/Tinos-Italic.ttf"),
    ("@expo-google-fonts/tinos/700Bold/Tinos_700Bold.ttf", "fonts/tinos/Tinos-Bold.ttf"),
    ("@expo-google-fonts/tinos/700Bold_Italic/Tinos_700Bold_Italic.ttf", "fonts/tinos/Tinos-BoldItalic.ttf"),
    ("@expo-google-fonts/tinos/LICENSE_FONT", "fonts/tinos/LICENSE"),
    # The legacy build is the one that runs in the browsers of offices that update once a year.
    ("pdfjs-dist/legacy/build/pdf.min.mjs", "vendor/pdfjs/pdf.mjs"),
    ("pdfjs-dist/legacy/build/pdf.worker.min.mjs", "vendor/pdfjs/pdf.worker.mjs"),
    ("pdfjs-dist/legacy/web/pdf_viewer.mjs", "vendor/pdfjs/pdf_viewer.mjs"),
    ("pdfjs-dist/cmaps", "vendor/pdfjs/cmaps"),
    ("pdfjs-dist/standard_fonts", "vendor/pdfjs/standard_fonts"),
    ("pdfjs-dist/wasm", "vendor/pdfjs/wasm"),
    ("pdfjs-dist/iccs", "vendor/pdfjs/iccs"),
    ("pdfjs-dist/LICENSE", "vendor/pdfjs/LICENSE"),
)

ICON_FOLDER = "@tabler/icons/icons/outline"
_COMMENT = re.compile(r"/\*[#@] ?sourceMappingURL=.*?\*/|^//[#@] ?sourceMappingURL=.*$", re.MULTILINE)
_BACKGROUND = re.compile(r'<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*/>')
_INNER = re.compile(r"<svg.*?>(.*)</svg>", re.DOTALL)


class AssetsMissing(Exception):
    """The packages of the lock file are not installed."""

    code = "CVN-020"
    message = "Thiếu tệp giao diện: {missing}. Chạy `npm ci` trong thư mục dự án rồi làm lại."
    message_en = "Browser files are missing: {missing}. Run `npm ci` in the project folder and try again."

    def __init__(self, missing: list[str]) -> None:
        super().__init__(", ".join(missing))
        self.missing = missing

    def text(self, lang: str = "vi") -> str:
        """Return the sentence for a person, with the first few names."""
        shown = ", ".join(self.missing[:3]) + (" …" if len(self.missing) > 3 else "")
        return (self.message_en if lang == "en" else self.message).format(missing=shown)


@dataclass(frozen=True)
class Report:
    """What one run did: how many files are in place, how many it wrote, how many old ones it removed."""

    files: int
    written: int
    removed: int


def build(source: Path = PROJECT / "node_modules", target: Path = PROJECT / "build" / "assets") -> Report:
    """Return what was written after making ``target`` hold exactly the files in use.

    A second run writes nothing. Raises: AssetsMissing.
    """
    plan = _plan(source)
    written = sum(_write(target / place, wanted) for place, wanted in plan.items())
    removed = _remove_others(target, set(plan))
    return Report(files=len(plan), written=written, removed=removed)


def sprite(folder: Path) -> str:
    """Return one SVG document that holds every icon in use as a symbol."""
    symbols = []
    for name in ICONS:
        found = _INNER.search(_BACKGROUND.sub("", (folder / f"{name}.svg").read_text(encoding="utf-8")))
        inner = " ".join((found.group(1) if found else "").split())
        symbols.append(
            f'<symbol id="{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="{STROKE}" '
            f'stroke-linecap="round" stroke-linejoin="round">{inner}</symbol>'
        )
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


def _plan(source: Path) -> dict[str, Path | bytes]:
    """Return each wanted place with the file, or the bytes, that belong there."""
    plan: dict[str, Path | bytes] = {}
    missing = [name for name, _ in COPIES if not (source / name).exists()]
    missing += [f"{ICON_FOLDER}/{name}.svg" for name in ICONS if not (source / ICON_FOLDER / f"{name}.svg").exists()]
    if missing:
        raise AssetsMissing(missing)
    for name, place in COPIES:
        origin = source / name
        if origin.is_dir():
            plan |= {f"{place}/{file.name}": file for file in sorted(origin.iterdir()) if file.is_file()}
        elif origin.suffix in {".css", ".mjs", ".js"}:
            # Source maps are not copied, and a pointer to a missing one makes strict static storages fail.
            plan[place] = _COMMENT.sub("", origin.read_text(encoding="utf-8")).encode()
        else:
            plan[place] = origin
    plan[SPRITE] = sprite(source / ICON_FOLDER).encode()
    return plan


def _write(place: Path, wanted: Path | bytes) -> bool:
    """Return whether the file had to be written."""
    if isinstance(wanted, bytes):
        if place.is_file() and place.read_bytes() == wanted:
            return False
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(wanted)
        return True
    have, want = (place.stat() if place.is_file() else None), wanted.stat()
    if have and (have.st_size, int(have.st_mtime)) == (want.st_size, int(want.st_mtime)):
        return False
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(wanted, place)
    return True


def _remove_others(target: Path, wanted: set[str]) -> int:
    """Return how many files of earlier runs were removed."""
    strays = [
        file for file in target.rglob("*") if file.is_file() and file.relative_to(target).as_posix() not in wanted
    ]
    for file in strays:
        file.unlink()
    return len(strays)
