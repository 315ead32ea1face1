"""Ask a time stamp server (RFC 3161). Doors: Timestamper, HttpTimestamper, as_timestamper.

The answer is checked against the question (status, imprint, nonce); whether its signer is trusted is for verify to say.
"""

import secrets
from functools import lru_cache
from typing import Protocol

import httpx
from asn1crypto import tsp

from pdfseal.errors import TimestampUnavailable

RESERVE = 8 * 1024  # DER bytes kept free for a token with its certificates


class Timestamper(Protocol):
    """Anything that turns the SHA-256 of some bytes into a time stamp token."""

    def token(self, imprint: bytes) -> bytes:
        """Return the DER of the token. Raises: TimestampUnavailable."""
        ...


class HttpTimestamper:
    """A time stamp server reached over HTTP."""

    def __init__(self, url: str, *, timeout_s: float = 10.0) -> None:
        self.url = url
        self.timeout_s = timeout_s

    def token(self, imprint: bytes) -> bytes:
        nonce = secrets.randbits(63)
        request = tsp.TimeStampReq(
            {
                "version": 1,
                "message_imprint": {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": imprint},
                "nonce": nonce,
                "cert_req": True,
            },
        )
        try:
            answer = self._post(request.dump())
            answer.raise_for_status()
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise TimestampUnavailable(reason=type(error).__name__) from error
        return checked_token(answer.content, imprint=imprint, nonce=nonce)

    def _post(self, query: bytes) -> httpx.Response:
        """Ask; once more when a kept connection turns out to be closed: a time stamp too many does no harm."""
        kind = {"Content-Type": "application/timestamp-query"}
        try:
            return _connections().post(self.url, content=query, headers=kind, timeout=self.timeout_s)
        except httpx.RemoteProtocolError:
            return _connections().post(self.url, content=query, headers=kind, timeout=self.timeout_s)


@lru_cache(maxsize=1)
def _connections() -> httpx.Client:
    """One for all servers and threads: to set up TLS anew costs more than to sign."""
    return httpx.Client()


def as_timestamper(tsa: Timestamper | str | None) -> Timestamper | None:
    """Return ``tsa`` itself, or a client of the server at that address."""
    return HttpTimestamper(tsa) if isinstance(tsa, str) else tsa


def checked_token(answer: bytes, *, imprint: bytes, nonce: int | None) -> bytes:
    """Return the token of a server's answer if it answers this very question."""
    try:
        response = tsp.TimeStampResp.load(answer, strict=True)
        status = response["status"]["status"].native
        if status not in ("granted", "granted_with_mods"):
            raise TimestampUnavailable(reason=str(status))
        token = response["time_stamp_token"]
        info = token["content"]["encap_content_info"]["content"].parsed
        stamped = info["message_imprint"]["hashed_message"].native
        echoed = info["nonce"].native
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise TimestampUnavailable(reason="câu trả lời sai dạng") from error
    if stamped != imprint or (nonce is not None and echoed != nonce):
        raise TimestampUnavailable(reason="câu trả lời không khớp câu hỏi")
    der: bytes = token.dump()
    return der
