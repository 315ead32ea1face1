"""The VXP dialect: what its clients do, and what they must not be able to do."""

import base64
import hashlib
import json
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.axis.packets import document, status
from tests.axis.vxp_client import VxpClient, inside, refused

from axis.delivery.models import Delivery
from axis.directory.actions.connect import NewAgency, close_agency, connect_system, lock_system
from axis.directory.snapshot import directory
from axis.evidence.models import Acceptance
from axis.intake.models import Refusal
from axis.tracking.models import Transfer
from axis.vxp.errors import CODES, Code
from axis.vxp.operations import OPERATIONS
from axislink.protocol.vxp import PREFIX, seal_headers
from kit.clock import HANOI

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0\r\n"), max_size=40)
DATES = st.sampled_from(["01/01/0001", "31/12/9999", "9999/12/31 23:59:59", "2026-02-30", "١/١/٢٠٢٦"])
ODD = TEXT | DATES | st.uuids().map(str) | st.sampled_from(["edoc", "done", "fail", "[]", '["\\ud800"]', "[" * 999])
FUZZ = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


# Exchange between the dialects


def test_a_packet_goes_from_system_to_system(vpcp, tphcm):
    packet = document()
    sent = vpcp.send(packet, **{"from": "G22"})
    assert (sent["status"], sent["ErrorCode"]) == ("OK", "0")

    [waiting] = tphcm.received()
    assert (waiting["from"], waiting["to"], waiting["messageType"]) == ("G22", "H29", "edoc")
    assert waiting["status"] == "initial"
    assert waiting["contentSha256"] == hashlib.sha256(packet).hexdigest()
    assert base64.b64decode(tphcm.done("getEdoc", docId=waiting["docId"])["data"]) == packet
    assert tphcm.raw("downloadEdoc", {"docId": waiting["docId"], "filePath": "x"}).content == packet
    assert [one["status"] for one in tphcm.received()] == ["processing"]

    tphcm.done("updateStatus", docid=waiting["docId"], status="done")
    assert tphcm.received() == []
    [result] = vpcp.done("getSentEdocList", b"", docId=sent["DocId"])["data"]
    assert (result["sendStatus"], result["receiveStatus"]) == ("done", "done")
    assert (result["senderDocId"], result["receiverDocId"]) == (sent["DocId"], waiting["docId"])
    assert (result["notation"], result["toCode"]) == ("12/VPCP-KSTT", "H29")


def test_a_repeat_for_other_receivers_is_refused_by_name(vpcp, tphcm):
    packet = document(to=["H29", "G09"])
    first = vpcp.send(packet, **{"from": "G22", "to": '["H29"]'})

    assert vpcp.send(packet, **{"from": "G22", "to": "H29"})["DocId"] == first["DocId"]
    assert vpcp.send(packet, **{"from": "G22", "to": "000.00.00.H29"})["DocId"] == first["DocId"]
    other = vpcp.send(packet, **{"from": "G22", "to": '["H29","G09"]'})
    assert refused(other) == "21"
    assert "chưa chuyển đến: G09" in other["ErrorDesc"]
    assert len(tphcm.received()) == 1


def test_what_a_vxp_system_sends_a_native_one_takes(world, vpcp, tmp_path):
    packet = document()
    sent = vpcp.send(packet, **{"from": "G22"})

    [waiting] = world.tphcm.inbox()
    assert str(waiting.transfer_id) == sent["DocId"]
    assert world.tphcm.fetch(waiting, tmp_path / "got").read_bytes() == packet
    world.tphcm.acknowledge(waiting.delivery_id)
    [result] = vpcp.done("getSentEdocList", b"")["data"]
    assert result["receiveStatus"] == "done"


def test_what_a_native_system_sends_a_vxp_one_takes(world, tphcm):
    packet = document()
    submitted = world.vpcp.submit(packet)

    [waiting] = tphcm.received()
    assert base64.b64decode(tphcm.done("getEdoc", docId=waiting["docId"])["data"]) == packet
    tphcm.done("updateStatus", docid=waiting["docId"], status="done")
    [receiver] = world.vpcp.trace(submitted.transfer_id)["receivers"]
    assert receiver["state"] == "taken"


