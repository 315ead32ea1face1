"""Ask a time stamp server (RFC 3161). Doors: Timestamper, HttpTimestamper, as_timestamper, checked_token.

The answer is checked against the question (status, imprint, nonce); whether its signer is trusted is for verify to say.
"""

import secrets
from typing import Protocol

from asn1crypto import tsp

from pdfseal.cms import OCTETS, SEQUENCE, SHA256, der, number
from pdfseal.errors import TimestampUnavailable
from pdfseal.posting import Unanswered, post
from pdfseal.stamps import read_stamp

RESERVE = 8 * 1024  # DER bytes kept free for a token with its certificates
CERTIFICATE_PLEASE = b"\x01\x01\xff"


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
        question = der(
            SEQUENCE, number(1), der(SEQUENCE, SHA256, der(OCTETS, imprint)), number(nonce), CERTIFICATE_PLEASE
        )
        try:
            # a kept connection may turn out to be closed, then it is asked twice: a time stamp too many does no harm
            answer = post(self.url, question, kind="application/timestamp-query", timeout_s=self.timeout_s)
        except Unanswered as error:
            raise TimestampUnavailable(reason=str(error)) from error
        return checked_token(answer, imprint=imprint, nonce=nonce)


def as_timestamper(tsa: Timestamper | str | None) -> Timestamper | None:
    """Return ``tsa`` itself, or a client of the server at that address."""
    return HttpTimestamper(tsa) if isinstance(tsa, str) else tsa


def checked_token(answer: bytes, *, imprint: bytes, nonce: int | None) -> bytes:
    """Return the token of a server's answer if it answers this very question.

    An answer written as DER asks for is read by hand, any other by asn1crypto: what is taken is the same.
    """
    found = read_stamp(answer)
    if found is not None:
        token, stamped, echoed = found
    else:
        token, stamped, echoed = _read(answer)
    if stamped != imprint or (nonce is not None and echoed != nonce):
        raise TimestampUnavailable(reason="câu trả lời không khớp câu hỏi")
    return token


def _read(answer: bytes) -> tuple[bytes, bytes, int | None]:
    """Return token, imprint and nonce of an answer. Raises: TimestampUnavailable for one without a token."""
    try:
        response = tsp.TimeStampResp.load(answer, strict=True)
        status = response["status"]["status"].native
        if status not in ("granted", "granted_with_mods"):
            raise TimestampUnavailable(reason=str(status))
        token = response["time_stamp_token"]
        info = token["content"]["encap_content_info"]["content"].parsed
        stamped: bytes = info["message_imprint"]["hashed_message"].native
        echoed: int | None = info["nonce"].native
        written: bytes = token.dump()
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise TimestampUnavailable(reason="câu trả lời sai dạng") from error
    return written, stamped, echoed
