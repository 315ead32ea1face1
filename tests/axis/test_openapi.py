"""The API does what its OpenAPI document says, whatever a connected system sends: schemathesis on the document as served."""

import hashlib
from contextlib import suppress
from urllib.parse import urlsplit

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from tests.axis.packets import document
from tests.axis.world import HTTP, KEYS

from axis.directory.actions.connect import connect_system
from axis.directory.models import System
from axislink.protocol.signatures import Signer, WireRequest, content_digest
from evidence.keys import new_private_key, public_pem

BASE = "http://127.0.0.1"
EXAMPLES = 4  # of each kind for each call
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
FUZZ = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
NOT_IN_A_HEADER = {chr(code) for code in (*range(32), 127)}
BETWEEN_AXES = ("/v1/outcomes", "/v1/agencies/behind")
KINDS = {"fit": GenerationMode.POSITIVE, "unfit": GenerationMode.NEGATIVE}


@pytest.fixture
def known(world):
    """Return what exists on the axis by the name that a path has for it, and who calls."""
    lower = new_private_key()
    connect_system(
        system_id="duoi", secret=None, pem=public_pem(lower), agencies=[], kind=System.Kind.LOWER, now=world.now
    )
    submitted = world.vpcp.submit(document(to=["H29"]))
    [waiting] = world.tphcm.inbox()
    return {
        "refs": {"transfer_id": submitted.transfer_id, "delivery_id": waiting.delivery_id},
        "signers": {"client": Signer("tphcm", KEYS["tphcm"]), "axis": Signer("duoi", lower)},
        "created": int(world.now.timestamp()),
    }


def signed(case, known):
    """Return the answer to a generated request, signed as a system would sign it."""
    asked = requests.Request(**case.as_transport_kwargs(base_url=BASE)).prepare()
    where = urlsplit(asked.url)
    body = asked.body.encode() if isinstance(asked.body, str) else asked.body
    fields = {name.lower(): _wire(value) for name, value in asked.headers.items()}
    assume(not any(set(value) & NOT_IN_A_HEADER for value in fields.values()))
    if body is not None:
        fields["content-digest"] = content_digest(hashlib.sha256(body).digest())
        fields.setdefault("content-type", "application/json")
    signer = known["signers"]["axis" if case.path.startswith(BETWEEN_AXES) else "client"]
    wire = WireRequest(asked.method, where.path, where.query, fields)
    fields |= signer.headers_for(wire, created=known["created"])
    headers = {name: value.encode("latin-1") for name, value in fields.items()}
    return HTTP.request(asked.method, asked.url, headers=headers, content=body)


def _wire(value):
    """Return a header's value as a server reads it: the bytes, one character each."""
    return (value if isinstance(value, bytes) else value.encode(errors="replace")).decode("latin-1")


@pytest.mark.parametrize("kind", KINDS)
def test_every_call_answers_as_its_document_says(known, kind):  # S-38
    schema = schemathesis.openapi.from_dict(HTTP.get(f"{BASE}/v1/openapi.json").json())
    tried = set()
    for found in schema.get_all_operations():
        operation = found.ok()

        @FUZZ
        @given(operation.as_strategy(generation_mode=KINDS[kind]))
        def ask(case):
            refs = {name: known["refs"][name] for name in case.path_parameters or {}}
            for real in (False, True) if refs else (False,):
                if real:
                    case.path_parameters.update(refs)
                answer = signed(case, known)
                tried.add((case.method, case.path))
                case.validate_response(answer, checks=CHECKS)

        with suppress(Unsatisfiable):  # any text is a packet, and some calls take nothing that could be unfit
            ask()
    assert len(tried) >= (17 if kind == "fit" else 12)