def test_a_status_goes_back_and_is_seen_in_both_columns(world, vpcp, tphcm):
    sent = vpcp.send(document(), **{"from": "G22"})
    tphcm.send(status(code="03"), **{"from": "H29", "messagetype": "status"})

    assert vpcp.received("edoc") == []
    [waiting] = vpcp.received("status")
    assert (waiting["from"], waiting["to"]) == ("H29", "G22")
    assert vpcp.done("countReceiveStatus")["count"] == 1
    assert (tphcm.done("countReceiveEdoc")["count"], tphcm.done("countReceiveStatus")["count"]) == (1, 0)
    [receiver] = world.vpcp.trace(sent["DocId"])["receivers"]
    assert (receiver["state"], receiver["business_status"]) == ("submitted", "03")


def test_the_same_transfer_receipt_and_evidence_as_by_the_native_api(world, vpcp):
    packet = document()
    sent = vpcp.send(packet, **{"from": "G22"})
    native = world.vpcp.submit(packet)

    assert str(native.transfer_id) == sent["DocId"]
    assert native.receipt.packet_sha256 == hashlib.sha256(packet).hexdigest()
    proof = Acceptance.objects.get(pk=sent["DocId"]).request
    assert set(proof) == {"dialect", "path", "sign-header-key", "sign-header", "hash-header"}
    assert json.loads(proof["sign-header"])[PREFIX + "from"] == "G22"


def test_to_names_who_is_served(vpcp):
    sent = vpcp.send(document(), **{"from": "G22", "to": '["H29.01","G09"]'})

    served = Delivery.objects.filter(transfer__ref=sent["DocId"]).values_list("receiver_code", flat=True)
    assert sorted(served) == ["G09", "H29.01"]


def test_old_and_new_code_of_one_receiver_are_one_delivery(vpcp, tphcm):
    vpcp.send(document(to=["H29", "000.00.00.H29"]), **{"from": "000.00.00.G22"})

    assert [one["to"] for one in tphcm.received()] == ["H29"]


# The traps of real clients


@pytest.mark.parametrize("padded", [True, False])
def test_the_hash_of_the_file_may_lack_zeros(vpcp, padded):
    packet = next(
        one for n in range(500) if "0" in hashlib.sha256(one := document(document_id=f"d{n}")).hexdigest()[::2]
    )
    digest = hashlib.sha256(packet)
    written = digest.hexdigest() if padded else "".join(f"{byte:x}" for byte in digest.digest())

    assert vpcp.send(packet, **{"from": "G22", "hash-file": written})["status"] == "OK"


def test_a_packet_without_the_two_bytes_is_taken_too(vpcp):
    packet = document()
    told = {"from": "G22", "hash-file": hashlib.sha256(packet).hexdigest()}

    assert vpcp.raw("sendEdoc", told, packet, content_type="application/octet-stream").json()["status"] == "OK"


@pytest.mark.parametrize("written", ["", "0", "a" * 64])
def test_a_packet_without_its_hash_is_not_taken(vpcp, written):
    assert refused(vpcp.send(document(), **{"from": "G22", "hash-file": written})) == "10"
    assert not Transfer.objects.exists()


def test_parameters_of_earlier_calls_are_passed_over(vpcp, tphcm):
    vpcp.send(document(), **{"from": "G22"})
    left = {"docId": "x1", "status": "done", "from": "H29", "hash-file": "0", "filePath": "xml", "level": "1"}

    assert len(tphcm.received(**left)) == 1
    assert tphcm.done("countReceiveEdoc", **left)["count"] == 1
    assert vpcp.send(document(document_id="d2"), **{"from": "G22", "messagetype": "status"})["status"] == "OK"
    assert len(tphcm.received()) == 2


def test_one_parameter_in_two_spellings_means_that_of_the_call(vpcp, tphcm):
    """The library keeps what an earlier call wrote: getEdoc writes docId, updateStatus writes docid."""
    vpcp.send(document(), **{"from": "G22"})
    vpcp.send(document(document_id="d2"), **{"from": "G22"})
    first, second = (one["docId"] for one in tphcm.received())

    got = tphcm.raw("downloadEdoc", {"docid": first, "docId": second}).content
    assert b"<edXML:DocumentId>d2<" in got
    tphcm.done("updateStatus", docId=second, docid=first, status="done")
    assert [one["docId"] for one in tphcm.received()] == [second]


@pytest.mark.parametrize("spelled", ["docId", "docid", "DOCID"])
def test_names_are_the_same_in_any_case(vpcp, tphcm, spelled):
    vpcp.send(document(), **{"from": "G22"})
    [waiting] = tphcm.received()

    tphcm.done("updateStatus", **{spelled: waiting["docId"], "status": "done"})
    assert tphcm.received() == []


