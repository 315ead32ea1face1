"""Have every new content looked at by ClamAV. Doors: scan_batch, SCAN_TOPIC.

Policy CONGVAN_SCAN: ``required`` waits for the scanner as long as it takes (nothing is opened before); ``if_available``
says "chưa quét được" after the scanner stayed away; ``off`` never asks. A content is scanned outside any transaction.
One over which a scanner that lives gives no answer goes behind the others and is shown again later.
"""

import logging
import time
from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings

from kit import clock
from kit.actor import Actor
from kit.errors import StoredFileMissing
from kit.wake import wake
from office.audit import actions as audit
from office.files.clamd import Clamd, ScannerRefused, ScannerUnreachable
from office.files.models import Blob, File
from office.files.states import ScanState
from office.files.store import store
from office.organisation.people import acting_for_hosted

log = logging.getLogger(__name__)
SCAN_TOPIC = "office.scan"
BATCH = 20
PATIENCE = timedelta(seconds=20)  # how long if_available waits for a scanner that does not answer
AGAIN_S = 900.0  # when a content over which the scanner fell silent is shown to it again

_silent: dict[str, float] = {}  # by content: not before this moment of time.monotonic


def _next_blobs() -> list[Blob]:
    """Return what was never shown, the oldest first, then what the scanner was silent about."""
    rows = Blob.objects.filter(scan_state=ScanState.UNSCANNED).order_by("created_at")
    now = time.monotonic()
    again = [pk for pk, not_before in _silent.items() if not_before <= now]
    fresh = list(rows.exclude(pk__in=list(_silent))[:BATCH])
    return fresh + list(rows.filter(pk__in=again)[: BATCH - len(fresh)])


def _say(blobs: Sequence[Blob], state: ScanState, detail: str) -> None:
    """Write what the scan found, tell the agencies that hold the contents, and record an infection for each of them."""
    now = clock.now()
    for blob in blobs:
        _silent.pop(blob.pk, None)
    with acting_for_hosted():
        rows = Blob.objects.filter(pk__in=[blob.pk for blob in blobs]).exclude(scan_state=ScanState.INFECTED)
        rows.update(scan_state=state, scan_detail=detail[:200], scanned_at=now)
        holders = list(File.objects.filter(blob__in=blobs).select_related("agency"))
        if state == ScanState.INFECTED:
            for file in holders:
                program = Actor.system(file.agency_id, file.agency.code)
                audit.record("files.infected", actor=program, at=now, subject_ref=file.ref, found=detail)
        for agency_id in {file.agency_id for file in holders}:
            wake(f"agency-{agency_id}")


def _scanner_is_away(blobs: list[Blob], why: str) -> None:
    if settings.ENV.scan == "required":
        return
    tired = [blob for blob in blobs if blob.created_at < clock.now() - PATIENCE]
    if tired:
        _say(tired, ScanState.UNSCANNABLE, f"máy quét không trả lời: {why}")


def scan_batch() -> bool:
    """Scan a batch of contents; return whether there may be more to do right now."""
    if settings.ENV.scan == "off":
        return False
    blobs = _next_blobs()
    if not blobs:
        return False
    scanner = Clamd(settings.ENV.clamd)
    for place, blob in enumerate(blobs):
        try:
            found = scanner.scan(store().path(blob.pk))
        except ScannerUnreachable as error:
            alive = scanner.is_alive()
            _silent[blob.pk] = time.monotonic() + (AGAIN_S if alive else 0.0)
            log.warning("no answer of the scanner about %s: %s", blob.pk, error)
            _scanner_is_away([blob] if alive else blobs[place:], str(error))
            if alive:
                continue
            return False
        except (ScannerRefused, StoredFileMissing) as error:
            _say([blob], ScanState.UNSCANNABLE, str(error))
            continue
        if found is None:
            _say([blob], ScanState.CLEAN, "")
        else:
            log.warning("infected content %s: %s", blob.pk, found)
            _say([blob], ScanState.INFECTED, found)
    return len(blobs) == BATCH
