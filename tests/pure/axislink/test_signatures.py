"""Our writer and reader of one profile agree with a general RFC 9421 library, and forgive nothing."""

import base64
import datetime
import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from http_message_signatures import HTTPMessageSigner, HTTPMessageVerifier, HTTPSignatureKeyResolver, algorithms

from axislink.errors import SignatureUnusable
from axislink.protocol.signatures import (
    RECEIVERS,
    WITH_BODY,
    Refusal,
    Signer,
    WireRequest,
    content_digest,
    digest_of,
    read_fields,
    verify,
)
from evidence.keys import key_id, new_private_key

RSA = rsa.generate_private_key(65537, 2048)
KEYS = {
    "ed25519": (ed25519.Ed25519PrivateKey.generate(), algorithms.ED25519),
    "ecdsa-p256-sha256": (new_private_key(), algorithms.ECDSA_P256_SHA256),
    "rsa-pss-sha512": (RSA, algorithms.RSA_PSS_SHA512),
    "rsa-v1_5-sha256": (RSA, algorithms.RSA_V1_5_SHA256),
}
NOW = int(datetime.datetime.now(datetime.UTC).timestamp())
BODY = b"<edXML/>"
SUBMIT = WireRequest(
    "POST",
    "/v1/packets",
    "",
    {
        "content-type": "application/xml",
        "content-digest": content_digest(hashlib.sha256(BODY).digest()),
        RECEIVERS: "H29, 000.00.00.H26",
    },
)
INBOX = WireRequest("GET", "/v1/inbox", "wait=20&limit=5", {})


class Resolver(HTTPSignatureKeyResolver):
    def __init__(self, key):
        self.key = key

    def resolve_public_key(self, key_id):
        return self.key.public_key()

    def resolve_private_key(self, key_id):
        return self.key


class Message:
    """The shape the general library reads."""

    def __init__(self, request, headers):
        self.method = request.method
        self.url = "http://axis.example" + request.path + (f"?{request.query}" if request.query else "")
        self.headers = headers


def signed(request, algorithm, **changes):
    key, _ = KEYS[algorithm]
    headers = {**request.headers, **Signer("vpcp", key, algorithm).headers_for(request, created=NOW)}
    return WireRequest(request.method, request.path, request.query, {**headers, **changes})


def refusal(request, key, *, has_body=True):
    with pytest.raises(SignatureUnusable) as caught:
        verify(read_fields(request.headers, has_body=has_body), request, key.public_key())
    return caught.value.facts["reason"]


@pytest.mark.parametrize("algorithm", KEYS)
@pytest.mark.parametrize("request_", [SUBMIT, INBOX], ids=["submit", "inbox"])
def test_what_we_sign_the_general_library_verifies(algorithm, request_):
    key, oracle = KEYS[algorithm]
    verifier = HTTPMessageVerifier(signature_algorithm=oracle, key_resolver=Resolver(key))

    message = Message(request_, dict(signed(request_, algorithm).headers))

    results = verifier.verify(message, expect_tag="congvan-v1", max_age=datetime.timedelta(minutes=5))
    assert results[0].parameters["keyid"] == key_id("vpcp", key)


@pytest.mark.parametrize("algorithm", KEYS)
@pytest.mark.parametrize("request_", [SUBMIT, INBOX], ids=["submit", "inbox"])
def test_what_the_general_library_signs_we_verify(algorithm, request_):
    key, oracle = KEYS[algorithm]
    message = Message(request_, dict(request_.headers))
    has_body = request_ is SUBMIT
    HTTPMessageSigner(signature_algorithm=oracle, key_resolver=Resolver(key)).sign(
        message,
        key_id=key_id("vpcp", key),
        created=datetime.datetime.fromtimestamp(NOW, datetime.UTC),
        nonce=base64.b64encode(b"0123456789abcdef").decode(),
        tag="congvan-v1",
        covered_component_ids=(*WITH_BODY, RECEIVERS) if has_body else ("@method", "@path", "@query"),
        label="sig1",
        body=BODY if has_body else None,
        use_existing_digest=has_body,
    )
    headers = {name.lower(): value for name, value in message.headers.items()}
    arrived = WireRequest(request_.method, request_.path, request_.query, headers)

    fields = read_fields(headers, has_body=has_body)
    verify(fields, arrived, key.public_key())

    assert (fields.system_id, fields.created) == ("vpcp", NOW)


