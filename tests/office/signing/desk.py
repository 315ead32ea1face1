"""What tests need to sign for real: a trial PKI of the cast, a time stamp server over HTTP, the worker's turn.

The PKI is made once a run; every test has its own settings and database.
"""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings
from tests import cast

from kit import clock
from kit.tenancy import acting_for
from office.organisation.people import hosted_agency_ids
from office.outgoing.tasks import convert_batch
from office.signing.actions import register_certificates
from office.signing.models import SigningRequest
from office.signing.tasks import sign_batch, verify_batch
from pdfseal.localpki import AgencySpec, LocalPki, PersonSpec, create_pki
from pdfseal.localtsa import LocalTimestamper, serve

AGENCIES = {"G22": "Văn phòng Chính phủ", "H29": "Ủy ban nhân dân Thành phố Hồ Chí Minh"}


@dataclass(frozen=True)
class Desk:
    """The keys folder, the trust and the address of the time stamp server."""

    pki: LocalPki
    tsa_url: str

    def sign(self) -> int:
        """Let the worker sign until nothing waits; returns how many batches."""
        batches = 0
        while self._wanted():
            sign_batch()
            batches += 1
        return batches

    @staticmethod
    def _wanted() -> bool:
        with acting_for(*hosted_agency_ids()):
            return bool(SigningRequest.objects.to_sign(now=clock.now()).exists())

    def verify(self) -> None:
        while verify_batch():
            pass

    def convert(self) -> None:
        while convert_batch():
            pass


@pytest.fixture(scope="session")
def trial_pki(tmp_path_factory: pytest.TempPathFactory) -> LocalPki:
    """Certificates of everybody in the cast and of both agencies."""
    people = [
        PersonSpec(code=one.name, name=one.full_name, agency=agency, unit=one.unit or None)
        for parts, agency in ((cast.SENDER, AGENCIES["G22"]), (cast.RECEIVER, AGENCIES["H29"]))
        for one in parts
        if one.name in ("phong", "bich", "uyen", "son", "van")
    ]
    agencies = [AgencySpec(code=f"agency-{code}", name=name) for code, name in AGENCIES.items()]
    folder: Path = tmp_path_factory.mktemp("pki") / "trial"
    pki = create_pki(folder, people, agencies, at=datetime.now(UTC))
    owners = [({"username": one.code}, one.code) for one in people]
    owners += [({"agency_code": code}, f"agency-{code}") for code in AGENCIES]
    rows = [
        {**owner, "pem": x509.load_der_x509_certificate(pki.key(code).certificate).public_bytes(Encoding.PEM).decode()}
        for owner, code in owners
    ]
    (folder / "certificates.json").write_text(json.dumps(rows))
    return pki


@pytest.fixture(scope="session")
def tsa_url(trial_pki: LocalPki) -> Iterator[str]:
    server = serve(LocalTimestamper(trial_pki.key("tsa")))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    host, port = server.server_address[:2]
    yield f"http://{host!s}:{port}/"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def desk(own_folder: Path, trial_pki: LocalPki, tsa_url: str, monkeypatch: pytest.MonkeyPatch, db: None) -> Desk:
    """Settings that can sign and verify. Ask for the houses before registering certificates."""
    monkeypatch.setattr(
        settings,
        "ENV",
        replace(
            settings.ENV,
            demo=True,
            keys_dir=trial_pki.folder / "keys",
            trust_dir=trial_pki.trust,
            tsa_url=tsa_url,
        ),
    )
    return Desk(trial_pki, tsa_url)


@pytest.fixture
def sender_desk(vpcp: cast.House, desk: Desk) -> Desk:
    """The desk of Văn phòng Chính phủ: its certificates are registered."""
    register_certificates(desk.pki.folder)
    return desk


def without_timestamps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Point the time stamp server to a closed port."""
    monkeypatch.setattr(settings, "ENV", replace(settings.ENV, tsa_url="http://127.0.0.1:9/"))