def test_done_may_be_said_again_and_fail_stays_with_the_operator(world, vpcp, tphcm):
    vpcp.send(document(), **{"from": "G22"})
    vpcp.send(document(document_id="d2"), **{"from": "G22"})
    first, second = (one["docId"] for one in tphcm.received())

    for word in ("processing", "done", "done", "processing"):
        tphcm.done("updateStatus", docid=first, status=word)
    for _ in range(2):
        tphcm.done("updateStatus", docid=second, status="fail", description="Không đọc được tệp")
    assert tphcm.received() == []
    assert Delivery.objects.get(ref=first).state == "taken"
    assert Delivery.objects.get(ref=second).failure == "Không đọc được tệp"
    assert refused(tphcm.call("updateStatus", docid=first, status="fail")) == "21"


@pytest.mark.parametrize("word", ["", "inbox", "acceptance", "DONE!"])
def test_other_words_are_no_confirmation(vpcp, tphcm, word):
    vpcp.send(document(), **{"from": "G22"})
    [waiting] = tphcm.received()

    assert refused(tphcm.call("updateStatus", docid=waiting["docId"], status=word)) == "22"
    assert len(tphcm.received()) == 1


def test_days_bound_the_list(vpcp, tphcm):
    vpcp.send(document(), **{"from": "G22"})
    today = datetime.now(HANOI)
    tomorrow, yesterday = today + timedelta(days=1), today - timedelta(days=1)

    assert len(tphcm.received(fromDate=f"{today:%d/%m/%Y}", toDate=f"{today:%d/%m/%Y}")) == 1
    assert len(tphcm.received(fromDate=f"{yesterday:%Y/%m/%d %H:%M:%S}")) == 1
    assert tphcm.received(fromDate=f"{tomorrow:%d/%m/%Y}") == []
    assert tphcm.received(toDate=f"{yesterday:%d/%m/%Y 23:59:59}") == []
    assert refused(tphcm.call("getReceivedEdocList", fromDate="hôm qua")) == "22"


def test_statuses_are_listed_oldest_first(vpcp, tphcm):
    for n in range(4):
        vpcp.send(document(document_id=f"d{n}"), **{"from": "G22"})

    refs = [one["docId"] for one in tphcm.received()]
    assert refs == [str(row.ref) for row in Delivery.objects.order_by("submitted_at")]


# Who may what


def test_the_sender_must_be_an_agency_of_the_system_and_that_of_the_packet(vpcp, tphcm):
    assert refused(tphcm.send(document(), **{"from": "G22"})) == "19"
    assert refused(tphcm.send(document(sender="H29", to=["G22"]), **{"from": "H29.01"})) == "19"
    assert refused(vpcp.send(document(), **{"from": ""})) == "22"
    assert list(Refusal.objects.values_list("code", flat=True)) == ["AXS-103", "AXS-103", "AXS-404"]


def test_receivers_that_cannot_receive(world, vpcp):
    connect_system(system_id="bnv", secret=None, pem=None, agencies=[NewAgency("G24", "BHXH")], now=world.now)
    close_agency(code="G24", successor=None, now=world.now)

    assert refused(vpcp.send(document(to=["H99"]), **{"from": "G22"})) == "18"
    assert refused(vpcp.send(document(to=["G24"]), **{"from": "G22"})) == "23"
    assert refused(vpcp.send(document(), **{"from": "G22", "to": "[1]"})) == "22"


def test_a_packet_that_is_none(vpcp):
    assert refused(vpcp.send(b"<html/>", **{"from": "G22"})) == "22"
    assert refused(vpcp.raw("sendEdoc", {"from": "G22", "hash-file": hashlib.sha256(b"").hexdigest()}).json()) == "10"


def test_documents_of_others_cannot_be_read_or_confirmed(world, vpcp, tphcm):
    sent = vpcp.send(document(), **{"from": "G22"})
    [waiting] = tphcm.received()
    bnv = VxpClient("bnv")

    for ref in (sent["DocId"], waiting["docId"]):
        assert refused(bnv.call("getEdoc", docId=ref)) == "21"
        assert refused(bnv.call("updateStatus", docid=ref, status="done")) == "21"
        assert bnv.done("getSentEdocList", docId=ref)["data"] == []
        assert bnv.raw("downloadEdoc", {"docId": ref}).status_code == 404
    assert refused(vpcp.call("updateStatus", docid=waiting["docId"], status="done")) == "21"
    assert base64.b64decode(vpcp.done("getEdoc", docId=sent["DocId"])["data"]) == document()


