"""Keep a content as an agency's file. Doors: keep."""

from datetime import datetime
from pathlib import Path

from django.conf import settings

from kit.asked import add, add_new, together
from kit.wake import wake
from office.files.errors import FileEmpty, FileTooLarge
from office.files.models import Blob, File
from office.files.sniffing import media_type
from office.files.states import ScanState
from office.files.store import store

MIB = 1 << 20
NAME_LENGTH = 255


def clean_name(name: str) -> str:
    """Return the last part of ``name`` without control characters, shortened before its ending."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    bare = "".join(char for char in last if char.isprintable()).strip(" .") or "tep"
    if len(bare) <= NAME_LENGTH:
        return bare
    stem, dot, ending = bare.rpartition(".")
    return f"{stem[: NAME_LENGTH - len(ending) - 1]}.{ending}" if dot and len(ending) < 12 else bare[:NAME_LENGTH]


@together
def keep(*, agency_id: int, name: str, data: bytes | Path, now: datetime) -> File:
    """Return the agency's new file of this content; its bytes are safely on disk before the row exists.

    The same content is stored once, whoever brought it; nobody learns that it was there. Raises: FileEmpty, FileTooLarge.
    """
    name = clean_name(name)
    size = data.stat().st_size if isinstance(data, Path) else len(data)
    if size == 0:
        raise FileEmpty(name=name)
    if size > settings.ENV.upload_max_mib * MIB:
        raise FileTooLarge(name=name, size_mib=-(-size // MIB), max_mib=settings.ENV.upload_max_mib)
    kept = store().put_path(data) if isinstance(data, Path) else store().put_bytes(data)
    state = ScanState.UNSCANNABLE if settings.ENV.scan == "off" else ScanState.UNSCANNED
    blob = Blob(
        sha256=kept.sha256,
        size=kept.size,
        media_type=media_type(store().path(kept.sha256)),
        scan_state=state,
        scan_detail="" if state == ScanState.UNSCANNED else "quét mã độc đang tắt",
    )
    if not add_new(blob):
        blob = Blob.objects.get(pk=kept.sha256)
    file = add(File(agency_id=agency_id, blob=blob, name=name, created_at=now))
    wake("office.scan")
    return file
