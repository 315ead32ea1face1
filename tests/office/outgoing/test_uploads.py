"""Drafts from files: PDF, Word files, files that are none of these; places that are remembered."""

import io
import zipfile
from collections.abc import Callable
from datetime import datetime

import pytest
from tests.factories.files import PLAIN_PDF
from tests.office.outgoing.conftest import fresh
from tests.office.outgoing.test_layout import FONTS, PAGE
from tests.office.signing.desk import Desk

from kit.actor import Actor
from office.documents.reads import main_file
from office.files.actions import read
from office.outgoing import actions, conversion
from office.outgoing.errors import NotPdf
from office.outgoing.layout.render import render
from office.outgoing.models import Conversion, DraftVersion, OutgoingDocument
from office.outgoing.states import State
from office.outgoing.trial import with_marks

Make = Callable[..., OutgoingDocument]


def test_an_uploaded_pdf_is_signed_at_the_places_found_on_its_page(
    draft: Make, sender_desk: Desk, quang: Actor, bich: Actor, phong: Actor, van: Actor, monday: datetime
) -> None:
    outgoing = draft()
    ref = outgoing.document.ref
    page = render(PAGE, fonts=FONTS).pdf
    version = actions.upload_version(document_ref=ref, name="cong-van.pdf", data=page, actor=quang, now=monday)
    assert isinstance(version, DraftVersion)
    assert fresh(outgoing).placement["number"]
    assert with_marks(fresh(outgoing)).startswith(b"%PDF-")
    actions.submit(document_ref=ref, actor=quang, now=monday)
    for act, actor in ((actions.initial, bich), (actions.sign, phong), (actions.issue, van)):
        act(document_ref=ref, actor=actor, now=monday)
        sender_desk.sign()
    assert fresh(outgoing).state == State.ISSUED
    row = main_file(outgoing.document)
    assert row is not None
    assert read(row.file).startswith(page)  # what was put forward is untouched, signatures stand after it
    assert row.file.name == "01-VPCP.pdf"


def test_moved_places_are_remembered_for_the_type(draft: Make, quang: Actor, monday: datetime) -> None:
    first, second = draft(), draft()
    actions.upload_version(document_ref=first.document.ref, name="a.pdf", data=PLAIN_PDF, actor=quang, now=monday)
    actions.place_signatures(
        document_ref=first.document.ref, given={"number_x": 150.0, "signature_y": 600.0}, actor=quang, now=monday
    )
    actions.upload_version(
        document_ref=second.document.ref, name="b.pdf", data=PLAIN_PDF + b"\n", actor=quang, now=monday
    )
    assert fresh(second).placement["number"]["x"] == 150.0
    assert fresh(second).placement["signature"]["y"] == 600.0


@pytest.mark.parametrize("data", [b"khong phai pdf", b"%PDF-1.7 hong", b"MZ\x90\x00"])
def test_what_is_no_pdf_is_refused(draft: Make, quang: Actor, monday: datetime, data: bytes) -> None:
    with pytest.raises(NotPdf):
        actions.upload_version(
            document_ref=draft().document.ref, name="van-ban.pdf", data=data, actor=quang, now=monday
        )


def word_file(text: str) -> bytes:
    """Return the smallest Word file that says ``text``."""
    parts = {
        "[Content_Types].xml": '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
        'content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'wordprocessingml.document.main+xml"/></Types>',
        "_rels/.rels": '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
        'relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
        'officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": '<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/'
        f'wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>',
    }
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return output.getvalue()


def test_a_word_file_becomes_a_version_or_says_that_it_cannot(
    draft: Make, sender_desk: Desk, quang: Actor, monday: datetime
) -> None:
    outgoing = draft()
    facts = {"document_ref": outgoing.document.ref, "name": "du-thao.docx", "actor": quang, "now": monday}
    if not conversion.available():
        with pytest.raises(NotPdf, match="LibreOffice"):
            actions.upload_version(data=word_file("Số: /UBND"), **facts)  # type: ignore[arg-type]
        return
    asked = actions.upload_version(data=word_file("Số: /UBND ngày tháng năm"), **facts)  # type: ignore[arg-type]
    assert isinstance(asked, Conversion)
    sender_desk.convert()
    asked.refresh_from_db()
    assert (asked.error_text, fresh(outgoing).versions.count()) == ("", 1)
    assert fresh(outgoing).made_from == "docx"
