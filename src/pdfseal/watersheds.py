"""When an answer about a certificate can change. Doors: watersheds, side_of.

What is good, expired or revoked at a moment depends on that moment only by the dates written into certificates and
revocation lists. Between two neighbouring dates the answer is the same, so it needs to be found once.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import datetime, timedelta

from asn1crypto import crl, x509
from pyhanko_certvalidator.policy_decl import FRESHNESS_FALLBACK_VALIDITY_DEFAULT

TOLERANCE = timedelta(seconds=1)  # how far clocks may differ: the validator shifts dates by it
Side = tuple[int, int]
_SHIFTS = (-TOLERANCE, timedelta(0), TOLERANCE)


def watersheds(
    certificates: Iterable[x509.Certificate], lists: Iterable[crl.CertificateList], *, published: bool = False
) -> tuple[datetime, ...]:
    """Return, in order, the moments at which something about one of these certificates may become another.

    With ``published`` the dates of the lists themselves are among them.
    """
    dates: set[datetime] = set()
    serials: set[int] = set()
    for certificate in certificates:
        dates.update((certificate.not_valid_before, certificate.not_valid_after))
        serials.add(certificate.serial_number)
    for one in lists:
        body = one["tbs_cert_list"]
        if published:
            begins, ends = body["this_update"].native, body["next_update"].native
            dates.update((begins, ends or begins + FRESHNESS_FALLBACK_VALIDITY_DEFAULT))
        for entry in body["revoked_certificates"]:
            if entry["user_certificate"].native in serials:
                dates.add(entry["revocation_date"].native)
    return tuple(sorted({date + shift for date in dates for shift in _SHIFTS}))


def side_of(moments: tuple[datetime, ...], at: datetime) -> Side:
    """Return where ``at`` lies among the moments: equal for two times only when no moment is between or on them."""
    return bisect_left(moments, at), bisect_right(moments, at)
