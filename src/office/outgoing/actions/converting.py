"""A word-processor file on its way to a version. Doors: claim, finish, fail, ConvertJob."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction
from django.db.models import Q

from kit.errors import DomainError, StoredFileMissing
from kit.tenancy import acting_for
from kit.wake import wake
from office.files import actions as files
from office.files.models import File
from office.files.words import scan_word
from office.organisation.acting import actor_for
from office.organisation.people import hosted_agency_ids
from office.outgoing.actions.versions import add_uploaded
from office.outgoing.errors import ConversionFailed
from office.outgoing.models import Conversion, OutgoingDocument
from office.outgoing.states import State

LEASE = timedelta(minutes=3)
TOO_LATE = "Dự thảo đã trình trước khi chuyển xong tệp."


@dataclass(frozen=True)
class ConvertJob:
    conversion_id: int
    agency_id: int
    name: str
    path: Path


def claim(*, now: datetime) -> ConvertJob | None:
    """Lease the oldest file that may be opened. What waits for the scanner is passed over, what never may is told its drafter."""
    with acting_for(*hosted_agency_ids()):
        free = Q(leased_until__isnull=True) | Q(leased_until__lt=now)
        rows = Conversion.objects.filter(free, finished_at__isnull=True).exclude(files.waiting_for_scan("source__"))
        rows = rows.select_for_update(skip_locked=True, of=("self",)).order_by("id")
        while (row := rows.select_related("source__blob", "outgoing__document").first()) is not None:
            try:
                path = _path(row.source)
            except DomainError as error:
                _end(row, row.outgoing, error.text(), now)
                continue
            row.leased_until = now + LEASE
            row.save(update_fields=["leased_until"])
            return ConvertJob(row.pk, row.agency_id, row.source.name, path)
        return None


def _path(source: File) -> Path:
    """Return where the file may be read. Raises: ConversionFailed, StoredFileMissing."""
    if not files.usable(source):
        raise ConversionFailed(name=source.name, why=scan_word(source))
    try:
        return files.path_of(source)
    except StoredFileMissing as missing:
        files.blame_file(missing)
        raise


def finish(job: ConvertJob, *, pdf: bytes, now: datetime) -> None:
    """Make the converted file the newest version of its draft, once."""
    with acting_for(job.agency_id):
        row, outgoing = _locked(job)
        if row.finished_at is not None:
            return
        row.finished_at = now
        if outgoing.state != State.DRAFT:
            row.error_text = TOO_LATE
        else:
            try:
                with transaction.atomic():
                    file: File = files.keep(
                        agency_id=job.agency_id, name=f"{Path(job.name).stem}.pdf", data=pdf, now=now
                    )
                    add_uploaded(outgoing, file, note=job.name, actor=actor_for(row.asked_by), now=now)
                    outgoing.made_from = "docx"
                    outgoing.save(update_fields=["made_from"])
            except DomainError as error:
                row.error_text = error.text()[:500]
        row.save(update_fields=["finished_at", "error_text"])
        wake(f"document-{outgoing.document.ref}")


def fail(job: ConvertJob, *, error: DomainError, now: datetime) -> None:
    """Tell the drafter why the file could not be converted."""
    with acting_for(job.agency_id):
        _end(*_locked(job), error.text(), now)


def _end(row: Conversion, outgoing: OutgoingDocument, reason: str, now: datetime) -> None:
    row.finished_at, row.error_text = now, reason[:500]
    row.save(update_fields=["finished_at", "error_text"])
    wake(f"document-{outgoing.document.ref}")


def _locked(job: ConvertJob) -> tuple[Conversion, OutgoingDocument]:
    ref = Conversion.objects.values_list("outgoing__document__ref", flat=True).get(pk=job.conversion_id)
    outgoing: OutgoingDocument = OutgoingDocument.objects.locked(ref, agency_id=job.agency_id)
    rows = Conversion.objects.of(job.agency_id).select_for_update(of=("self",))
    row: Conversion = rows.select_related("asked_by__person", "asked_by__agency").get(pk=job.conversion_id)
    return row, outgoing
