"""Contents are shown to a real clamd, with signatures that the test makes."""

import hashlib
import shutil
import socketserver
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from tests import cast
from tests.factories.files import PLAIN_PDF, kept_file, plain_pdf

from office.audit.models import Event
from office.files import clamd as clamd_line
from office.files.actions import scanning
from office.files.actions.scanning import scan_batch
from office.files.models import Blob
from office.files.states import ScanState

BAD_WORDS = b"CONGVAN-THU-NGHIEM-MA-DOC-KHONG-CO-THAT"
CLAMD = shutil.which("clamd") or "/usr/sbin/clamd"


@pytest.fixture(scope="module")
def clamd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A scanner of our own with two signatures: a text, and the hash of one whole file."""
    folder = tmp_path_factory.mktemp("clamd")
    base = folder / "db"
    base.mkdir()
    (base / "test.ndb").write_text(f"Congvan.Chu.Thu:0:*:{BAD_WORDS.hex()}\n")
    bad_pdf = plain_pdf("xau")
    (base / "test.hdb").write_text(f"{hashlib.md5(bad_pdf).hexdigest()}:{len(bad_pdf)}:Congvan.Tep.Thu\n")
    address = folder / "clamd.sock"
    (folder / "clamd.conf").write_text(
        f"DatabaseDirectory {base}\nLocalSocket {address}\nForeground yes\nStreamMaxLength 64K\nMaxThreads 2\n"
        f"TemporaryDirectory {folder}\nLogFile {folder}/log\n"
    )
    for path in (folder, base):
        path.chmod(0o755)
    program = subprocess.Popen([CLAMD, "-c", str(folder / "clamd.conf")], stdout=subprocess.DEVNULL)
    try:
        for _ in range(300):
            if address.exists():
                break
            time.sleep(0.1)
        yield str(address)
    finally:
        program.terminate()
        program.wait(20)


@pytest.fixture
def scanner(clamd: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "ENV", replace(settings.ENV, clamd=clamd, scan="required"))


def states() -> dict[str, str]:
    return dict(Blob.objects.values_list("scan_state", "scan_detail"))


def test_clean_content_is_told_clean(in_ubnd: cast.House, scanner: None) -> None:
    kept_file(in_ubnd.agency.pk, data=PLAIN_PDF, clean=False)

    scan_batch()

    assert states() == {ScanState.CLEAN: ""}


@pytest.mark.parametrize(
    ("data", "name"),
    [(b"trang " + BAD_WORDS, "Congvan.Chu.Thu"), (plain_pdf("xau"), "Congvan.Tep.Thu")],
    ids=["text", "hash"],
)
def test_infected_content_is_blocked_and_recorded(in_ubnd: cast.House, scanner: None, data: bytes, name: str) -> None:
    file = kept_file(in_ubnd.agency.pk, data=data, clean=False)

    scan_batch()

    (detail,) = states().values()
    assert list(states()) == [ScanState.INFECTED]
    assert name in detail
    assert Event.objects.get(kind="files.infected").subject_ref == file.ref


def test_one_bad_content_does_not_stop_the_others(in_ubnd: cast.House, scanner: None) -> None:
    kept_file(in_ubnd.agency.pk, data=BAD_WORDS, clean=False)
    kept_file(in_ubnd.agency.pk, data=PLAIN_PDF, clean=False)

    scan_batch()

    assert set(states()) == {ScanState.INFECTED, ScanState.CLEAN}


def test_content_that_the_scanner_refuses_is_said_to_be_unscannable(in_ubnd: cast.House, scanner: None) -> None:
    kept_file(in_ubnd.agency.pk, data=b"\x01" * 200_000, clean=False)

    scan_batch()

    assert "giới hạn" in states()[ScanState.UNSCANNABLE] or "limit" in states()[ScanState.UNSCANNABLE]


@pytest.mark.parametrize(
    ("policy", "then"), [("required", ScanState.UNSCANNED), ("if_available", ScanState.UNSCANNABLE)]
)
def test_without_a_scanner_the_policy_decides(
    in_ubnd: cast.House, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, policy: str, then: ScanState
) -> None:
    monkeypatch.setattr(settings, "ENV", replace(settings.ENV, clamd=str(tmp_path / "none.sock"), scan=policy))
    file = kept_file(in_ubnd.agency.pk, clean=False)

    scan_batch()
    assert list(states()) == [ScanState.UNSCANNED]  # it may still be starting
    Blob.objects.update(created_at=file.blob.created_at - timedelta(minutes=5))
    scan_batch()

    assert list(states()) == [then]


class _Moody(socketserver.StreamRequestHandler):
    """A scanner that says nothing of a content which holds ``b"im lang"``, and is alive."""

    def handle(self) -> None:
        command = b""
        while not command.endswith(b"\0"):
            command += self.rfile.read(1)
        if command == b"zPING\0":
            self.wfile.write(b"PONG\0")
            return
        content = b""
        while size := int.from_bytes(self.rfile.read(4)):
            content += self.rfile.read(size)
        if b"im lang" in content:
            self.rfile.read(1)  # until the other side is tired
            return
        self.wfile.write(b"stream: OK\0")


def test_a_content_over_which_the_scanner_falls_silent_lets_the_others_pass(
    in_ubnd: cast.House, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(clamd_line, "TIMEOUT_S", 0.3)
    monkeypatch.setattr(scanning, "_silent", {})
    address = str(tmp_path / "moody.sock")
    monkeypatch.setattr(settings, "ENV", replace(settings.ENV, clamd=address, scan="required"))
    silent = kept_file(in_ubnd.agency.pk, data=b"im lang", clean=False)
    with socketserver.ThreadingUnixStreamServer(address, _Moody) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        later = kept_file(in_ubnd.agency.pk, data=PLAIN_PDF, clean=False)
        scan_batch()
        assert not scan_batch()  # it is not shown again at once
        server.shutdown()

    found = dict(Blob.objects.values_list("pk", "scan_state"))
    assert found == {silent.blob_id: ScanState.UNSCANNED, later.blob_id: ScanState.CLEAN}
