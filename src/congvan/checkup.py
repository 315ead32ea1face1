"""What this machine has and lacks. Doors: checkup, Finding.

Looks and reports; changes nothing, installs nothing. A finding is `ok`, `missing` (a part of the work will not be
possible) or `wrong` (the programs will not run, or not safely).
"""

import resource
import shutil
import socket
import subprocess
import sys
import zoneinfo
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import psycopg

from congvan.assets import COPIES, PROJECT
from congvan.database.launcher import bundled_binaries
from congvan.database.server import EXTENSIONS
from kit.database import conninfo
from kit.errors import DomainError
from kit.s3 import S3Bucket, StoreUnavailable

State = Literal["ok", "missing", "wrong"]

MIB = 1 << 20
LEAST_DISK = 2048 * MIB
LEAST_FILES = 8192
OLDEST_SERVER = 150000
NEEDED = {"assets": "giao diện trên trình duyệt", "fonts": "phông chữ Tinos để dựng PDF"}
PROGRAMS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("node", ("node", "nodejs"), "lấy tệp giao diện (npm)"),
    ("chromium", ("chromium", "chromium-browser", "google-chrome"), "kiểm thử trên trình duyệt"),
    ("libreoffice", ("soffice", "libreoffice"), "chuyển docx sang PDF"),
    ("tesseract", ("tesseract",), "nhận dạng chữ trong bản quét"),
    ("ocrmypdf", ("ocrmypdf",), "tạo PDF tìm kiếm được từ bản quét"),
)


@dataclass(frozen=True)
class Finding:
    """One fact: its stable name, its state and a sentence in both languages."""

    name: str
    state: State
    text: str
    text_en: str


def checkup(environ: Mapping[str, str], data: Path) -> list[Finding]:
    """Return everything found, the most important first."""
    found = [
        _python(),
        *_database(environ, data),
        *_object_store(environ),
        _disk(data),
        _open_files(),
        _time_zone(),
        *_files(environ),
    ]
    found += [_program(name, names, use) for name, names, use in PROGRAMS]
    return [*found, _vietnamese_ocr(), _scanner(environ)]


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    fine = sys.version_info >= (3, 11)
    return Finding("python", "ok" if fine else "wrong", f"Python {version}", f"Python {version}")


def _database(environ: Mapping[str, str], data: Path) -> Iterator[Finding]:
    named = False
    for variable in ("DATABASE_URL", "CONGVAN_PG_URL"):
        if variable in environ:
            named = True
            yield from _server(variable, environ[variable], ordinary=variable == "DATABASE_URL")
    if not named:
        yield _embedded(data)


def _server(variable: str, url: str, *, ordinary: bool) -> Iterator[Finding]:
    name = variable.lower()
    try:
        with psycopg.connect(conninfo(url)) as connection:
            version = connection.info.server_version
            shown = f"{version // 10000}.{version % 10000}"
            state: State = "ok" if version >= OLDEST_SERVER else "wrong"
            yield Finding(name, state, f"{variable}: PostgreSQL {shown}", f"{variable}: PostgreSQL {shown}")
            yield _extensions(connection, name)
            if ordinary:
                yield _role(connection)
                yield from _default_partitions(connection)
    except psycopg.Error as error:
        reason = str(error).strip().splitlines()[0]
        yield Finding(
            name, "wrong", f"{variable}: không kết nối được ({reason})", f"{variable}: no connection ({reason})"
        )


def _object_store(environ: Mapping[str, str]) -> Iterator[Finding]:
    """Ask each address of the axis' S3 store for its bucket."""
    secret = environ.get("CONGVAN_AXIS_S3_SECRET_KEY", "")
    if "CONGVAN_AXIS_S3_SECRET_KEY_FILE" in environ:
        secret = Path(environ["CONGVAN_AXIS_S3_SECRET_KEY_FILE"]).read_text(encoding="utf-8").strip()
    ca = environ.get("CONGVAN_AXIS_S3_CA")
    name = environ.get("CONGVAN_AXIS_S3_BUCKET", "packets")
    for url in filter(None, (part.strip() for part in environ.get("CONGVAN_AXIS_S3_URL", "").split(","))):
        key, region = environ.get("CONGVAN_AXIS_S3_ACCESS_KEY", ""), environ.get("CONGVAN_AXIS_S3_REGION", "us-east-1")
        try:
            there = S3Bucket((url,), name, key, secret, region, Path(ca) if ca else None).has("")
        except StoreUnavailable as error:
            reason = str(error)[:120]
            yield Finding("s3", "wrong", f"kho S3 {url} không trả lời ({reason})", f"S3 store {url} fails ({reason})")
            continue
        if there:
            yield Finding("s3", "ok", f"kho S3 {url} có bucket {name}", f"S3 store {url} has the bucket {name}")
        else:
            yield Finding(
                "s3", "wrong", f"kho S3 {url} chưa có bucket {name}", f"S3 store {url} lacks the bucket {name}"
            )


def _extensions(connection: psycopg.Connection, name: str) -> Finding:
    there = {row[0] for row in connection.execute("select name from pg_available_extensions")}
    lacking = ", ".join(extension for extension in EXTENSIONS if extension not in there)
    if lacking:
        text = f"máy chủ PostgreSQL thiếu phần mở rộng {lacking} (gói postgresql-contrib)"
        return Finding(f"{name}_extensions", "wrong", text, f"the server lacks the extensions {lacking}")
    return Finding(f"{name}_extensions", "ok", "đủ phần mở rộng PostgreSQL", "all PostgreSQL extensions are there")


