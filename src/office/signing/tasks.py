"""The programs of the room, run by the worker. Doors: sign_batch, stamp_batch, verify_batch, CONSUMERS.

Each works from rows; every signature and every check is made outside a transaction, so a slow time stamp server or a large
file never holds a lock. Killing the program at any point loses nothing: the lease of a row runs out and it is taken again. A
lease is short, so that nobody waits long for a worker that died, and is renewed while its worker is at it.
"""

import hashlib
import logging
import os
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait

from django.conf import settings
from django.db import DataError
from django.db import Error as DatabaseError

from kit import clock
from kit.errors import DomainError, StoredFileChanged, StoredFileMissing
from kit.work import Consumer
from office.files.store import read_or_blame
from office.signing.actions import finish, stamping, verdicts
from office.signing.actions.finish import Job, Outcome
from office.signing.checking import check
from office.signing.errors import NoPersonalSignature
from office.signing.identity import prints_of, standing
from office.signing.signer import make, timestamper
from pdfseal.errors import PdfError, TimestampUnavailable
from pdfseal.signing import add_timestamp_later
from pdfseal.verdict import Verdict

log = logging.getLogger(__name__)
MOST_SIGNERS = 4
PARALLEL = 4  # signatures wait for the time stamp server more than they compute


def sign_batch() -> bool:
    """Sign what waits; return whether there may be more."""
    jobs = finish.claim(now=clock.now())
    if not jobs:
        return False
    with ThreadPoolExecutor(min(PARALLEL, len(jobs))) as pool:
        signing = {pool.submit(attempt, job): job for job in jobs}
        while signing:
            done = wait(signing, timeout=finish.RENEW_S, return_when=FIRST_COMPLETED).done
            if not done:
                finish.renew(list(signing.values()), now=clock.now())
                continue
            ended = [(signing.pop(one), one.result()) for one in done]
            finish.settle([(job, outcome) for job, outcome in ended if outcome is not None], now=clock.now())
    return len(jobs) == finish.BATCH


def attempt(job: Job) -> Outcome | None:
    """Return the signed file, or the reason why it cannot be signed.

    None when we fail on it: its lease runs out and it is taken again, a few times; what is signed beside it stands.
    """
    try:
        pdf = read_or_blame(job.sha256)
        if (found := hashlib.sha256(pdf).hexdigest()) != job.sha256:
            raise StoredFileChanged(expected=job.sha256, found=found)
        if job.needs_person is not None:
            _refuse_without_person(pdf, job.needs_person)
        return make(job, pdf, at=clock.now())
    except (DomainError, PdfError) as error:
        return error
    except (DatabaseError, OSError):  # of the machine, not of the file
        raise
    except Exception:
        log.exception("request %s failed", job.request_id)
        return None


def _refuse_without_person(pdf: bytes, signers: tuple[str, ...]) -> None:
    """Law: NĐ 30/2020/NĐ-CP Điều 32 khoản 4: the seal only on what the competent person has signed. Raises: NoPersonalSignature."""
    verdict = check(pdf)
    if prints_of(standing(verdict.as_json())).isdisjoint(signers):
        raise NoPersonalSignature(detail=verdict.sentence)


def stamp_batch() -> bool:
    """Add time stamps that the server could not give at signing; return whether there may be more."""
    server = timestamper()
    if server is None:
        return False
    for job in stamping.claim(now=clock.now()):
        try:
            sealed = add_timestamp_later(read_or_blame(job.sha256), tsa=server)
        except TimestampUnavailable:
            return False
        except (PdfError, StoredFileMissing) as error:
            stamping.give_up(job, error=error, now=clock.now())
            continue
        stamping.finish(job, pdf=sealed.pdf, now=clock.now())
    return False


def verify_batch() -> bool:
    """Check the signatures of one file that waits; return whether there may be more."""
    jobs = verdicts.claim(now=clock.now(), limit=1)
    for job in jobs:
        outcome: Verdict | PdfError
        try:
            outcome = check(read_or_blame(job.sha256))
        except PdfError as error:
            outcome = error
        except (DatabaseError, OSError):  # of the machine, not of the file
            raise
        except Exception:  # bytes that are gone, or our own fault: looked at again later, and it stops nobody behind it
            log.exception("verdict %s cannot be made", job.verdict_id)
            verdicts.put_off(job, now=clock.now())
            continue
        try:
            verdicts.keep_verdict(job, outcome, now=clock.now())
        except DataError:  # a hostile certificate may say what no row can hold
            log.exception("verdict %s cannot be kept", job.verdict_id)
            verdicts.put_off(job, now=clock.now())
    return bool(jobs)


CONSUMERS = (
    Consumer(
        "sign", ("office.sign",), sign_batch, copies=settings.ENV.signers or min(MOST_SIGNERS, os.cpu_count() or 1)
    ),
    Consumer("verify", ("office.verify",), verify_batch, patient=True),
    Consumer("stamp", (), stamp_batch),
)
