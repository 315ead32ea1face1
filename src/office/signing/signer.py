"""Make one signature from what a request says. Doors: make.

Pure work between two transactions: bytes and parameters in, signed bytes out. Which key and which picture is for the way of
signing to say; what stands on the page is in the parameters that the request was reserved with.
"""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from office.signing.actions.finish import Job
from office.signing.places import box_of, number_places_of
from office.signing.states import Purpose
from office.signing.ways import key_of, picture_of
from pdfseal import signing as pdfseal_signing
from pdfseal.keys import SigningKey
from pdfseal.signing import Sealed
from pdfseal.timestamps import HttpTimestamper, Timestamper

TSA_TIMEOUT_S = 4.0


def fonts() -> Path:
    return settings.ENV.assets_dir / "fonts" / "tinos"


def timestamper() -> Timestamper | None:
    """Return the time stamp server of the settings, None when there is none."""
    return HttpTimestamper(settings.ENV.tsa_url, timeout_s=TSA_TIMEOUT_S) if settings.ENV.tsa_url else None


def make(job: Job, pdf: bytes, *, at: datetime) -> Sealed:
    """Return the file with one more signature. Raises: what ways and pdfseal raise."""
    key = key_of(job.key_names, owner=job.owner)
    return _MAKERS[job.purpose](job, pdf, key, at, timestamper())


def _hand(sign: Callable[..., Sealed]) -> Callable[..., Sealed]:
    def make_it(job: Job, pdf: bytes, key: SigningKey, at: datetime, tsa: Timestamper | None) -> Sealed:
        return sign(
            pdf,
            key,
            place=box_of(job.parameters["place"]),
            image_png=picture_of(job.key_names),
            at=at,
            fonts=fonts(),
            tsa=tsa,
        )

    return make_it


def _issue(job: Job, pdf: bytes, key: SigningKey, at: datetime, tsa: Timestamper | None) -> Sealed:
    """Number and date, then the seal over them."""
    return pdfseal_signing.sign_issue(
        pdf,
        key,
        number_text=job.parameters["number_text"],
        issued_on=date.fromisoformat(job.parameters["issued_on"]),
        places=number_places_of(job.parameters["places"]),
        place=box_of(job.parameters["place"]),
        image_png=picture_of(job.key_names),
        agency_name=job.agency_name,
        at=at,
        fonts=fonts(),
        tsa=tsa,
    )


def _mark(job: Job, pdf: bytes, key: SigningKey, at: datetime, tsa: Timestamper | None) -> Sealed:
    kind: Any = "copy" if job.purpose == Purpose.COPY else "attachment"
    return pdfseal_signing.sign_mark(pdf, key, kind=kind, lines=job.parameters["lines"], at=at, fonts=fonts(), tsa=tsa)


_MAKERS: dict[str, Callable[[Job, bytes, SigningKey, datetime, Timestamper | None], Sealed]] = {
    Purpose.INITIALS: _hand(pdfseal_signing.sign_initials),
    Purpose.PERSON: _hand(pdfseal_signing.sign_person),
    Purpose.ISSUE: _issue,
    Purpose.ATTACHMENT: _mark,
    Purpose.COPY: _mark,
}
