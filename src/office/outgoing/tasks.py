"""The program of the room, run by the worker. Doors: convert_batch, CONSUMERS."""

import logging

from django.db import Error as DatabaseError

from kit import clock
from kit.errors import DomainError
from kit.work import Consumer
from office.outgoing.actions import converting
from office.outgoing.conversion import convert
from office.outgoing.errors import ConversionFailed

log = logging.getLogger(__name__)


def convert_batch() -> bool:
    """Convert one word-processor file to PDF; return whether there may be more."""
    job = converting.claim(now=clock.now())
    if job is None:
        return False
    try:
        converting.finish(job, pdf=convert(job.path, name=job.name), now=clock.now())
    except DomainError as error:
        converting.fail(job, error=error, now=clock.now())
    except (DatabaseError, OSError):  # of the machine, not of the file: its lease runs out and it is taken again
        raise
    except Exception:  # our own fault; what we fail on is told and stops nobody behind it
        log.exception("conversion %s failed", job.conversion_id)
        told = ConversionFailed(name=job.name, why="chương trình gặp lỗi với tệp này")
        converting.fail(job, error=told, now=clock.now())
    return True


CONSUMERS = (Consumer("convert", ("office.convert",), convert_batch),)
