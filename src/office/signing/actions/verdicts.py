"""Have the signatures of a file checked, and keep what was found.

Doors: ask_verdict, verdict_of, check_again, claim, keep_verdict, put_off.

One verdict per file. What cannot be concluded yet is checked again by itself; a file is never silently taken as valid. One that
ends the checking program each time it is checked is given up: others wait behind it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from kit.actor import Actor
from kit.asked import Asked, add_new, change, together
from kit.tenancy import acting_for
from kit.wake import wake
from office.audit import actions as audit
from office.documents.facts import FileKind
from office.documents.models import DocumentFile
from office.files.models import File
from office.organisation.people import acting_for_hosted
from office.signing import continuations
from office.signing.errors import CheckStopped
from office.signing.identity import legal_value_of, report_of
from office.signing.models import FileVerdict
from office.signing.words import sentence_of
from pdfseal.errors import PdfError
from pdfseal.verdict import Verdict

VERIFY_TOPIC = "office.verify"
LEASE = timedelta(seconds=30)  # four checks of at most five seconds each
MAX_CHECKS = 3  # that did not come to an end
SOON, LATER = timedelta(minutes=15), timedelta(hours=12)


@dataclass(frozen=True)
class CheckJob:
    verdict_id: int
    agency_id: int
    sha256: str  # of the bytes to check; whether they are there shows when they are read


@together
def ask_verdict(file: File) -> FileVerdict:
    """Return the file's verdict row; a new one is filled by the worker."""
    row = FileVerdict(file=file, agency_id=file.agency_id)
    if not add_new(row):
        return FileVerdict.objects.get(file=file)
    wake(VERIFY_TOPIC)
    return row


def verdict_of(file: File) -> FileVerdict | None:
    """Return what the last check said of the file, None when nobody asked."""
    row: FileVerdict | None = FileVerdict.objects.of(file.agency_id).filter(file=file).first()
    return row


def check_again(file: File, now: datetime) -> None:
    """Have a file checked anew: it has become the file of a document, which its legal value depends on."""
    FileVerdict.objects.of(file.agency_id).filter(file=file).update(check_again_at=now)
    wake(VERIFY_TOPIC)


_to_check = Asked(
    lambda now: (
        FileVerdict.objects.to_check(now=now)
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("file__blob")[:4]
    ),
    "now",
)


def claim(*, now: datetime, limit: int = 4) -> list[CheckJob]:
    """Lease files that wait for a check; those that cannot be checked get their verdict here."""
    with acting_for_hosted():
        found = _to_check.all(now=now)[:limit]
        for row in found:
            row.check_again_at, row.attempts = now + LEASE, min(row.attempts + 1, MAX_CHECKS + 1)
            change(row, "check_again_at", "attempts")
        jobs = [(row.attempts, CheckJob(row.pk, row.agency_id, row.file.blob_id)) for row in found]
    for attempts, job in jobs:
        if attempts > MAX_CHECKS:
            keep_verdict(job, CheckStopped(attempts=MAX_CHECKS), now=now)
    return [job for attempts, job in jobs if attempts <= MAX_CHECKS]


def keep_verdict(job: CheckJob, outcome: Verdict | PdfError | CheckStopped, *, now: datetime) -> None:
    """Write what the check found, with the legal value of the document whose main file it is.

    Law: NĐ 30/2020/NĐ-CP Điều 5; QĐ 28/2018/QĐ-TTg Điều 5. A file that is no PDF, or cannot be read, carries no signature.
    """
    with acting_for(job.agency_id):
        row: FileVerdict = (
            FileVerdict.objects.select_for_update(of=("self",)).select_related("file").get(pk=job.verdict_id)
        )
        places = DocumentFile.objects.of(job.agency_id).filter(file=row.file_id).select_related("document__agency")
        place = places.first()
        before = row.verdict
        report = report_of(outcome)
        issuer = (place.document.issuer_code, place.document.issuer_name) if place else ("", "")
        digitised = bool(place) and place.document.origin == "paper"
        row.verdict, row.facts = report["verdict"], report
        row.legal_value = legal_value_of(
            outcome, report, agency_code=issuer[0], agency_name=issuer[1], digitised=digitised
        )
        row.sentence = sentence_of(row.verdict, report)
        row.checked_at = now
        given_up = isinstance(outcome, CheckStopped)
        row.check_again_at = _again(row, now) if row.verdict == "indeterminate" and not given_up else None
        row.attempts = row.attempts if given_up else 0
        change(row, "verdict", "facts", "legal_value", "sentence", "checked_at", "check_again_at", "attempts")
        if place is not None and place.kind == FileKind.MAIN:
            place.document.legal_value = row.legal_value
            change(place.document, "legal_value")
        if place is not None and before != row.verdict:
            audit.record(
                "signing.verdict",
                actor=Actor.system(job.agency_id, place.document.agency.code),
                at=now,
                document_ref=place.document.ref,
                subject_ref=row.file.ref,
                verdict=row.verdict,
                legal_value=row.legal_value,
            )
        continuations.after_verdict(row, now)
        if place is not None:
            wake(f"document-{place.document.ref}")
            wake(f"agency-{job.agency_id}")


def put_off(job: CheckJob, *, now: datetime) -> None:
    """Look at a file again later: it cannot be checked now, and others wait. The program lives: this counts for nothing."""
    with acting_for(job.agency_id):
        FileVerdict.objects.of(job.agency_id).filter(pk=job.verdict_id).update(check_again_at=now + SOON, attempts=0)


def _again(row: FileVerdict, now: datetime) -> datetime:
    """Often on the first day, when revocation lists are usually just late; twice a day afterwards."""
    return now + (SOON if now - row.file.created_at < timedelta(days=1) else LATER)
