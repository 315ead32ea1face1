"""Turn a word-processor file into PDF with LibreOffice, when it is installed. Doors: available, is_word_file, convert.

The file is hostile: it is converted in an empty folder with a profile of its own, under limits of
time and size, and only the PDF is taken out.
"""

import os
import resource
import shutil
import signal
import subprocess
import tempfile
from functools import lru_cache
from pathlib import Path

from office.files.models import File
from office.outgoing.errors import ConversionFailed

SECONDS = 60
LARGEST = 200 << 20
WORD_TYPES = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/msword",
    "application/vnd.oasis.opendocument.text",
}
ENDINGS = (".docx", ".doc", ".odt")


@lru_cache(maxsize=1)
def _program() -> str | None:
    return shutil.which("soffice") or shutil.which("libreoffice")


def available() -> bool:
    return _program() is not None


def is_word_file(file: File) -> bool:
    return file.blob.media_type in WORD_TYPES or (
        file.blob.media_type in ("application/zip", "application/octet-stream") and file.name.lower().endswith(ENDINGS)
    )


def _limits() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST, LARGEST))


def _run(command: list[str], place: Path) -> int | None:
    """Return the exit code, None when the time is up; the converter's children end with it."""
    process = subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=place,
        env={"HOME": str(place), "PATH": "/usr/bin:/bin"},
        start_new_session=True,
        preexec_fn=_limits,
    )
    try:
        return process.wait(timeout=SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return None


def convert(source: Path, *, name: str) -> bytes:
    """Return the PDF of the file. Raises: ConversionFailed."""
    program = _program()
    if program is None:
        raise ConversionFailed(name=name, why="máy chủ chưa cài LibreOffice")
    with tempfile.TemporaryDirectory(prefix="congvan-docx-") as folder:
        place = Path(folder)
        ending = Path(name).suffix.lower() if Path(name).suffix.lower() in ENDINGS else ".docx"
        copy = place / f"van-ban{ending}"
        shutil.copyfile(source, copy)
        command = [
            program, "--headless", "--norestore", "--nolockcheck", f"-env:UserInstallation=file://{place}/profile",
            "--convert-to", "pdf:writer_pdf_Export", "--outdir", str(place), str(copy),
        ]  # fmt: skip
        code = _run(command, place)
        if code is None:
            raise ConversionFailed(name=name, why=f"quá {SECONDS} giây")
        result = place / "van-ban.pdf"
        if code != 0 or not result.is_file():
            raise ConversionFailed(name=name, why="LibreOffice không đọc được tệp")
        return result.read_bytes()
