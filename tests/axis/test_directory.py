"""Codes, mergers and versions of the directory."""

import threading

import pytest
from django.db import connection, transaction
from tests.axis.packets import document

from axis.directory.actions.connect import NewAgency, close_agency, connect_system
from axis.directory.errors import AgencyElsewhere, CodeUnfit
from axis.directory.models import Agency, System
from axis.directory.snapshot import directory
from axis.keyring import unseal
from axislink.protocol.sender import Sent


def connect(world, system_id, *agencies):
    return connect_system(system_id=system_id, secret=None, pem=None, agencies=agencies, now=world.now)


def test_connecting_again_changes_only_what_differs(world):
    before = world.vpcp.agencies()["version"]

    connect(world, "bnv", NewAgency("G09", "Bộ Nội vụ"))
    assert Agency.objects.get(code="G09").version <= before

    connect(world, "bnv", NewAgency("G09", "Bộ Nội vụ (mới)"))
    changed = world.vpcp.agencies(before)["agencies"]
    assert [(one["code"], one["name"]) for one in changed] == [("G09", "Bộ Nội vụ (mới)")]


def test_a_secret_is_kept_encrypted(world):
    sealed = bytes(System.objects.get(system_id="vpcp").sealed_secret)

    assert b"s3cret" not in sealed
    assert unseal(sealed) == "s3cret"


def test_an_agency_is_connected_through_one_system(world):
    with pytest.raises(AgencyElsewhere):
        connect(world, "thief", NewAgency("G22", "Văn phòng Chính phủ"))
    assert not System.objects.filter(system_id="thief").exists()


@pytest.mark.parametrize("code", ["", " x", "x" * 101, "a,b", "a=b", "a\nb"])
def test_a_code_that_cannot_be_named_is_refused(world, code):
    with pytest.raises(CodeUnfit):
        connect(world, "new", NewAgency(code, "Tên"))


@pytest.mark.parametrize("system_id", ["", "a b", "x" * 36, "../x", "mã"])
def test_a_system_id_that_cannot_stand_in_a_key_name_is_refused(world, system_id):
    with pytest.raises(CodeUnfit):
        connect(world, system_id)


def test_an_odd_code_that_partners_write_can_be_connected(world):
    odd = "Mã định danh điện tử theo QCVN 102 BTTTT"
    connect(world, "tphcm", NewAgency(odd, "Nơi nhận lạ"))

    assert world.vpcp.submit(document(to=[odd])).receipt.receivers == (odd,)


@pytest.mark.parametrize("code", ["000.00.00.G22", "01.H29"])
def test_another_form_of_a_connected_agencys_code_cannot_be_taken(world, code):
    with pytest.raises(AgencyElsewhere):
        connect(world, "thief", NewAgency(code, "Kẻ khác"))


def test_a_merged_agencys_mail_goes_to_its_successor(world):
    connect(world, "tphcm", NewAgency("H09", "UBND tỉnh Bình Dương"))
    close_agency(code="H09", successor="H29", now=world.now)

    submitted = world.vpcp.submit(document(to=["H09"]))

    assert submitted.sent is Sent.ACCEPTED
    assert [one.receiver for one in world.tphcm.inbox()] == ["H09"]
    [receiver] = world.vpcp.trace(submitted.transfer_id)["receivers"]
    assert (receiver["receiver"], receiver["served_by"]) == ("H09", "H29")


def test_a_closed_agency_without_successor_gets_nothing(world):
    connect(world, "tphcm", NewAgency("H09", "UBND tỉnh Bình Dương"))
    close_agency(code="H09", successor=None, now=world.now)

    assert world.vpcp.submit(document(to=["H09"])).code == "AXS-105"


def test_a_new_agency_can_be_written_to_at_once(world):
    world.vpcp.submit(document())
    connect(world, "tphcm", NewAgency("H29.77", "Sở Y tế"))

    assert world.vpcp.submit(document(to=["H29.77"], document_id="x")).sent is Sent.ACCEPTED


def test_versions_appear_in_the_order_they_were_given(world):
    """A second change waits for the first to commit, so nobody can see version n+1 before version n."""
    done = threading.Event()

    def other():
        connect(world, "second", NewAgency("X02", "Hai"))
        done.set()
        connection.close()

    with transaction.atomic():
        connect(world, "first", NewAgency("X01", "Một"))
        thread = threading.Thread(target=other)
        thread.start()
        assert not done.wait(0.3)
    thread.join()

    assert Agency.objects.get(code="X01").version < Agency.objects.get(code="X02").version


def test_a_copy_brought_up_to_date_is_what_a_new_one_would_be(world):
    def same():
        fresh = directory.latest()
        directory.forget()
        anew = directory.latest()
        assert (fresh.agencies, fresh.codes, fresh.spoken_for) == (anew.agencies, anew.codes, anew.spoken_for)
        return anew

    same()
    connect(world, "bnv", NewAgency("G09", "Bộ Nội vụ (mới)"), NewAgency("G09.1", "Vụ"))
    same()
    connect(world, "bnv", NewAgency("G09", "Bộ Nội vụ (mới)", ("09.G", "000.00.00.G09")))
    assert same().codes["09.G"].code == "G09"
    close_agency(code="G09.1", successor="G09", now=world.now)
    same()
    connect(world, "fourth", NewAgency("X04", "Bốn"))
    Agency.objects.filter(code="G09.1").delete()
    assert "G09.1" not in same().codes
