"""Who is calling. Doors: Caller, SignedCall, identify, spend_nonce.

Answers: is this request really from a connected, open system, unchanged, and not old? What the system may then do
is decided where it does it.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from axis.directory import errors
from axis.directory.snapshot import SystemFacts, directory
from axislink.errors import SignatureUnusable
from axislink.protocol.signatures import (
    RECEIVERS,
    Refusal,
    SignatureFields,
    WireRequest,
    digest_of,
    read_fields,
    verify,
)
from evidence.keys import PublicKey

CLOCK_SECONDS = 300


@dataclass(frozen=True)
class Caller:
    """A system that proved itself, and the agencies it speaks for."""

    system_pk: int
    system_id: str
    agency_pks: frozenset[int]


@dataclass(frozen=True)
class SignedCall:
    """A verified request: its caller, and the signature as evidence."""

    caller: Caller
    request: WireRequest
    fields: SignatureFields

    @property
    def nonce(self) -> str:
        return self.fields.nonce

    @property
    def content_type(self) -> str:
        return self.request.headers.get("content-type", "")

    @property
    def receivers(self) -> str | None:
        """Return the agencies to be served as the caller wrote them, None when the packet says it."""
        return self.request.headers.get(RECEIVERS)

    @property
    def sender(self) -> str | None:
        """Return nothing: a signed request names its sender in the packet alone."""
        return None

    @property
    def evidence(self) -> dict[str, str]:
        """Return what the sender's signature covers, and the signature: enough to verify it again without us."""
        kept = {"method": self.request.method, "path": self.request.path, "query": self.request.query}
        names = {name for name in self.fields.components if not name.startswith("@")}
        for name in sorted(names | {"signature-input", "signature"}):
            kept[name] = self.request.headers[name]
        return kept


def identify(request: WireRequest, *, body_sha256: bytes | None, now: datetime) -> SignedCall:
    """Return who sent ``request``. ``body_sha256`` is of the bytes received, None when there were none.

    Raises: SignatureMissing, SignatureIncomplete, AlgorithmRefused, ClockOutside, KeyUnknown, SystemLocked,
    SignatureWrong, DigestWrong.
    """
    try:
        fields = read_fields(request.headers, has_body=body_sha256 is not None)
        skew = int(now.timestamp()) - fields.created
        if abs(skew) > CLOCK_SECONDS:
            raise errors.ClockOutside(seconds=abs(skew))
        system, key = _key(fields.keyid)
        verify(fields, request, key)
        if body_sha256 is not None and digest_of(request.headers["content-digest"]) != body_sha256:
            raise errors.DigestWrong
    except SignatureUnusable as problem:
        raise _refusal(problem) from problem
    caller = Caller(system.pk, system.system_id, directory.current().agencies_of(system.pk))
    return SignedCall(caller, request, fields)


def spend_nonce(call: SignedCall, *, now: datetime) -> None:
    """Remember the nonce of a write. Raises: Replayed when this system used it within ten minutes."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into axis_directory_nonce (system_id, nonce, seen_at) values (%s, %s, %s) on conflict do nothing",
            [call.caller.system_pk, call.fields.nonce, now],
        )
        if cursor.rowcount == 0:
            raise errors.Replayed


def _key(keyid: str) -> tuple[SystemFacts, PublicKey]:
    """Return whose key it is: from the copy in memory, or from a fresh one before saying no."""
    known = directory.current().keys.get(keyid)
    if known is None or not known[0].is_open:
        known = directory.latest().keys.get(keyid)
    if known is None:
        raise errors.KeyUnknown(keyid=keyid)
    if not known[0].is_open:
        raise errors.SystemLocked(system_id=known[0].system_id)
    return known


def _refusal(problem: SignatureUnusable) -> Exception:
    reason, detail = problem.facts["reason"], problem.facts["detail"]
    if reason == Refusal.MISSING:
        return errors.SignatureMissing()
    if reason == Refusal.ALGORITHM:
        return errors.AlgorithmRefused(detail=detail)
    if reason == Refusal.WRONG:
        return errors.SignatureWrong(keyid=detail)
    return errors.SignatureIncomplete(detail=detail)
