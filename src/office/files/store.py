"""Where contents lie and who may use them. Doors: store, path_of, read, usable, refuse_unusable."""

from pathlib import Path

from django.conf import settings

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


def refuse_unusable(file: File) -> None:
    """Return when the file may be used. Raises: FileInfected, FileNotScanned."""
    if file.blob.scan_state == ScanState.INFECTED:
        raise FileInfected(name=file.name, detail=file.blob.scan_detail)
    if not usable(file):
        raise FileNotScanned(name=file.name)
