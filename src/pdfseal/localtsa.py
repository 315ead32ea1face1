"""A time stamp server (RFC 3161) on top of the trial PKI. Doors: LocalTimestamper, serve, `python -m pdfseal.localtsa`.

For the demonstration and for tests: it answers anybody and keeps no record.
"""

import argparse
import hashlib
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from asn1crypto import tsp

from pdfseal.cms import GENERALIZED_TIME, OCTETS, SEQUENCE, SHA256, der, number, signature, signed_attributes
from pdfseal.errors import PdfError
from pdfseal.keys import SigningKey
from pdfseal.localpki import open_pki

POLICY = bytes.fromhex("06092b06010401a0320202")  # 1.3.6.1.4.1.4146.2.2
REJECTION = bytes.fromhex("30053003020102")  # TimeStampResp with status "rejection" and no token
GRANTED = bytes.fromhex("3003020100")
LARGEST_REQUEST = 64 * 1024


def _clock() -> datetime:
    return datetime.now(UTC)


class LocalTimestamper:
    """Makes time stamps in this process; ``clock`` may be any time a test needs."""

    def __init__(self, key: SigningKey, clock: Callable[[], datetime] = _clock) -> None:
        self.key = key
        self.clock = clock
        self._serial = int(clock().timestamp() * 1_000_000)
        self._lock = threading.Lock()
        self._name = der(0xA0, der(0xA4, key.subject.subject.dump()))

    def token(self, imprint: bytes) -> bytes:
        return self._token(der(SEQUENCE, SHA256, der(OCTETS, imprint)), b"")

    def answer(self, request: bytes) -> bytes:
        """Return the DER answer to a DER question; a question that is not understood gets a rejection."""
        try:
            asked = tsp.TimeStampReq.load(request, strict=True)
            imprint, nonce = asked["message_imprint"], asked["nonce"].dump()
            known = imprint["hash_algorithm"]["algorithm"].native in ("sha256", "sha384", "sha512")
            question: bytes = imprint.dump()
        except (ValueError, TypeError, KeyError):
            known = False
        if not known:
            return REJECTION
        return der(SEQUENCE, GRANTED, self._token(question, nonce))

    def _token(self, imprint: bytes, nonce: bytes) -> bytes:
        with self._lock:
            self._serial += 1
            serial = self._serial
        moment = self.clock().astimezone(UTC).strftime("%Y%m%d%H%M%SZ").encode()
        info = der(
            SEQUENCE,
            number(1),
            POLICY,
            imprint,
            number(serial),
            der(GENERALIZED_TIME, moment),
            nonce,
            self._name,
        )
        certificate = self.key.certificate
        attributes = signed_attributes(certificate, hashlib.sha256(info).digest(), content_type="tst_info")
        return signature(certificate, self.key.chain, attributes, self.key.sign(attributes), content=info)


def serve(timestamper: LocalTimestamper, *, host: str = "127.0.0.1", port: int = 0) -> ThreadingHTTPServer:
    """Return a server that is bound (``server_address`` tells the port) and waits for ``serve_forever``."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 10
        wbufsize = -1  # head and body leave together: one waiting for the other costs 40 ms
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            if not 0 < length <= LARGEST_REQUEST:
                self.send_error(413)
                return
            body = timestamper.answer(self.rfile.read(length))
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the name is the base class's
            """Keep quiet: the caller's log is not for single time stamps."""

    server = ThreadingHTTPServer((host, port), Handler)
    server.daemon_threads = True
    return server


def main(argv: Sequence[str] | None = None) -> int:
    """Serve until told to stop. Exit codes: 0 stopped, 2 no trial PKI there, 3 the port is taken."""
    parser = argparse.ArgumentParser(prog="python -m pdfseal.localtsa")
    parser.add_argument("--pki", type=Path, required=True)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    args = parser.parse_args(argv)
    try:
        server = serve(LocalTimestamper(open_pki(args.pki).key("tsa")), host=args.host, port=args.port)
    except PdfError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except OSError as error:
        sys.stderr.write(f"{error}\n")
        return 3
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
    try:
        server.serve_forever(poll_interval=0.2)
    except KeyboardInterrupt:
        return 0
    finally:
        server.server_close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
