"""Requests to sign under trouble: no time stamp server, a killed worker, a changed file, no key, no personal signature."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from tests.office.outgoing.conftest import fresh
from tests.office.signing.desk import Desk, without_timestamps

from kit import clock
from kit.actor import Actor
from office.audit.models import Event
from office.documents.reads import main_file
from office.files.actions import keep, read
from office.files.models import Blob, File
from office.files.store import store
from office.outgoing import actions
from office.outgoing.models import OutgoingDocument
from office.outgoing.states import State as Outgoing
from office.signing import actions as signing
from office.signing import checking, tasks
from office.signing.actions import finish, verdicts
from office.signing.errors import AlreadySigning, NoWayToSign
from office.signing.models import Certificate, FileVerdict, SigningRequest
from office.signing.states import MOVES, State
from office.signing.words import grounds_of
from pdfseal.trust import load_trust
from pdfseal.verify import verify

Make = Callable[..., OutgoingDocument]


def ask_initials(outgoing: OutgoingDocument, bich: Actor, now: datetime) -> SigningRequest:
    return actions.initial(document_ref=outgoing.document.ref, actor=bich, now=now)


def test_without_a_time_stamp_server_the_signature_is_kept_and_stamped_later(
    submitted: Make, sender_desk: Desk, bich: Actor, monday: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    outgoing = submitted()
    working = settings.ENV
    without_timestamps(monkeypatch)
    request = ask_initials(outgoing, bich, monday)
    sender_desk.sign()
    request.refresh_from_db()
    assert (request.state, request.timestamped) == (State.SIGNED, False)
    assert fresh(outgoing).state == Outgoing.LEADER_REVIEW
    tasks.stamp_batch()
    request.refresh_from_db()
    assert not request.timestamped

    monkeypatch.setattr(settings, "ENV", working)
    SigningRequest.objects.update(leased_until=None)
    tasks.stamp_batch()
    request.refresh_from_db()
    assert request.timestamped
    file = main_file(outgoing.document).file
    assert request.result_id == file.pk
    verdict = verify(read(file), trust=load_trust(sender_desk.pki.trust), now=clock.now())
    assert [one.kind for one in verdict.signatures] == ["person", "timestamp"]
    assert "timestamped_later" in verdict.signatures[0].facts


def test_what_a_killed_worker_left_is_signed_by_the_next_one(
    submitted: Make, sender_desk: Desk, bich: Actor, monday: datetime
) -> None:
    outgoing = submitted()
    request = ask_initials(outgoing, bich, monday)
    (job,) = finish.claim(now=clock.now())
    assert tasks.attempt(job).pdf  # signed, but the worker dies before it is finished
    assert finish.claim(now=clock.now()) == []  # the lease holds
    assert fresh(outgoing).state == Outgoing.UNIT_REVIEW

    (again,) = finish.claim(now=clock.now() + finish.LEASE + timedelta(seconds=1))
    sealed = tasks.attempt(again)
    assert finish.settle([(again, sealed)], now=clock.now()) == 1
    assert finish.settle([(job, sealed)], now=clock.now()) == 0  # the dead one comes back
    request.refresh_from_db()
    assert request.state == State.SIGNED
    assert fresh(outgoing).state == Outgoing.LEADER_REVIEW


def test_a_worker_that_dies_every_time_is_told_to_a_person(
    submitted: Make, sender_desk: Desk, bich: Actor, monday: datetime
) -> None:
    request = ask_initials(submitted(), bich, monday)
    moment = clock.now()
    for _ in range(finish.MAX_ATTEMPTS + 1):
        finish.claim(now=moment)
        moment += finish.LEASE + timedelta(seconds=1)
    request.refresh_from_db()
    assert (request.state, request.error_code) == (State.FAILED, "SIG-007")


def test_a_file_that_changed_meanwhile_is_not_signed(
    submitted: Make, sender_desk: Desk, bich: Actor, monday: datetime
) -> None:
    outgoing = submitted()
    request = ask_initials(outgoing, bich, monday)
    (job,) = finish.claim(now=clock.now())
    sealed = tasks.attempt(job)
    other = keep(agency_id=outgoing.agency_id, name="khac.pdf", data=read(request.source) + b"\n", now=monday)
    outgoing.document.document_files.update(file=other)
    finish.settle([(job, sealed)], now=clock.now())
    request.refresh_from_db()
    assert (request.state, request.error_code) == (State.FAILED, "SIG-003")
    assert fresh(outgoing).state == Outgoing.UNIT_REVIEW


def test_a_signature_that_cannot_be_kept_takes_no_other_with_it(
    submitted: Make, sender_desk: Desk, bich: Actor, monday: datetime
) -> None:
    stays, changes = submitted(), submitted()
    requests = [ask_initials(one, bich, monday) for one in (stays, changes)]
    made = [(job, tasks.attempt(job)) for job in finish.claim(now=clock.now())]
    other = keep(agency_id=changes.agency_id, name="khac.pdf", data=read(requests[1].source) + b"\n", now=monday)
    changes.document.document_files.update(file=other)

    assert finish.settle(made, now=clock.now()) == 2
    for request in requests:
        request.refresh_from_db()
    assert [request.state for request in requests] == [State.SIGNED, State.FAILED]
    assert [fresh(one).state for one in (stays, changes)] == [Outgoing.LEADER_REVIEW, Outgoing.UNIT_REVIEW]
    kinds = Event.objects.filter(kind__in=["signing.finished", "signing.failed"]).order_by("id")
    assert list(kinds.values_list("kind", flat=True)) == ["signing.finished", "signing.failed"]


def test_a_request_given_up_during_signing_changes_nothing(
    submitted: Make, sender_desk: Desk, bich: Actor, monday: datetime
) -> None:
    outgoing = submitted()
    request = ask_initials(outgoing, bich, monday)
    (job,) = finish.claim(now=clock.now())
    signing.cancel(request_ref=request.ref, actor=bich, now=monday)
    assert finish.settle([(job, tasks.attempt(job))], now=clock.now()) == 0
    assert fresh(outgoing).state == Outgoing.UNIT_REVIEW


def test_a_document_is_signed_once_at_a_time(submitted: Make, sender_desk: Desk, bich: Actor, monday: datetime) -> None:
    outgoing = submitted()
    ask_initials(outgoing, bich, monday)
    with pytest.raises(AlreadySigning):
        ask_initials(outgoing, bich, monday)


def test_outside_the_trial_nobody_signs_with_a_file(
    submitted: Make, sender_desk: Desk, bich: Actor, monday: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "ENV", replace(settings.ENV, demo=False))
    with pytest.raises(NoWayToSign):
        ask_initials(submitted(), bich, monday)


def test_the_agency_refuses_what_the_person_did_not_sign(
    signed: Make, sender_desk: Desk, van: Actor, monday: datetime
) -> None:
    outgoing = signed()
    Certificate.objects.filter(person__isnull=False).update(blocked_at=monday)
    actions.issue(document_ref=outgoing.document.ref, actor=van, now=monday)
    sender_desk.sign()
    request = SigningRequest.objects.get(document=outgoing.document, purpose="issue")
    assert (request.state, request.error_code) == (State.FAILED, "SIG-005")
    assert fresh(outgoing).state == Outgoing.ISSUING


def test_a_failed_request_is_tried_again_by_its_owner(
    submitted: Make, sender_desk: Desk, bich: Actor, monday: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    outgoing = submitted()
    working = settings.ENV
    request = ask_initials(outgoing, bich, monday)
    monkeypatch.setattr(settings, "ENV", replace(working, keys_dir=working.data_dir))
    sender_desk.sign()
    request.refresh_from_db()
    assert request.error_code == "SIG-004"
    monkeypatch.setattr(settings, "ENV", working)
    signing.retry(request_ref=request.ref, actor=bich, now=monday)
    sender_desk.sign()
    assert fresh(outgoing).state == Outgoing.LEADER_REVIEW


def test_the_seal_that_failed_is_tried_again_by_any_clerk(
    signed: Make, sender_desk: Desk, van: Actor, monday: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    outgoing = signed()
    working = settings.ENV
    actions.issue(document_ref=outgoing.document.ref, actor=van, now=monday)
    monkeypatch.setattr(settings, "ENV", replace(working, keys_dir=working.data_dir))
    sender_desk.sign()
    monkeypatch.setattr(settings, "ENV", working)
    colleague = replace(van, post_id=None, person_id=None)

    actions.retry_issue(document_ref=outgoing.document.ref, actor=colleague, now=monday)
    sender_desk.sign()

    assert fresh(outgoing).state == Outgoing.ISSUED


def test_an_unsigned_file_is_only_for_reference(submitted: Make, sender_desk: Desk) -> None:
    file = main_file(submitted().document).file
    signing.ask_verdict(file)
    sender_desk.verify()
    row = signing.verdict_of(file)
    assert row is not None
    assert (row.verdict, row.legal_value) == ("unsigned", "reference_only")
    assert row.sentence == "Không có chữ ký số. Chỉ để tham khảo."


def test_without_anchors_the_check_is_repeated_by_itself(
    issued: Make, sender_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = main_file(issued().document).file
    working = settings.ENV
    monkeypatch.setattr(settings, "ENV", replace(working, trust_dir=None))
    sender_desk.verify()
    row = FileVerdict.objects.get(file=file)
    assert (row.verdict, row.legal_value) == ("indeterminate", "not_yet")
    assert row.sentence == "Chưa kiểm tra được đầy đủ. Nội dung chưa bị sửa."
    assert row.check_again_at is not None

    monkeypatch.setattr(settings, "ENV", working)
    for job in verdicts.claim(now=clock.now() + timedelta(minutes=16)):
        verdicts.keep_verdict(job, tasks.check(store().read(job.sha256)), now=clock.now())
    row.refresh_from_db()
    assert (row.verdict, row.legal_value) == ("valid", "full")
    assert row.sentence == "Hợp lệ. Xử lý ngay, không cần chờ bản giấy."


def test_a_changed_byte_breaks_the_file(issued: Make, sender_desk: Desk, monday: datetime) -> None:
    outgoing = issued()
    data = bytearray(read(main_file(outgoing.document).file))
    data[200] ^= 1
    file: File = keep(agency_id=outgoing.agency_id, name="sua.pdf", data=bytes(data), now=monday)
    signing.ask_verdict(file)
    sender_desk.verify()
    row = FileVerdict.objects.get(file=file)
    assert row.verdict == "broken"
    assert row.sentence == "Không hợp lệ. Nội dung đã thay đổi sau khi ký."


def test_a_signed_file_inherits_what_the_scanner_said(
    submitted: Make, sender_desk: Desk, bich: Actor, monday: datetime
) -> None:
    outgoing = submitted()
    Blob.objects.update(scan_state="clean")
    ask_initials(outgoing, bich, monday)
    sender_desk.sign()
    assert main_file(outgoing.document).file.blob.scan_state == "clean"


def test_the_table_of_moves_is_the_diagram_of_the_readme() -> None:
    assert MOVES.mermaid() in (Path(tasks.__file__).parent / "README.md").read_text(encoding="utf-8")


def test_an_authority_taken_out_of_the_folder_is_trusted_no_longer(
    sender_desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "trust"
    shutil.copytree(settings.ENV.trust_dir, folder)
    monkeypatch.setattr(settings, "ENV", replace(settings.ENV, trust_dir=folder))
    known = checking.trust()
    oldest = min(folder.glob("*.crt"), key=lambda path: path.stat().st_mtime_ns)

    oldest.unlink()

    assert len(checking.trust().anchors) + len(checking.trust().between) == len(known.anchors) + len(known.between) - 1
    assert checking.trust() is checking.trust()


def test_a_file_that_ends_the_checking_program_is_given_up_and_the_next_one_is_checked(
    issued: Make, sender_desk: Desk, monday: datetime
) -> None:
    agency_id = issued().agency_id
    sender_desk.verify()
    deadly, good = (keep(agency_id=agency_id, name=name, data=name.encode(), now=monday) for name in ("a.pdf", "b.pdf"))
    signing.ask_verdict(deadly)
    now = clock.now()
    for _ in range(verdicts.MAX_CHECKS):
        assert [one.sha256 for one in verdicts.claim(now=now, limit=1)] == [deadly.blob_id]
        now += verdicts.LEASE + timedelta(seconds=1)  # the program has died and was started again

    signing.ask_verdict(good)
    assert verdicts.claim(now=now, limit=1) == []
    row = FileVerdict.objects.get(file=deadly)
    assert (row.verdict, row.legal_value, row.facts["facts"]) == ("indeterminate", "not_yet", ["check_stopped"])
    assert (row.sentence, row.check_again_at) == ("Chưa kiểm tra được đầy đủ.", None)
    assert "đề nghị bên gửi gửi lại tệp gốc" in grounds_of(row.verdict, row.facts)
    assert [one.sha256 for one in verdicts.claim(now=now, limit=1)] == [good.blob_id]


def test_a_check_that_comes_to_an_end_is_no_failed_one(issued: Make, sender_desk: Desk) -> None:
    file = main_file(issued().document).file
    sender_desk.verify()
    for _ in range(verdicts.MAX_CHECKS + 2):
        signing.check_again(file, clock.now())
        sender_desk.verify()
    row = FileVerdict.objects.get(file=file)
    assert (row.verdict, row.attempts) == ("valid", 0)
