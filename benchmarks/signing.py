"""Batch signing against bare pyHanko with a cached key, in one process. Run: python -m benchmarks.signing

Both sign the same letter as PAdES B-B with a visible field and the same RSA-2048 key, one after another, figures in CPU time.
"""

import argparse
import io
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import typst
from asn1crypto import keys, x509
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, pkcs12
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import SimpleSigner
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from congvan.demo.country import INSTALLATIONS
from pdfseal.localpki import PASSWORD, AgencySpec, LocalPki, create_pki
from pdfseal.localtsa import LocalTimestamper
from pdfseal.places import Box
from pdfseal.signing import sign_seal
from pdfseal.trust import load_trust
from pdfseal.verify import verify

FONTS = Path(__file__).resolve().parents[1] / "node_modules" / "@expo-google-fonts" / "tinos"
LETTER = "#set page(paper: \"a4\")\n" + "\n\n".join(["Văn bản dùng để đo tốc độ ký số. " * 12] * 6)  # fmt: skip


class _Cached(SimpleSigner):
    """pyHanko's signer with the key opened once: its own opens and checks the key at every signature."""

    opened: rsa.RSAPrivateKey

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        return bytes(256) if dry_run else self.opened.sign(data, padding.PKCS1v15(), SHA256())


def _bare(pki: LocalPki, code: str) -> PdfSigner:
    """Return pyHanko's own signer with the key opened once."""
    private, certificate, others = pkcs12.load_key_and_certificates(pki.p12(code).read_bytes(), PASSWORD.encode())
    assert isinstance(private, rsa.RSAPrivateKey)
    assert certificate is not None
    store = SimpleCertificateStore()
    store.register_multiple(x509.Certificate.load(one.public_bytes(Encoding.DER)) for one in others)
    der = private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    signer = _Cached(
        signing_cert=x509.Certificate.load(certificate.public_bytes(Encoding.DER)),
        signing_key=keys.PrivateKeyInfo.load(der),
        cert_registry=store,
    )
    signer.opened = private
    meta = PdfSignatureMetadata(field_name="CongvanSeal", md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES)
    return PdfSigner(meta, signer, new_field_spec=SigFieldSpec("CongvanSeal", box=(100, 100, 200, 200)))


def rate(work: Callable[[], object], seconds: float) -> float:
    """Return how often per CPU second."""
    work()
    count, began = 0, time.process_time()
    while time.process_time() - began < seconds:
        work()
        count += 1
    return count / (time.process_time() - began)


def measure(seconds: float = 1.5, rounds: int = 3) -> dict[str, float]:
    now = datetime.now(UTC)
    agency = INSTALLATIONS[0].agencies[0]
    with tempfile.TemporaryDirectory(prefix="signing-") as name:
        pki = create_pki(
            Path(name) / "pki", people=[], agencies=[AgencySpec(code="agency", name=str(agency["name"]))], at=now
        )
        pdf, key, bare = typst.compile(LETTER.encode()), pki.key("agency"), _bare(pki, "agency")
        tsa, trust = LocalTimestamper(pki.key("tsa")), load_trust(pki.trust)
        place = Box(1, 100, 100, 100, 100)

        def ours(stamped: bool) -> bytes:
            return sign_seal(
                pdf, key, place=place, image_png=None, at=now, fonts=FONTS, tsa=tsa if stamped else None
            ).pdf

        signed = ours(True)
        ways: dict[str, Callable[[], object]] = {
            "bare": lambda: bare.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf))),
            "ours": lambda: ours(False),
            "ours_timestamped": lambda: ours(True),
            "verify": lambda: verify(signed, trust=trust, now=datetime.now(UTC)),
        }
        found: dict[str, list[float]] = {way: [] for way in ways}
        for _ in range(rounds):
            for way, work in ways.items():
                found[way].append(rate(work, seconds))
    result = {way: statistics.median(rates) for way, rates in found.items()}
    return {**result, "ratio": result["ours"] / result["bare"]}


def report(result: dict[str, float]) -> None:
    for way in ("bare", "ours", "ours_timestamped", "verify"):
        print(f"  {way:18} {result[way]:6.1f} per CPU second, {1000 / result[way]:5.1f} CPU-ms each")
    print(f"  ours : bare pyHanko {result['ratio']:.2f}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=1.5)
    args = parser.parse_args()
    report(measure(args.seconds))
    return 0


if __name__ == "__main__":
    sys.exit(main())
