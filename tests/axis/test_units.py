"""The country before and after 1 July 2025, from the package's data: codes, heirs, delta and search."""

import re
from collections import Counter

import pytest
from tests.axis.packets import document

from axis.directory.actions.connect import NewAgency, connect_system
from axis.directory.actions.import_units import import_units
from axis.directory.errors import PageMalformed, UnitsMissing, UnitsUnreadable
from axis.directory.models import Agency
from axis.directory.querysets import changed_since
from axis.directory.snapshot import directory
from axis.directory.units import PROVINCES, Units, read_units
from axis.directory.words import find_agencies
from kit.clock import today

# As other sources give them (QĐ 20/2020/QĐ-TTg, table H).
KNOWN = {
    14: "Cao Bằng",
    17: "Đà Nẵng",
    29: "Hồ Chí Minh",
    37: "Lạng Sơn",
    41: "Nghệ An",
    49: "Quảng Ninh",
    56: "Thanh Hóa",
    57: "Huế",
}


def test_provinces_bear_their_published_numbers():
    assert len(set(PROVINCES)) == 63
    assert {number: PROVINCES[number - 1] for number in KNOWN} == KNOWN


def test_data_that_is_not_there_or_not_right_is_named(tmp_path):
    (tmp_path / "converter_2025.json").write_text("{}")
    with pytest.raises(UnitsUnreadable):
        read_units(tmp_path)
    (tmp_path / "dataset.db").write_bytes(b"no database at all" * 100)
    with pytest.raises(UnitsUnreadable):
        read_units(tmp_path)
    assert UnitsMissing(version="1").text().startswith("Chưa có dữ liệu")


@pytest.fixture(scope="module")
def units():
    return read_units()


@pytest.fixture
def south(units):
    """Hồ Chí Minh City as it is now, with the two provinces that it took over: enough for every rule."""
    before = tuple(one for one in units.before if one.code[:3] in ("H29", "H09", "H06"))
    return Units(before, tuple(one for one in units.after if one.code[:3] == "H29"))


def test_the_country_is_whole_and_every_unit_of_before_has_its_heirs(units):
    assert Counter(one.level for one in units.after) == {"province": 34, "commune": 3321}
    assert Counter(one.level for one in units.before) == {"province": 29, "district": 696, "commune": 10_035}
    now, everything = {one.code for one in units.after}, [*units.before, *units.after]
    assert all(one.heirs and set(one.heirs) <= now for one in units.before)
    assert len({one.code for one in everything}) == len(everything) == 14_115
    formal = [one.code_qcvn102 for one in everything if one.code_qcvn102]
    assert len(set(formal)) == len(formal)
    assert all(re.fullmatch(r"\d{3}\.\d{2}\.\d{2}\.H\d{2}", one) for one in formal)
    assert all(re.fullmatch(r"H\d{2}(\.[0-9A-Z]+)*", one.code) and len(one.code) <= 35 for one in everything)


def test_units_load_and_every_old_code_leads_to_one_of_now(world, south):
    before = world.vpcp.agencies()["version"]
    everything = len(south.before) + len(south.after)

    done = import_units(south, by="phung.le", now=world.now)

    assert (done.new, done.ended) == (everything - 1, len(south.before))  # H29 was there and stays as it was
    assert Agency.objects.get(code="H29").name == "UBND Thành phố Hồ Chí Minh"
    book, day = directory.latest(), today(world.now)
    for unit in south.before:
        for code in filter(None, (unit.code, unit.code_qcvn102)):
            assert book.agency(code, on=day).code == unit.heirs[0], code
    seen, token, pages = [], None, 0
    while True:
        answer = changed_since(before, limit=200, page=token)
        seen += [one["code"] for one in answer["agencies"]]
        assert all(one["successor"] == (one["heirs"] or [None])[0] for one in answer["agencies"])
        pages, token = pages + 1, answer["next"]
        if token is None:
            break
    assert (pages, len(seen), len(set(seen))) == (-(-(everything - 1) // 200), everything - 1, everything - 1)
    assert find_agencies("phuong ben thanh quan 1", limit=3)[0].code == "H29.760.26743"
    assert find_agencies("bến thành hồ chí", limit=1)[0].code == "H29.26743"
    for typed in ("ubnd ph bến th", "ub phu ben tha hô chi m", "u p b t h c m h29.26743", "h29.26743 ubnd"):
        assert "H29.26743" in [one.code for one in find_agencies(typed, limit=30)], typed
    assert find_agencies("bến thành không có", limit=3) == find_agencies(" ,- ", limit=3) == []

    again = import_units(south, by="phung.le", now=world.now)

    assert (again.new, again.ended) == (0, 0)
    assert changed_since(answer["version"])["agencies"] == []
    mine = NewAgency("H29.26743", "UBND phường Bến Thành")
    connect_system(system_id="tphcm", secret=None, pem=None, now=world.now, agencies=[mine])
    sent = world.vpcp.submit(document(to=["H29.760.26743"]))
    [receiver] = world.vpcp.trace(sent.transfer_id)["receivers"]
    assert (receiver["receiver"], receiver["served_by"]) == ("H29.760.26743", "H29.26743")
    assert "nhận văn bản thay" in receiver["note"] or "đã sáp nhập vào UBND phường Bến Thành" in receiver["note"]
    assert "từ 01/07/2025" in receiver["note"]


def test_who_joined_before_the_country_came_is_not_made_twice_and_keeps_its_codes(world, south):
    ward = NewAgency("H29.26", "Ủy ban nhân dân phường Bến Thành", ("000.00.41.H29",))  # a district's, had it been free
    connect_system(system_id="tphcm", secret=None, pem=None, now=world.now, agencies=[ward])

    done = import_units(south, by="phung.le", now=world.now)

    assert done.new == len(south.before) + len(south.after) - 2
    assert not Agency.objects.filter(code="H29.26743").exists()
    district = Agency.objects.get(code="H29.760")
    assert (district.code_qcvn102, district.name) == (None, "UBND quận 1, thành phố Hồ Chí Minh")
    sent = world.vpcp.submit(document(to=["H29.760.26743"]))  # the ward of this name before the reorganisation
    [receiver] = world.vpcp.trace(sent.transfer_id)["receivers"]
    assert receiver["served_by"] == "H29.26"


def test_a_page_that_no_listing_gave_is_refused(world):
    with pytest.raises(PageMalformed):
        changed_since(0, page="x")
