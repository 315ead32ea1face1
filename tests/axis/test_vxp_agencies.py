"""Agencies that systems of the VXP dialect register for themselves."""

import pytest
from tests.axis.packets import document
from tests.axis.vxp_client import refused

from axis.directory.models import Agency


def test_a_centre_acts_for_the_agencies_registered_under_it(vpcp, centre):
    assert centre.register(code="H46.01", name="Sở Nội vụ", pcode="H46")["status"] == "OK"
    assert centre.register(code="000.00.02.H46", name="Sở Tài chính")["status"] == "OK"

    sent = centre.send(document(sender="H46.01", to=["000.00.02.H46", "G22"]), **{"from": "H46.01"})
    assert sent["status"] == "OK"
    assert [one["to"] for one in centre.received()] == ["000.00.02.H46"]
    assert [one["from"] for one in vpcp.received()] == ["H46.01"]
    units = {one["code"]: one for one in centre.done("getSynchronizeUnit")["data"]}
    assert (units["H46.01"]["centerCode"], units["G22"]["centerCode"]) == ("02.44.W00", "")


def test_an_agency_is_changed_deleted_and_registered_again(vpcp, centre):
    centre.register(code="H46.01", name="Sở Nội vụ")
    assert centre.register(id="H46.01", code="H46.01", name="Sở Nội vụ mới", mail="a@b.vn")["status"] == "OK"
    assert Agency.objects.get(code="H46.01").name == "Sở Nội vụ mới"

    for _ in range(2):
        centre.done("deleteAgency", AgencyCode="H46.01")
    assert refused(vpcp.send(document(to=["H46.01"]), **{"from": "G22"})) == "23"
    assert centre.register(code="H46.01", name="Sở Nội vụ")["status"] == "OK"
    assert vpcp.send(document(to=["H46.01"]), **{"from": "G22"})["status"] == "OK"


@pytest.mark.parametrize("code", ["H30", "000.00.00.H30", "02.45.W00", "02.44.W00"])
def test_codes_that_the_operator_gives_out_cannot_be_registered(centre, code):
    assert refused(centre.register(code=code, name="UBND")) == "19"


@pytest.mark.parametrize("code", ["H29.05", "000.00.05.H29", "G22.05", "G22"])
def test_codes_below_the_bodies_of_others_cannot_be_registered(centre, code):
    assert refused(centre.register(code=code, name="Vụ Giả mạo")) == "19"
    assert not Agency.objects.filter(name="Vụ Giả mạo").exists()


def test_codes_below_its_own_body_are_a_systems_own(tphcm):
    assert tphcm.register(code="H29.77", name="Ban Quản lý")["status"] == "OK"


def test_a_unit_above_that_nobody_knows_is_left_out_and_said(centre):
    told = centre.register(code="H46.01", name="Sở Nội vụ", pcode="H46")

    assert told["ErrorCode"] == "0"
    assert "H46" in told["ErrorDesc"]


def test_agencies_of_others_cannot_be_taken_or_deleted(tphcm, centre):
    assert refused(centre.register(code="H29.01", name="Giả")) == "19"
    assert refused(centre.register(code="01.H29", name="Giả")) == "19"
    assert refused(centre.call("deleteAgency", AgencyCode="H29.01")) == "19"
    assert refused(centre.call("deleteAgency", AgencyCode="")) == "22"
    assert refused(tphcm.call("deleteAgency", AgencyCode="H29")) == "19"


def test_a_system_changes_the_contacts_of_its_own_first_level_agency_alone(tphcm):
    assert tphcm.register(id="H29", code="H29", name="Chính phủ", mail="vt@tphcm.gov.vn")["status"] == "OK"

    row = Agency.objects.get(code="H29")
    assert (row.name, row.mail) == ("UBND Thành phố Hồ Chí Minh", "vt@tphcm.gov.vn")


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b"\xff", b'{"code":["a"]}', b'{"code":"a,b","name":"x"}', b'{"code":"H29.7"}']
)
def test_a_registration_that_makes_no_sense(tphcm, body):
    assert refused(tphcm.call("registerAgency", body)) == "22"
