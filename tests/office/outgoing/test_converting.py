"""Word files wait their turn: one that may never be opened is told its drafter, and the next is taken."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest
from django.conf import settings
from tests.cast import House
from tests.factories.files import kept_file
from tests.office.outgoing.test_uploads import word_file

from kit import clock
from office.files.models import Blob
from office.files.states import ScanState
from office.files.store import store
from office.outgoing.actions import converting
from office.outgoing.models import Conversion, OutgoingDocument

Make = Callable[..., OutgoingDocument]
Asked = Callable[..., Conversion]


@pytest.fixture
def asked(in_vpcp: House, draft: Make, monday: datetime) -> Asked:
    """Return a maker of Word files that wait to become a version."""

    def make(number: int, state: ScanState = ScanState.CLEAN) -> Conversion:
        agency = in_vpcp.agency
        source = kept_file(agency.pk, name=f"{number}.docx", data=word_file(f"Số {number}"), clean=False)
        Blob.objects.filter(pk=source.blob_id).update(scan_state=state)
        made: Conversion = Conversion.objects.create(
            agency=agency, outgoing=draft(), source=source, asked_by=in_vpcp.posts["quang"], asked_at=monday
        )
        return made

    return make


def _claimed() -> str | None:
    job = converting.claim(now=clock.now())
    return job.name if job else None


@pytest.mark.parametrize(
    ("policy", "state"),
    [("if_available", ScanState.INFECTED), ("required", ScanState.INFECTED), ("required", ScanState.UNSCANNABLE)],
)
def test_files_that_may_never_be_opened_are_told_and_the_next_is_taken(
    asked: Asked, monkeypatch: pytest.MonkeyPatch, policy: str, state: ScanState
) -> None:
    monkeypatch.setattr(settings, "ENV", replace(settings.ENV, scan=policy))
    bad = [asked(number, state) for number in range(6)]
    asked(7)

    assert _claimed() == "7.docx"

    for row in bad:
        row.refresh_from_db()
        assert row.finished_at is not None
        assert row.source.name in row.error_text
        assert ("mã độc" if state == ScanState.INFECTED else "chưa quét được") in row.error_text


def test_files_that_wait_for_the_scanner_let_the_others_pass(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "ENV", replace(settings.ENV, scan="required"))
    waiting = [asked(number, ScanState.UNSCANNED) for number in range(6)]
    asked(7)

    assert (_claimed(), _claimed()) == ("7.docx", None)
    assert not Conversion.objects.filter(finished_at__isnull=False).exists()

    Blob.objects.filter(pk=waiting[0].source.blob_id).update(scan_state=ScanState.CLEAN)
    assert _claimed() == "0.docx"


def test_a_file_whose_bytes_are_gone_is_told_and_the_next_is_taken(asked: Asked) -> None:
    gone = asked(1)
    asked(2)
    store().path(gone.source.blob_id).unlink()

    assert _claimed() == "2.docx"

    gone.refresh_from_db()
    assert "khôi phục" in gone.error_text


def test_without_the_whole_store_no_file_is_to_blame(asked: Asked) -> None:
    row = asked(1)
    store().root.rename(store().root.with_suffix(".aside"))

    with pytest.raises(NotADirectoryError):
        converting.claim(now=clock.now())
    row.refresh_from_db()
    assert row.finished_at is None
