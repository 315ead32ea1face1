"""A file is what its content says, is kept once, and is handed out carefully."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from tests import cast
from tests.factories.files import PLAIN_PDF, kept_file

from kit.actor import Actor
from kit.tenancy import acting_for
from office.files import actions as files
from office.files.actions.keeping import clean_name
from office.files.errors import FileEmpty, FileTooLarge
from office.files.models import Blob, File
from office.files.sniffing import DOCX, XLSX, ZIP, flags_of, media_type
from office.files.states import ScanState


def zipped(*names: str, first: bytes = b"x") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as bundle:
        for name in names:
            bundle.writestr(name, first)
    return out.getvalue()


CONTENTS = [
    (PLAIN_PDF, "application/pdf", ()),
    (zipped("[Content_Types].xml", "word/document.xml"), DOCX, ()),
    (zipped("[Content_Types].xml", "xl/workbook.xml"), XLSX, ()),
    (zipped("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), DOCX, ("macros",)),
    (zipped("mimetype", "content.xml", first=b"application/vnd.oasis.opendocument.text"),
     "application/vnd.oasis.opendocument.text", ()),
    (zipped("bang.txt"), ZIP, ("archive",)),
    (b"\x89PNG\r\n\x1a\n" + b"\0" * 20, "image/png", ()),
    (b"\xff\xd8\xff\xe0" + b"\0" * 20, "image/jpeg", ()),
    (b"II*\x00" + b"\0" * 20, "image/tiff", ()),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "WordDocument".encode("utf-16-le"), "application/msword", ()),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "application/x-ole-storage", ()),
    (b"MZ\x90\x00" + b"\0" * 60, "application/vnd.microsoft.portable-executable", ("program",)),
    (b'<?xml version="1.0"?><a/>', "application/xml", ()),
    ("Kính gửi: Ủy ban nhân dân".encode(), "text/plain", ()),
    (b"\x00\x01\x02\xff", "application/octet-stream", ()),
]  # fmt: skip


@pytest.mark.parametrize(("data", "kind", "flags"), CONTENTS, ids=[kind for _, kind, _ in CONTENTS])
def test_the_type_comes_from_the_content(tmp_path: Path, data: bytes, kind: str, flags: tuple[str, ...]) -> None:
    path = tmp_path / "ten-gia.pdf"
    path.write_bytes(data)

    assert media_type(path) == kind
    assert flags_of(path, kind) == flags


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\a\\công văn.pdf", "công văn.pdf"),
        ("a\x00b\n.pdf", "ab.pdf"),
        ("", "tep"),
        ("...", "tep"),
        ("a" * 300 + ".pdf", "a" * 251 + ".pdf"),
    ],
)
def test_a_name_is_only_a_name(given: str, kept: str) -> None:
    assert clean_name(given) == kept


def test_the_same_content_is_stored_once_and_belongs_to_each_agency(
    vpcp: cast.House, ubnd: cast.House, monday: datetime
) -> None:
    kept = []
    for house in (vpcp, ubnd):
        with acting_for(house.agency.pk):
            kept.append(files.keep(agency_id=house.agency.pk, name="a.pdf", data=PLAIN_PDF, now=monday))

    assert kept[0].blob_id == kept[1].blob_id
    assert Blob.objects.count() == 1
    with acting_for(ubnd.agency.pk):
        assert list(File.objects.all()) == [kept[1]]
        assert files.read(kept[1]) == PLAIN_PDF


def test_a_file_may_come_from_a_path(in_ubnd: cast.House, tmp_path: Path, monday: datetime) -> None:
    source = tmp_path / "den.pdf"
    source.write_bytes(PLAIN_PDF)

    file = files.keep(agency_id=in_ubnd.agency.pk, name="den.pdf", data=source, now=monday)

    assert files.path_of(file).read_bytes() == PLAIN_PDF
    assert file.blob.size == len(PLAIN_PDF)


def test_too_large_and_empty_files_are_refused(
    in_ubnd: cast.House, monday: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "ENV", replace(settings.ENV, upload_max_mib=1))

    with pytest.raises(FileTooLarge):
        files.keep(agency_id=in_ubnd.agency.pk, name="a.bin", data=b"\0" * (1 << 20) + b"\0", now=monday)
    with pytest.raises(FileEmpty):
        files.keep(agency_id=in_ubnd.agency.pk, name="a.bin", data=b"", now=monday)
    assert Blob.objects.count() == 0


@pytest.mark.parametrize(
    ("scan", "state", "may"),
    [
        ("required", ScanState.CLEAN, True),
        ("required", ScanState.UNSCANNED, False),
        ("required", ScanState.UNSCANNABLE, False),
        ("if_available", ScanState.UNSCANNED, True),
        ("off", ScanState.UNSCANNABLE, True),
        ("off", ScanState.INFECTED, False),
        ("required", ScanState.INFECTED, False),
    ],
)
def test_what_may_be_opened_follows_the_policy(
    in_ubnd: cast.House, monkeypatch: pytest.MonkeyPatch, scan: str, state: ScanState, may: bool
) -> None:
    file = kept_file(in_ubnd.agency.pk)
    file.blob.scan_state = state
    monkeypatch.setattr(settings, "ENV", replace(settings.ENV, scan=scan))

    assert files.usable(file) is may


def body(answer: object) -> bytes:
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def test_a_pdf_is_shown_and_anything_else_is_saved(
    in_ubnd: cast.House, lan: Actor, browser_of: Callable[[Actor], Client]
) -> None:
    shown = kept_file(in_ubnd.agency.pk, name="công văn.pdf")
    saved = kept_file(in_ubnd.agency.pk, name="trang.html", data=b"<script>alert(1)</script>")
    browser = browser_of(lan)

    pdf = browser.get(f"/tep/{shown.ref}/cong-van.pdf")
    page = browser.get(f"/tep/{saved.ref}/trang.html")

    assert pdf["Content-Disposition"].startswith("inline")
    assert pdf["Content-Type"] == "application/pdf"
    assert body(pdf) == PLAIN_PDF
    assert page["Content-Disposition"].startswith("attachment")
    assert page["Content-Type"] == "text/plain"
    assert {answer["X-Content-Type-Options"] for answer in (pdf, page)} == {"nosniff"}


def test_behind_the_front_the_front_sends_the_bytes(
    in_ubnd: cast.House, lan: Actor, browser_of: Callable[[Actor], Client]
) -> None:
    file = kept_file(in_ubnd.agency.pk)

    answer = browser_of(lan).get(f"/tep/{file.ref}/a.pdf", **{"front.here": "1"})

    assert answer["X-Front-File"] == str(files.path_of(file))
    assert answer.content == b""


def test_an_infected_file_is_not_handed_out(
    in_ubnd: cast.House, lan: Actor, browser_of: Callable[[Actor], Client]
) -> None:
    file = kept_file(in_ubnd.agency.pk)
    Blob.objects.update(scan_state=ScanState.INFECTED, scan_detail="Thu.Nghiem")

    answer = browser_of(lan).get(f"/tep/{file.ref}/a.pdf")

    assert answer.status_code == 403
    assert answer["X-Error-Code"] == "FIL-001"


def test_a_file_of_another_agency_is_not_there(
    vpcp: cast.House, ubnd: cast.House, lan: Actor, browser_of: Callable[[Actor], Client]
) -> None:
    with acting_for(vpcp.agency.pk):
        file = kept_file(vpcp.agency.pk)

    assert browser_of(lan).get(f"/tep/{file.ref}/a.pdf").status_code == 404
