"""Who is calling in the VXP dialect, and the body he sends. Doors: VxpCall, identify, packet_body.

The secret proves the headers; the body only where the headers name its hash (sendEdoc). There is no freshness: clients
re-use one timestamp for their whole life, so a call seen again is answered again. Every write is therefore idempotent.
"""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from axis.directory.callers import Caller
from axis.directory.errors import SystemLocked
from axis.directory.snapshot import directory
from axis.intake.actions.accept import Body
from axis.keyring import unseal
from axis.vxp.errors import EnvelopeWrong, FileHashWrong, SecretWrong
from axislink.errors import EnvelopeUnusable
from axislink.protocol.vxp import Envelope, Parameters, read_envelope, same_file

CRLF = b"\r\n"
BLOCK = 1 << 20


@dataclass(frozen=True)
class VxpCall:
    """A proven call. For the intake it is one way of submitting among others (intake's ``Call``)."""

    caller: Caller
    parameters: Parameters
    envelope: Envelope
    path: str
    nonce: str
    receivers: str | None = None
    sender: str | None = None
    content_type: str = "application/xml"

    def get(self, name: str) -> str:
        """Return a parameter without surrounding blanks, empty when absent. Raises: EnvelopeWrong."""
        try:
            return (self.parameters.get(name) or "").strip()
        except EnvelopeUnusable as problem:
            raise EnvelopeWrong(detail=problem.facts["detail"]) from problem

    @property
    def evidence(self) -> dict[str, str]:
        """Return what the secret's mark covers, and the mark: the operator can check it again with the secret."""
        kept = {"dialect": "vxp", "path": self.path}
        for name in ("sign-header-key", "sign-header", "hash-header"):
            kept[name] = self.envelope.headers[name].decode()
        return kept


def identify(headers: Mapping[str, bytes], *, path: str) -> VxpCall:
    """Return who calls and what he asks. Raises: SecretWrong, EnvelopeWrong, SystemLocked."""
    try:
        envelope = read_envelope(headers)
        system_pk = _proven(envelope)
        parameters = envelope.parameters()
    except EnvelopeUnusable as problem:
        raise EnvelopeWrong(detail=problem.facts["detail"]) from problem
    caller = Caller(system_pk, envelope.system_id, directory.current().agencies_of(system_pk))
    return VxpCall(caller, parameters, envelope, path, nonce=secrets.token_hex(16))


def packet_body(body: Body, written_hash: str) -> Body:
    """Return the packet as its sender hashed it: the stock library posts the file and then one CR LF.

    A packet in a file loses the two bytes in place: the file is this request's own. Raises: FileHashWrong.
    """
    if written_hash and same_file(written_hash, bytes.fromhex(body.sha256)):
        return body
    if not written_hash or body.size < len(CRLF):
        raise FileHashWrong
    size = body.size - len(CRLF)
    if isinstance(body.content, bytes):
        digest, tail = sha256(body.content[:size]).digest(), body.content[size:]
    else:
        digest, tail = _hashed(body.content, size)
    if tail != CRLF or not same_file(written_hash, digest):
        raise FileHashWrong
    if isinstance(body.content, bytes):
        return Body(body.content[:size], digest.hex(), size)
    os.truncate(body.content, size)
    return Body(body.content, digest.hex(), size)


def _proven(envelope: Envelope) -> int:
    """Return the system whose secret made the mark: by the copy in memory, by a fresh one before saying no."""
    for known in (directory.current, directory.latest):
        system = known().named.get(envelope.system_id)
        sealed = system.sealed_secret if system is not None else None
        proven = envelope.proven_by(unseal(sealed) if sealed else secrets.token_hex(16))
        if system is not None and sealed and proven and system.is_open:
            return system.pk
    if system is not None and sealed and proven:
        raise SystemLocked(system_id=envelope.system_id)
    raise SecretWrong


def _hashed(path: Path, size: int) -> tuple[bytes, bytes]:
    digest, left = sha256(), size
    with path.open("rb") as source:
        while left and (block := source.read(min(BLOCK, left))):
            digest.update(block)
            left -= len(block)
        return digest.digest(), source.read()