def _role(connection: psycopg.Connection) -> Finding:
    row = connection.execute(
        "select rolname, rolsuper or rolbypassrls from pg_roles where rolname = current_user"
    ).fetchone()
    role, mighty = row if row else ("?", True)
    if mighty:
        text = f"tài khoản “{role}” vượt được phân quyền theo dòng; hãy dùng tài khoản thường"
        return Finding("role", "wrong", text, f"role “{role}” passes row-level security; use an ordinary one")
    return Finding("role", "ok", f"tài khoản “{role}” là tài khoản thường", f"role “{role}” is an ordinary one")


def _default_partitions(connection: psycopg.Connection) -> Iterator[Finding]:
    """Rows in a DEFAULT partition are of a year for which none was made. By size: row security hides the rows."""
    rows = connection.execute(
        "select relname from pg_class where relispartition and relkind = 'r'"
        " and pg_get_expr(relpartbound, oid) = 'DEFAULT' and pg_relation_size(oid) > 0"
    ).fetchall()
    for (table,) in rows:
        text = f"bảng {table} chứa dữ liệu của năm chưa có phân vùng"
        yield Finding("default_partition", "wrong", text, f"table {table} holds rows of a year without a partition")


def _embedded(data: Path) -> Finding:
    try:
        binaries = bundled_binaries()
    except DomainError as error:
        return Finding("embedded_postgres", "wrong", error.text("vi"), error.text("en"))
    text = f"dùng PostgreSQL kèm theo ở {binaries}, dữ liệu ở {data}"
    return Finding("embedded_postgres", "ok", text, f"bundled PostgreSQL in {binaries}, data in {data}")


def _disk(data: Path) -> Finding:
    folder = next(place for place in (data.absolute(), *data.absolute().parents) if place.is_dir())
    free = shutil.disk_usage(folder).free
    state: State = "ok" if free >= LEAST_DISK else "wrong"
    return Finding("disk", state, f"còn trống {free // MIB} MiB ở {folder}", f"{free // MIB} MiB free at {folder}")


def _open_files() -> Finding:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    enough = hard == resource.RLIM_INFINITY or hard >= LEAST_FILES
    shown = "không giới hạn" if hard == resource.RLIM_INFINITY else str(hard)
    text = f"số tệp mở tối đa của một tiến trình: {shown} (nên từ {LEAST_FILES})"
    return Finding("open_files", "ok" if enough else "missing", text, f"open files per process: {hard}")


def _time_zone() -> Finding:
    try:
        zoneinfo.ZoneInfo("Asia/Ho_Chi_Minh")
    except zoneinfo.ZoneInfoNotFoundError:
        return Finding("time_zone", "wrong", "thiếu dữ liệu múi giờ (gói tzdata)", "time zone data is missing (tzdata)")
    return Finding("time_zone", "ok", "có múi giờ Asia/Ho_Chi_Minh", "time zone Asia/Ho_Chi_Minh is known")


def _files(environ: Mapping[str, str]) -> Iterator[Finding]:
    folder = Path(environ.get("CONGVAN_ASSETS_DIR", PROJECT / "build" / "assets"))
    fonts = [target for _, target in COPIES if target.startswith("fonts/tinos/")]
    others = [target for _, target in COPIES if target not in fonts]
    for name, targets in (("assets", others), ("fonts", fonts)):
        lacking = [target for target in targets if not (folder / target).exists()]
        use = NEEDED[name]
        if lacking:
            text = f"thiếu {use}: {len(lacking)} tệp ở {folder}; hãy chạy “make setup”"
            yield Finding(name, "wrong", text, f"{len(lacking)} files missing in {folder}; run “make setup”")
        else:
            yield Finding(name, "ok", f"đủ {use} ở {folder}", f"{name} complete in {folder}")


def _program(name: str, names: tuple[str, ...], use: str) -> Finding:
    path = next((found for one in names if (found := shutil.which(one))), None)
    if path is None:
        return Finding(name, "missing", f"không có {name}: không thể {use}", f"{name} is not installed")
    return Finding(name, "ok", f"{name} ở {path}", f"{name} at {path}")


def _vietnamese_ocr() -> Finding:
    lines = _output(["tesseract", "--list-langs"])
    if "vie" in lines.split():
        return Finding("tesseract_vie", "ok", "tesseract có tiếng Việt", "tesseract knows Vietnamese")
    text = "tesseract chưa có tiếng Việt (gói tesseract-ocr-vie)"
    return Finding("tesseract_vie", "missing", text, "tesseract lacks Vietnamese (package tesseract-ocr-vie)")


def _scanner(environ: Mapping[str, str]) -> Finding:
    policy = environ.get("CONGVAN_SCAN", "if_available")
    address = environ.get("CONGVAN_CLAMD", "/var/run/clamav/clamd.ctl")
    if policy == "off":
        return Finding("clamd", "missing", "quét mã độc đang tắt (CONGVAN_SCAN=off)", "virus scanning is switched off")
    if _pong(address):
        return Finding("clamd", "ok", f"clamd trả lời ở {address}", f"clamd answers at {address}")
    state: State = "wrong" if policy == "required" else "missing"
    return Finding("clamd", state, f"clamd không trả lời ở {address}", f"clamd does not answer at {address}")


def _pong(address: str) -> bool:
    host, _, port = address.rpartition(":")
    try:
        with socket.socket(socket.AF_INET if host else socket.AF_UNIX) as line:
            line.settimeout(3)
            line.connect((host, int(port)) if host else address)
            line.sendall(b"zPING\0")
            return line.recv(16).startswith(b"PONG")
    except (OSError, ValueError):
        return False


def _output(argv: list[str]) -> str:
    try:
        return subprocess.run(argv, capture_output=True, text=True, check=False, timeout=20).stdout
    except (OSError, subprocess.TimeoutExpired):
        return ""
