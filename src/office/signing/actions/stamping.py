"""Add the time stamp that was missing at signing. Doors: claim, finish, give_up, StampJob.

A document time stamp over the signed file proves that its signatures existed by then. Only while the document is not issued:
the bytes of an issued file never change, it keeps the remark.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F

from kit.actor import Actor
from kit.tenancy import acting_for
from kit.wake import wake
from office.audit import actions as audit
from office.documents.actions import replace_main_file
from office.documents.models import Document
from office.organisation.people import hosted_agency_ids
from office.signing.actions.finish import keep_signed
from office.signing.models import SigningRequest

LEASE = timedelta(minutes=2)
UNREADABLE = timedelta(days=1)


@dataclass(frozen=True)
class StampJob:
    request_id: int
    agency_id: int
    file_id: int
    sha256: str  # of the file to stamp


def claim(*, now: datetime, limit: int = 4) -> list[StampJob]:
    """Lease signatures without time stamp whose file is still the main file of an unissued document."""
    with acting_for(*hosted_agency_ids()):
        rows = SigningRequest.objects.without_timestamp().exclude(leased_until__gt=now)
        rows = rows.filter(document__number="", document__document_files__file=F("result"))
        found = list(rows.select_for_update(skip_locked=True, of=("self",)).select_related("result__blob")[:limit])
        for request in found:
            request.leased_until = now + LEASE
            request.save(update_fields=["leased_until"])
        return [StampJob(one.pk, one.agency_id, one.result_id, one.result.blob_id) for one in found]


def finish(job: StampJob, *, pdf: bytes, now: datetime) -> bool:
    """Put the stamped file in place of the signed one; returns False when the document went on meanwhile."""
    with acting_for(job.agency_id):
        ref = SigningRequest.objects.values_list("document__ref", flat=True).get(pk=job.request_id)
        document = Document.objects.locked(ref, agency_id=job.agency_id)
        rows = SigningRequest.objects.of(job.agency_id).select_for_update(of=("self",))
        request: SigningRequest = rows.select_related("result__blob", "agency").get(pk=job.request_id)
        others = SigningRequest.objects.of(job.agency_id).filter(document=document)
        moved_on = document.number or others.active().exists()
        current = document.document_files.filter(file=job.file_id, kind="main").exists()
        if moved_on or not current or request.result is None:
            return False
        file = keep_signed(request.result, pdf, now)
        replace_main_file(document, file)
        others.filter(state="signed", timestamped=False).update(timestamped=True, leased_until=None)
        request.result, request.timestamped, request.leased_until = file, True, None
        request.save(update_fields=["result", "timestamped", "leased_until"])
        audit.record(
            "signing.timestamped",
            actor=Actor.system(request.agency_id, request.agency.code),
            at=now,
            document_ref=document.ref,
            subject_ref=request.ref,
            sha256=file.blob_id,
        )
        wake(f"document-{document.ref}")
        return True


def give_up(job: StampJob, *, error: Any, now: datetime) -> None:
    """Leave the file as it is for a day: it cannot be stamped."""
    with acting_for(job.agency_id):
        SigningRequest.objects.of(job.agency_id).filter(pk=job.request_id).update(
            leased_until=now + UNREADABLE, error_code=error.code, error_text=error.text()[:500]
        )