def test_a_system_without_secret_and_one_that_is_locked(world):
    connect_system(system_id="mute", secret=None, pem=None, agencies=[], now=world.now)
    assert refused(VxpClient("mute", "").call("countReceiveEdoc")) == "15"
    assert refused(VxpClient("nobody").call("countReceiveEdoc")) == "15"
    assert refused(VxpClient("vpcp", "wrong").call("countReceiveEdoc")) == "15"

    lock_system(system_id="vpcp", locked=True)
    directory.forget()  # other processes know it a second later
    assert "tạm khóa" in VxpClient("vpcp").call("countReceiveEdoc")["ErrorDesc"]
    lock_system(system_id="vpcp", locked=False)
    directory.forget()
    assert VxpClient("vpcp").done("countReceiveEdoc")["count"] == 0


def test_a_changed_secret_counts_at_once(world, vpcp):
    vpcp.done("countReceiveEdoc")
    connect_system(system_id="vpcp", secret="tiếng Việt cũng được", pem=None, agencies=[], now=world.now)

    assert VxpClient("vpcp", "tiếng Việt cũng được").done("countReceiveEdoc")["count"] == 0
    assert refused(vpcp.call("countReceiveEdoc")) == "15"


def test_only_signed_parameters_count(vpcp, tphcm):
    vpcp.send(document(), **{"from": "G22"})
    [waiting] = tphcm.received()
    headers = seal_headers({"status": "done"}, system_id="tphcm", secret="s3cret", timestamp="x")

    coded = [(key.encode(), value.encode()) for key, value in headers.items()]
    coded.append(((PREFIX + "docid").encode(), waiting["docId"].encode()))
    told = inside("POST", "http://127.0.0.1/vxp/updateStatus", headers=coded, content=b"{}").json()
    assert refused(told) == "22"
    assert len(tphcm.received()) == 1


def test_an_unknown_operation_and_another_method(vpcp):
    assert refused(vpcp.call("deleteEverything")) == "22"
    assert refused(vpcp.raw("getAgenciesList", {}, method="GET").json()) == "22"
    assert refused(vpcp.raw("downloadEdoc", {"docId": "x"}, method="POST").json()) == "22"


# What is told


def test_every_code_of_the_dialect_is_used_and_says_it_in_both_languages():
    assert [code.value for code in Code] == ["0", "10", "15", "18", "19", "20", "21", "22", "23"]
    assert set(CODES.values()) | {Code.OK} == set(Code)
    for code in Code:
        assert code.vi
        assert code.en


def test_a_database_that_is_away_is_told_as_later(vpcp, monkeypatch):
    """The one failure made by hand: the connection's address leads nowhere."""
    monkeypatch.setattr("axis.hot.django_conninfo", lambda name: "host=127.0.0.1 port=1 dbname=none")
    monkeypatch.setattr("axis.hot._local", type("Local", (), {})())

    answer = vpcp.raw("sendEdoc", {"from": "G22", "hash-file": hashlib.sha256(document()).hexdigest()}, document())
    assert answer.status_code == 503
    assert refused(answer.json()) == "20"


def test_odd_parameters_are_answered(vpcp):
    names = sorted({name for one in OPERATIONS for name in one.parameters} | {"messagetype", "other"})

    @FUZZ
    @given(st.sampled_from(OPERATIONS), st.dictionaries(st.sampled_from(names), ODD), st.binary(max_size=30))
    def ask(operation, parameters, body):
        answer = vpcp.raw(operation.name, parameters, body)
        assert answer.status_code in (200, 404, 422), answer.text
        assert {"status", "ErrorCode", "ErrorDesc"} <= set(answer.json())

    ask()


def test_odd_registrations_are_answered(vpcp):
    any_text = st.text(max_size=12)
    values = any_text | st.none() | st.integers() | st.lists(any_text, max_size=1)

    @FUZZ
    @given(st.dictionaries(st.sampled_from(["id", "pcode", "code", "name", "mail", "fax"]), values))
    def ask(facts):
        answer = vpcp.raw("registerAgency", {}, json.dumps(facts).encode())
        assert answer.status_code == 200, answer.text
        assert answer.json()["ErrorCode"] in ("0", "19", "22")

    ask()
