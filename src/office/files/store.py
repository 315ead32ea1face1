"""Where contents lie and who may use them.

Doors: store, path_of, read, usable, waiting_for_scan, refuse_unusable, read_or_blame,
blame_file.
"""

from pathlib import Path

from django.conf import settings
from django.db.models import Q

from kit.errors import StoredFileMissing
from kit.storage import ContentStore
from office.files.errors import FileInfected, FileNotScanned
from office.files.models import File
from office.files.states import ScanState


def store() -> ContentStore:
    return ContentStore(settings.ENV.data_dir / "files")


def path_of(file: File) -> Path:
    """Return where the file's bytes are. Raises: StoredFileMissing."""
    return store().path(file.blob_id)


def read(file: File) -> bytes:
    """Return the file's bytes. Raises: StoredFileMissing."""
    return store().read(file.blob_id)


def usable(file: File) -> bool:
    """Return whether the file may be opened, signed or sent: never when infected; CONGVAN_SCAN=required asks for clean."""
    state = file.blob.scan_state
    if state == ScanState.INFECTED:
        return False
    return settings.ENV.scan != "required" or state == ScanState.CLEAN


def waiting_for_scan(path: str = "") -> Q:
    """Return the condition of files that nobody may use before the scanner has looked at them; ``path`` leads to a file."""
    return Q(**{f"{path}blob__scan_state": ScanState.UNSCANNED}) if settings.ENV.scan == "required" else Q(pk__in=[])


def read_or_blame(sha256: str) -> bytes:
    """Return the bytes of a content for a program that works through many.

    Raises: StoredFileMissing when only these are gone, NotADirectoryError when the whole store is.
    """
    try:
        return store().read(sha256)
    except StoredFileMissing as missing:
        blame_file(missing)
        raise


def blame_file(missing: StoredFileMissing) -> None:
    """Return when only this content is gone. Raises: NotADirectoryError when the whole store is: then no file is to blame."""
    if not store().root.is_dir():
        raise NotADirectoryError(store().root) from missing


def refuse_unusable(file: File) -> None:
    """Return when the file may be used. Raises: FileInfected, FileNotScanned."""
    if file.blob.scan_state == ScanState.INFECTED:
        raise FileInfected(name=file.name, detail=file.blob.scan_detail)
    if not usable(file):
        raise FileNotScanned(name=file.name)
