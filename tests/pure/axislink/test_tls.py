"""The wire over TLS, against a server that may show the wrong certificate, speak an old version or ask for ours."""

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from axislink.errors import Unreachable
from axislink.wire import HttpWire, Tls


@dataclass(frozen=True)
class Pair:
    certificate: Path
    key: Path


@dataclass
class Authority:
    """A local authority that issues to names and to this machine."""

    folder: Path
    name: str

    def __post_init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._own = self._issue(self.name, self._key, x509.BasicConstraints(ca=True, path_length=0), [])
        self.ca = self.folder / f"{self.name}.ca.pem"
        self.ca.write_bytes(self._own.public_bytes(serialization.Encoding.PEM))

    def pair(self, name: str, *names: x509.GeneralName, age_days: int = 0) -> Pair:
        key = ec.generate_private_key(ec.SECP256R1())
        issued = self._issue(name, key, x509.BasicConstraints(ca=False, path_length=None), list(names), age_days)
        place = Pair(self.folder / f"{self.name}-{name}.pem", self.folder / f"{self.name}-{name}.key")
        place.certificate.write_bytes(issued.public_bytes(serialization.Encoding.PEM))
        place.key.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        return place

    def _issue(
        self,
        name: str,
        key: ec.EllipticCurvePrivateKey,
        constraints: x509.BasicConstraints,
        names: list[x509.GeneralName],
        age_days: int = 0,
    ) -> x509.Certificate:
        end = datetime.now(UTC) + timedelta(days=1 - age_days)
        builder = (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
            .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, self.name)]))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(end - timedelta(days=10))
            .not_valid_after(end)
            .add_extension(constraints, critical=True)
        )
        if names:
            builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
        return builder.sign(self._key, hashes.SHA256())


@pytest.fixture
def ours(tmp_path: Path) -> Authority:
    return Authority(tmp_path, "ours")


HERE = x509.IPAddress(IPv4Address("127.0.0.1"))


@contextmanager
def serving(pair: Pair, change: Callable[[ssl.SSLContext], object] = lambda _: None) -> Iterator[str]:
    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen: dict[str, Any] = self.connection.getpeercert() or {}  # type: ignore[attr-defined]
            body = str(seen.get("subject", "")).encode()
            self.send_response(200)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None: ...

    class Quiet(ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None: ...

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pair.certificate, pair.key)
    change(context)
    server = Quiet(("127.0.0.1", 0), Answer)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"https://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def ask(url: str, tls: Tls) -> bytes:
    wire = HttpWire(url, tls)
    try:
        return wire.send("GET", "/", {}, None, 20).read()
    finally:
        wire.close()


def test_a_server_of_our_authority_is_believed(ours: Authority) -> None:
    with serving(ours.pair("axis", HERE)) as url:
        assert ask(url, Tls(ca=ours.ca)) == b""


def test_the_public_authorities_do_not_vouch_for_a_stranger(ours: Authority, tmp_path: Path) -> None:
    with serving(ours.pair("axis", HERE)) as url:
        with pytest.raises(Unreachable):
            ask(url, Tls())
        with pytest.raises(Unreachable):
            ask(url, Tls(ca=Authority(tmp_path, "others").ca))


@pytest.mark.parametrize("how", ["other name", "expired"])
def test_a_wrong_name_or_an_expired_certificate_is_refused(ours: Authority, how: str) -> None:
    wrong = ours.pair("axis", x509.DNSName("elsewhere.example")) if how == "other name" else None
    with serving(wrong or ours.pair("axis", HERE, age_days=5)) as url, pytest.raises(Unreachable):
        ask(url, Tls(ca=ours.ca))


def test_an_old_version_is_refused(ours: Authority) -> None:
    def only_old(context: ssl.SSLContext) -> None:
        context.set_ciphers("DEFAULT:@SECLEVEL=0")
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1_1

    with serving(ours.pair("axis", HERE), only_old) as url, pytest.raises(Unreachable):
        ask(url, Tls(ca=ours.ca))


def test_we_show_our_certificate_where_it_is_asked_for(ours: Authority) -> None:
    def asking(context: ssl.SSLContext) -> None:
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(ours.ca)

    mine = ours.pair("h29")
    with serving(ours.pair("axis", HERE), asking) as url:
        assert b"h29" in ask(url, Tls(ours.ca, mine.certificate, mine.key))
        with pytest.raises(Unreachable):
            ask(url, Tls(ours.ca))
