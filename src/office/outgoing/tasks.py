"""The program of the room, run by the worker. Doors: convert_batch, CONSUMERS."""

from kit import clock
from kit.errors import DomainError
from kit.work import Consumer
from office.outgoing.actions import converting
from office.outgoing.conversion import convert


def convert_batch() -> bool:
    """Convert one word-processor file to PDF; return whether there may be more."""
    job = converting.claim(now=clock.now())
    if job is None:
        return False
    try:
        pdf = convert(job.path, name=job.name)
    except DomainError as error:
        converting.fail(job, error=error, now=clock.now())
        return True
    converting.finish(job, pdf=pdf, now=clock.now())
    return True


CONSUMERS = (Consumer("convert", ("office.convert",), convert_batch),)