@pytest.mark.parametrize("algorithm", KEYS)
@pytest.mark.parametrize(
    "change",
    [
        {"method": "PUT"},
        {"path": "/v1/packets/x"},
        {"query": "a=1"},
        {"headers": {"content-type": "text/plain"}},
        {"headers": {"content-digest": content_digest(hashlib.sha256(b"other").digest())}},
        {"headers": {RECEIVERS: "H30"}},
    ],
    ids=["method", "path", "query", "type", "digest", "receivers"],
)
def test_every_covered_part_is_bound(algorithm, change):
    sound = signed(SUBMIT, algorithm)
    bent = WireRequest(
        change.get("method", sound.method),
        change.get("path", sound.path),
        change.get("query", sound.query),
        {**sound.headers, **change.get("headers", {})},
    )

    assert refusal(bent, KEYS[algorithm][0]) == Refusal.WRONG


def test_receivers_must_be_signed_when_present():
    unsigned = {name: value for name, value in SUBMIT.headers.items() if name != RECEIVERS}
    plain = WireRequest("POST", "/v1/packets", "", unsigned)
    added = signed(plain, "ed25519", **{RECEIVERS: "H30"})

    assert refusal(added, KEYS["ed25519"][0]) == Refusal.PROFILE


def test_a_body_without_a_signed_digest_is_refused():
    assert refusal(signed(INBOX, "ed25519"), KEYS["ed25519"][0], has_body=True) == Refusal.PROFILE


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (';tag="congvan-v1"', ';tag="other"', Refusal.PROFILE),
        (";created=", ";ignored=", Refusal.PROFILE),
        (';nonce="', ';nonce="x', Refusal.MALFORMED),
        (";created=", ';created="²";was=', Refusal.PROFILE),
        (";created=", f';created="{"9" * 5000}";was=', Refusal.PROFILE),
        (";created=", ";created=-1;was=", Refusal.PROFILE),
        (';nonce="', ';nonce="éé', Refusal.MALFORMED),
        ('alg="ed25519"', 'alg="hmac-sha256"', Refusal.ALGORITHM),
        ('alg="ed25519"', 'alg="rsa-v1_5-sha256"', Refusal.ALGORITHM),
        ('"@path" ', "", Refusal.PROFILE),
        ('"@path"', '"@path" "@path"', Refusal.PROFILE),
        ('"@path"', '"@path" "@authority"', Refusal.PROFILE),
        ('"@path"', '"@path', Refusal.MALFORMED),
    ],
)
def test_the_profile_is_strict(old, new, reason):
    sound = signed(SUBMIT, "ed25519")
    bent = {**sound.headers, "signature-input": sound.headers["signature-input"].replace(old, new)}

    assert refusal(WireRequest("POST", "/v1/packets", "", bent), KEYS["ed25519"][0]) == reason


def test_a_short_nonce_is_refused():
    key = KEYS["ed25519"][0]
    headers = {**SUBMIT.headers, **Signer("vpcp", key).headers_for(SUBMIT, created=NOW, nonce=b"short")}

    assert refusal(WireRequest("POST", "/v1/packets", "", headers), key) == Refusal.PROFILE


def test_an_unsigned_request_says_so():
    assert refusal(SUBMIT, KEYS["ed25519"][0]) == Refusal.MISSING


def test_our_signature_is_found_among_others():
    sound = signed(SUBMIT, "ed25519")
    headers = {
        **sound.headers,
        "signature-input": 'proxy=("@method");created=1;tag="other", ' + sound.headers["signature-input"],
        "signature": "proxy=:AAAA:, " + sound.headers["signature"],
    }
    request = WireRequest("POST", "/v1/packets", "", headers)

    verify(read_fields(headers, has_body=True), request, KEYS["ed25519"][0].public_key())


def test_only_sha_256_counts_as_a_content_digest():
    digest = hashlib.sha256(BODY).digest()

    assert digest_of(content_digest(digest)) == digest
    assert digest_of("sha=:2jmj7l5rSw0yVb/vlWAYkK/YBwk=:, " + content_digest(digest)) == digest
    for weak in ("sha=:2jmj7l5rSw0yVb/vlWAYkK/YBwk=:", "md5=:AAAA:", "nonsense", "sha-256=:AAAA:"):
        with pytest.raises(SignatureUnusable):
            digest_of(weak)
