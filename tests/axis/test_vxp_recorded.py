"""The requests that a stock client library sent (tests/data/vxp) are answered as its users need."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.axis.vxp_client import inside

from axis.directory.actions.connect import NewAgency, connect_system
from axis.tracking.models import Transfer

RECORD = json.loads((Path(__file__).parents[1] / "data" / "vxp" / "sdkvxp-2.0.0-requests.json").read_text())
REQUESTS = {one["operation"]: one for one in RECORD["requests"] if one["operation"] != "reuse"}
REUSED = [one for one in RECORD["requests"] if one["operation"] == "reuse"]
LEFT_OUT = {"host", "connection", "content-length", "expect", "accept-encoding"}  # of the connection, not of the call


def replay(request: dict[str, Any], **changed: str) -> httpx.Response:
    headers = [
        (name.encode(), changed.get(name, value).encode())
        for name, value in request["headers"]
        if name.lower() not in LEFT_OUT
    ]
    url = f"http://127.0.0.1/vxp{request['path']}"
    return inside(request["method"], url, headers=headers, content=request["body"].encode())


def answered(request: dict[str, Any]) -> dict[str, Any]:
    answer = replay(request)
    assert answer.status_code == 200
    body: dict[str, Any] = answer.json()
    assert isinstance(body["ErrorCode"], str)
    assert body["ErrorDesc"]
    return body


@pytest.fixture
def country(world):
    """The system of the recording, and those it writes to."""
    connect_system(
        system_id=RECORD["system_id"],
        secret=RECORD["secret"],
        pem=None,
        agencies=[NewAgency("000.00.05.H31", "Sở mẫu")],
        now=world.now,
    )
    others = ["000.01.31.H31", "000.00.00.G99", "000.00.00.H01", "000.00.00.H02", "000.00.00.H99"]
    agencies = [NewAgency(code, f"Cơ quan {code}") for code in others]
    connect_system(system_id="others", secret="other", pem=None, agencies=agencies, now=world.now)
    return world


@pytest.mark.parametrize("name", ["getAgenciesList", "getSynchronizeUnit"])
def test_lists_of_agencies(country, name):
    told = answered(REQUESTS[name])

    assert (told["status"], told["ErrorCode"]) == ("OK", "0")
    assert {"000.00.05.H31", "G22", "000.00.00.H99"} <= {one["code"] for one in told["data"]}


def test_an_agency_is_registered_and_deleted(country):
    assert answered(REQUESTS["registerAgency"])["status"] == "OK"
    listed = {one["code"]: one for one in answered(REQUESTS["getAgenciesList"])["data"]}
    assert listed["000.00.98.H99"]["name"] == "Đơn vị thử “nghiệm”"
    assert listed["000.00.98.H99"]["pid"] == "000.00.00.H99"
    assert listed["000.00.98.H99"]["mail"] == "a@example.vn"

    assert answered(REQUESTS["deleteAgency"])["status"] == "OK"
    assert "000.00.98.H99" not in {one["code"] for one in answered(REQUESTS["getAgenciesList"])["data"]}
    units = {one["code"]: one for one in answered(REQUESTS["getSynchronizeUnit"])["data"]}
    assert units["000.00.98.H99"]["deleted"] is True


def test_a_packet_is_sent_and_accepted_once(country):
    first = answered(REQUESTS["sendEdoc"])
    again = answered(REQUESTS["sendEdoc"])

    assert first["status"] == "OK"
    assert first["DocId"] == again["DocId"]
    sent = Transfer.objects.get(ref=first["DocId"])
    assert sent.document_id == "000.00.05.H31,2025/03/14,215/SM-VP"
    assert sorted(sent.deliveries.values_list("receiver_code", flat=True)) == ["000.00.00.G99", "000.01.31.H31"]


def test_the_packet_arrives_without_the_two_bytes_of_the_transport(country, tmp_path):
    answered(REQUESTS["sendEdoc"])

    file = Path(__file__).parents[1] / "data" / "edxml" / "gen_edoc_type0.edxml"
    [kept] = [path for path in (tmp_path / "bodies").rglob("*") if path.is_file()]
    assert REQUESTS["sendEdoc"]["body"].encode() == kept.read_bytes() + b"\r\n"
    assert kept.read_bytes() == file.read_bytes()


def test_receivers_in_the_header_are_the_ones_served(country):
    told = answered(REQUESTS["sendEdoc-status"])

    assert told["status"] == "OK"
    served = Transfer.objects.get(ref=told["DocId"]).deliveries.values_list("receiver_code", flat=True)
    assert sorted(served) == ["000.00.00.H01", "000.00.00.H02"]


@pytest.mark.parametrize("name", ["getReceivedEdocList", "getReceivedEdocList-status", "getSentEdocList"])
def test_lists_without_anything_are_empty_lists(country, name):
    assert answered(REQUESTS[name])["data"] == []


@pytest.mark.parametrize("name", ["getEdoc", "updateStatus"])
def test_a_document_that_is_not_ours_is_refused(country, name):
    told = answered(REQUESTS[name])

    assert (told["status"], told["ErrorCode"]) == ("FAIL", "21")


def test_an_object_of_the_library_is_used_again(country):
    listed, confirmed = (answered(request) for request in REUSED)

    assert listed["data"] == []
    assert (confirmed["status"], confirmed["ErrorCode"]) == ("FAIL", "21")


@pytest.mark.parametrize("request_", RECORD["requests"], ids=[one["operation"] for one in RECORD["requests"]])
def test_every_recorded_request_is_refused_with_another_secret(country, request_):
    connect_system(system_id=RECORD["system_id"], secret="another", pem=None, agencies=[], now=country.now)

    told = answered(request_)

    assert (told["status"], told["ErrorCode"]) == ("FAIL", "15")


@pytest.mark.parametrize(
    "name", ["XroadVnpt-systemid", "XroadVnpt-from", "XroadVnpt-sign-header", "XroadVnpt-hash-header"]
)
def test_a_bent_header_is_noticed(country, name):
    told = replay(REQUESTS["sendEdoc"], **{name: "G22"}).json()

    assert (told["status"], told["ErrorCode"]) == ("FAIL", "15")
    assert not Transfer.objects.exists()


def test_a_bent_packet_is_noticed(country):
    request = REQUESTS["sendEdoc"]
    told = answered(request | {"body": request["body"].replace("215", "216")})

    assert (told["status"], told["ErrorCode"]) == ("FAIL", "10")
