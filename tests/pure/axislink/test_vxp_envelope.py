"""The envelope of the VXP dialect against what a stock library wrote, and against those who bend it."""

import hashlib
import json
from pathlib import Path

import pytest

from axislink.errors import EnvelopeUnusable
from axislink.protocol.vxp import PREFIX, Parameters, file_hash, read_envelope, same_file, seal_headers

RECORD = json.loads((Path(__file__).parents[2] / "data" / "vxp" / "sdkvxp-2.0.0-requests.json").read_text())


def coded(headers):
    return {name.lower(): value.encode() for name, value in headers.items()}


def sealed(**parameters):
    return seal_headers(parameters, system_id="02.44.W00", secret="khóa", timestamp="01012019T000000+0001")


def bent(name, value):
    """Sign a changed text with the right secret: what remains is that headers and text disagree."""
    return coded(sealed(status="done") | {PREFIX + name: value})


@pytest.mark.parametrize("request_", RECORD["requests"], ids=[one["operation"] for one in RECORD["requests"]])
def test_every_recorded_request_is_proven_by_its_secret_alone(request_):
    envelope = read_envelope(coded(dict(request_["headers"])))

    assert envelope.proven_by(RECORD["secret"])
    assert not envelope.proven_by(RECORD["secret"] + "x")
    assert envelope.parameters().get("SystemID") == RECORD["system_id"]


def test_what_we_write_we_read():
    envelope = read_envelope(coded(sealed(docId="a1", description="Không đọc được “tệp”", to='["H29","G22"]')))

    assert envelope.proven_by("khóa")
    told = envelope.parameters()
    assert told.get("description") == "Không đọc được “tệp”"
    assert (told.get("docid"), told.get("status")) == ("a1", None)


def test_we_write_as_the_library_does():
    [recorded] = [one for one in RECORD["requests"] if one["operation"] == "updateStatus"]
    theirs = dict(recorded["headers"])
    ours = seal_headers(
        {"docid": theirs[PREFIX + "docid"], "status": "done"},
        system_id=RECORD["system_id"],
        secret=RECORD["secret"],
        timestamp=theirs[PREFIX + "timestamp"],
    )
    of_the_connection = {"Host", "Connection", "Content-Length", "Expect", "Accept-Encoding"}

    assert set(theirs) - of_the_connection == set(ours)
    assert json.loads(ours[PREFIX + "sign-header"]) == json.loads(theirs[PREFIX + "sign-header"])


@pytest.mark.parametrize(
    "headers",
    [
        {},
        bent("status", "fail"),
        bent("systemid", "G22"),
        bent("sign-header-key", "status"),
        bent("sign-header-key", "systemid;status;missing"),
        bent("sign-header", "[]"),
        bent("sign-header", "{"),
        bent("sign-header", '{"XroadVnpt-systemid":1}'),
        bent("sign-header", '{"XroadVnpt-systemid":"02.44.W00","XroadVnpt-systemid":"02.44.W00"}'),
        bent("sign-header", "[" * 60_000),
        bent("sign-header", "x" * 70_000),
        bent("hash-header", ""),
        coded(sealed()) | {"xroadvnpt-systemid": b"\xff"},
    ],
)
def test_what_does_not_agree_is_unusable(headers):
    with pytest.raises(EnvelopeUnusable):
        read_envelope(headers).parameters()


def test_two_spellings_of_one_name_are_told_apart():
    headers = coded(sealed(docId="new", docid="old")) | {"xroadvnpt-docid": b"new,old"}
    told = read_envelope(headers).parameters()

    assert (told.get("docId"), told.get("docid")) == ("new", "old")
    with pytest.raises(EnvelopeUnusable):
        told.get("DOCID")
    assert Parameters({"docId": "a", "docid": "a"}).get("DOCID") == "a"


def test_a_file_is_named_by_either_form_of_its_hash():
    digest = bytes(range(32))

    assert len(file_hash(digest)) == 48
    assert same_file(file_hash(digest), digest)
    assert same_file(digest.hex().upper(), digest)
    assert not same_file("", digest)
    assert not same_file(file_hash(digest), hashlib.sha256(b"").digest())
