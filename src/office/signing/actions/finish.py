"""What becomes of a request after the attempt to sign. Doors: claim, renew, settle, Job, Outcome, LEASE, RENEW_S.

``claim`` leases requests to one worker; a worker that dies loses the lease and another takes the request again. Signing the
same request twice is harmless: only one result is kept, under the document's lock and only on an unchanged version.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from kit.actor import Actor
from kit.asked import Asked, among, change
from kit.errors import DomainError
from kit.tenancy import acting_for
from kit.wake import wake
from office.audit import actions as audit
from office.documents.actions import replace_main_file
from office.documents.facts import FileKind
from office.documents.models import Document, DocumentFile
from office.files.actions import keep
from office.files.models import Blob, File
from office.files.states import ScanState
from office.organisation.people import acting_for_hosted
from office.signing import continuations
from office.signing.errors import TooManyAttempts, VersionChanged
from office.signing.identity import prints_of, standing
from office.signing.models import FileVerdict, SigningRequest
from office.signing.states import MOVES, Purpose, State
from pdfseal.errors import PdfError
from pdfseal.signing import Sealed

LEASE = timedelta(seconds=10)  # how long a signer waits for a worker that died
RENEW_S = 3.0
MAX_ATTEMPTS = 5
BATCH = 8
CHECK_HOLDS = timedelta(days=1)
Outcome = Sealed | DomainError | PdfError
OF_PERSON = (Purpose.PERSON, Purpose.INITIALS)
JOB_FACTS = (
    *("pk", "agency_id", "purpose", "parameters", "attempts", "document__ref", "source_id", "source__blob_id"),
    *(
        "agency__code",
        "agency__name",
        "post__person__ref",
        "post__person__full_name",
        "post__person__account__username",
    ),
)


@dataclass(frozen=True)
class Job:
    """Everything a worker needs to sign one request without the database."""

    request_id: int
    agency_id: int
    document_ref: UUID
    purpose: str
    sha256: str  # of the bytes to sign; whether they are there shows when they are read
    parameters: dict[str, Any]
    key_names: tuple[str, ...]
    owner: str
    agency_name: str
    attempts: int
    needs_person: tuple[str, ...] | None  # fingerprints of the authorised signer, where that is still to be checked


_to_sign = Asked(
    lambda now: (
        SigningRequest.objects.to_sign(now=now)
        .select_for_update(skip_locked=True, of=("self",))
        .values_list("pk")[:BATCH]
    ),
    "now",
)


_LEASE = """
update office_signing_signingrequest set state = %s, leased_until = %s, attempts = attempts + 1 where id = any(%s)
"""
_facts = Asked(
    lambda found: SigningRequest.objects.filter(among("pk", found)).order_by("id").values_list(*JOB_FACTS), "found"
)
_checked = Asked(
    lambda files, since: FileVerdict.objects.filter(among("file_id", files), checked_at__gt=since), *("files", "since")
)


def claim(*, now: datetime, limit: int = BATCH) -> list[Job]:
    """Lease up to ``limit`` requests to this worker and return what is needed to sign them."""
    with acting_for_hosted():
        found = [pk for (pk,) in _to_sign.rows(now=now)][:limit]
        if not found:
            return []
        signing = MOVES.step("sign", State.RESERVED).target
        with connection.cursor() as cursor:
            cursor.execute(_LEASE, [str(signing), now + LEASE, found])
        facts = [dict(zip(JOB_FACTS, one, strict=True)) for one in _facts.rows(found=found)]
        known = _known_signers([one["source_id"] for one in facts if one["purpose"] == Purpose.ISSUE], now)
        jobs = [_job(one, known.get(one["source_id"], frozenset())) for one in facts]
    worn_out = [job for job in jobs if job.attempts > MAX_ATTEMPTS]
    settle([(job, TooManyAttempts(attempts=MAX_ATTEMPTS)) for job in worn_out], now=now)
    return [job for job in jobs if job.attempts <= MAX_ATTEMPTS]


def renew(jobs: list[Job], *, now: datetime) -> None:
    """Keep the leases of a batch that is still being signed."""
    for agency_id in {job.agency_id for job in jobs}:
        with acting_for(agency_id):
            rows = SigningRequest.objects.of(agency_id).filter(pk__in=[job.request_id for job in jobs])
            rows.filter(state=State.SIGNING).update(leased_until=now + LEASE)


def _known_signers(file_ids: list[int], now: datetime) -> dict[int, frozenset[str]]:
    """Return whose signatures a check of the last day found to stand in each of these files: it need not be repeated."""
    rows = _checked.all(files=file_ids, since=now - CHECK_HOLDS) if file_ids else []
    return {row.file_id: frozenset(prints_of(standing(row.facts))) for row in rows}


def _job(facts: dict[str, Any], known: frozenset[str]) -> Job:
    """``known``: whose signatures were found to stand in the file."""
    if facts["purpose"] in OF_PERSON:
        account, person = facts["post__person__account__username"], str(facts["post__person__ref"])
        names = (account, person) if account else (person,)
        owner, signers = facts["post__person__full_name"], None
    else:
        names, owner = (f"agency-{facts['agency__code']}",), facts["agency__name"]
        signers = tuple(facts["parameters"].get("signers", ())) if facts["purpose"] == Purpose.ISSUE else None
        if signers and not known.isdisjoint(signers):
            signers = None
    return Job(
        request_id=facts["pk"],
        agency_id=facts["agency_id"],
        document_ref=facts["document__ref"],
        purpose=facts["purpose"],
        sha256=facts["source__blob_id"],
        parameters=facts["parameters"],
        key_names=names,
        owner=owner,
        agency_name=facts["agency__name"],
        attempts=facts["attempts"],
        needs_person=signers,
    )


def settle(outcomes: Sequence[tuple[Job, Outcome]], *, now: datetime) -> int:
    """Keep what was signed and do what follows, mark what cannot be signed; all in one transaction.

    Returns how many requests came to their end by it: one already finished or given up is passed over. When a version has
    changed meanwhile, or what follows is refused, that request fails with the sentence and the others stand.
    """
    if not outcomes:
        return 0
    try:
        return _settle_all(outcomes, _keep, now)
    except DomainError:  # rare: all is taken back, and done again with a way back for each
        return _settle_all(outcomes, _keep_or_fail, now)


Keeping = Callable[[SigningRequest, Document, Sealed, datetime], None]


def _settle_all(outcomes: Sequence[tuple[Job, Outcome]], keep_it: Keeping, now: datetime) -> int:
    ended = 0
    with acting_for(*{job.agency_id for job, _ in outcomes}), audit.gathered():
        for job, outcome in outcomes:
            request, document = _locked(job)
            if request.state != State.SIGNING:
                continue
            ended += 1
            if isinstance(outcome, Sealed):
                keep_it(request, document, outcome, now)
            else:
                _fail(request, document, outcome, now)
    return ended


def _keep_or_fail(request: SigningRequest, document: Document, sealed: Sealed, now: datetime) -> None:
    try:
        with transaction.atomic(), audit.gathered():
            _keep(request, document, sealed, now)
    except DomainError as error:
        request.refresh_from_db(fields=["state", "finished_at", "result", "timestamped", "leased_until"])
        _fail(request, document, error, now)


_to_finish = Asked(
    lambda request: (
        SigningRequest.objects.select_for_update(of=("self",))
        .select_related("source__blob", "post__person", "post__agency", "post__unit", "agency")
        .filter(pk=request)
    ),
    "request",
)
_place = Asked(
    lambda document, file: DocumentFile.objects.filter(document_id=document, file_id=file).order_by("position", "id")[
        :1
    ],
    *("document", "file"),
)


def _locked(job: Job) -> tuple[SigningRequest, Document]:
    document = Document.objects.locked(job.document_ref, agency_id=job.agency_id)
    request = _to_finish.first(request=job.request_id)
    if request is None:
        raise SigningRequest.DoesNotExist
    request.document = document
    return request, document


def _keep(request: SigningRequest, document: Document, sealed: Sealed, now: datetime) -> None:
    place = _place.first(document=document.pk, file=request.source_id)
    if place is None:
        raise VersionChanged
    file = keep_signed(request.source, sealed.pdf, now)
    if place.kind == FileKind.MAIN:
        replace_main_file(document, file, former=place)
    else:
        place.file = file
        change(place, "file")
    request.state, request.finished_at = MOVES.step("finish", request.state).target, now
    request.result, request.timestamped, request.leased_until = file, sealed.timestamped, None
    change(request, "state", "finished_at", "result", "timestamped", "leased_until")
    audit.record(
        "signing.finished",
        actor=Actor.system(request.agency_id, request.agency.code),
        at=now,
        document_ref=document.ref,
        subject_ref=request.ref,
        purpose=request.purpose,
        timestamped=sealed.timestamped,
        sha256=file.blob_id,
    )
    continuations.after(request, now)
    _told(request, document)


def keep_signed(source: File, pdf: bytes, now: datetime) -> File:
    """Keep a file that is ``source`` and signatures of ours after it; what the scanner said of the source holds for it."""
    file = keep(agency_id=source.agency_id, name=source.name, data=pdf, now=now)
    if source.blob.scan_state == ScanState.CLEAN and file.blob.scan_state == ScanState.UNSCANNED:
        Blob.objects.filter(pk=file.blob_id, scan_state=ScanState.UNSCANNED).update(
            scan_state=ScanState.CLEAN, scan_detail="bản trước khi ký đã quét", scanned_at=now
        )
        file.blob.refresh_from_db()
    return file


def _fail(request: SigningRequest, document: Document, error: DomainError | PdfError, now: datetime) -> None:
    request.state, request.finished_at, request.leased_until = MOVES.step("fail", request.state).target, now, None
    request.error_code, request.error_text = error.code, error.text()[:500]
    request.save(update_fields=["state", "finished_at", "leased_until", "error_code", "error_text"])
    audit.record(
        "signing.failed",
        actor=Actor.system(request.agency_id, request.agency.code),
        at=now,
        document_ref=document.ref,
        subject_ref=request.ref,
        purpose=request.purpose,
        code=error.code,
    )
    continuations.after_failure(request, now)
    _told(request, document)


def _told(request: SigningRequest, document: Document) -> None:
    wake(f"document-{document.ref}")
    wake(f"post-{request.post_id}")
    wake(f"agency-{request.agency_id}")
