"""Bytes that are gone, and a file that the checks fail on: told or looked at again later, and the next is worked on."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from tests.cast import House
from tests.factories.files import kept_file, plain_pdf
from tests.office.signing.desk import Desk
from tests.office.signing.test_signing import ask_initials

from kit import clock
from kit.actor import Actor
from office.files.models import File
from office.files.store import store
from office.outgoing.models import OutgoingDocument
from office.signing import actions as signing
from office.signing import tasks
from office.signing.models import FileVerdict, SigningRequest
from office.signing.states import State

Make = Callable[..., OutgoingDocument]


def lose(file: File) -> None:
    store().path(file.blob_id).unlink()


@pytest.fixture
def files(in_vpcp: House, desk: Desk) -> list[File]:
    """Two files whose signatures are to be checked, the first one first."""
    found = [kept_file(in_vpcp.agency.pk, data=plain_pdf(word)) for word in ("mot", "hai")]
    for file in found:
        signing.ask_verdict(file)
    return found


def verdicts() -> list[str]:
    return list(FileVerdict.objects.order_by("id").values_list("verdict", flat=True))


def test_a_file_whose_bytes_are_gone_is_checked_later_and_the_next_now(desk: Desk, files: list[File]) -> None:
    lose(files[0])

    desk.verify()

    assert verdicts() == ["", "unsigned"]
    again = FileVerdict.objects.get(file=files[0]).check_again_at
    assert again is not None
    assert timedelta(minutes=10) < again - clock.now() < timedelta(minutes=20)


def test_a_file_that_the_checks_fail_on_is_checked_later_and_the_next_now(
    desk: Desk, files: list[File], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    first, check = store().read(files[0].blob_id), tasks.check

    def checked(pdf: bytes) -> object:
        if pdf == first:
            raise KeyError("/Root")
        return check(pdf)

    monkeypatch.setattr(tasks, "check", checked)
    with caplog.at_level(logging.ERROR):
        desk.verify()

    assert verdicts() == ["", "unsigned"]
    assert "cannot be made" in caplog.text


def test_without_the_whole_store_no_file_is_to_blame(files: list[File]) -> None:
    store().root.rename(store().root.with_suffix(".aside"))

    with pytest.raises(NotADirectoryError):
        tasks.verify_batch()
    assert verdicts() == ["", ""]


def test_a_document_whose_bytes_are_gone_is_told_its_signer_and_the_next_is_signed(
    submitted: Make, sender_desk: Desk, bich: Actor, monday: datetime
) -> None:
    gone, good = (ask_initials(submitted(subject=subject), bich, monday) for subject in ("thứ nhất", "thứ hai"))
    lose(gone.source)

    sender_desk.sign()

    states = list(SigningRequest.objects.order_by("id").values_list("state", "error_code"))
    assert states == [(State.FAILED, "KIT-005"), (State.SIGNED, "")]
    assert good.source_id != gone.source_id


def test_a_document_that_signing_fails_on_does_not_take_the_others_with_it(
    submitted: Make, sender_desk: Desk, bich: Actor, monday: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, _good = (ask_initials(submitted(subject=subject), bich, monday) for subject in ("thứ nhất", "thứ hai"))
    make = tasks.make

    def made(job: object, *rest: object, **more: object) -> object:
        if job.request_id == bad.pk:  # type: ignore[attr-defined]
            raise KeyError("/AcroForm")
        return make(job, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(tasks, "make", made)
    tasks.sign_batch()

    assert list(SigningRequest.objects.order_by("id").values_list("state", flat=True)) == [State.SIGNING, State.SIGNED]
