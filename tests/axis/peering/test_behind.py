"""What an axis below tells of its agencies: place in the tree, level, bloc, heirs."""

from datetime import UTC, date, datetime

import pytest

from axis.directory.actions.connect import NewAgency, connect_system
from axis.directory.models import Agency, System
from axis.peering.actions.announce import Behind, facts, register_behind

NOW = datetime(2026, 11, 22, tzinfo=UTC)
COMMUNE = Behind(
    "H49.41.7", "UBND phường Bãi Cháy", level="commune", bloc="government", parent="H49.41", successor="H49.42"
)
CITY = Behind("H49.41", "UBND thành phố Hạ Long", level="district", bloc="government")
PARTY = Behind("H49.42", "Đảng ủy phường Bãi Cháy", level="commune", bloc="party")


@pytest.fixture
def lower(transactional_db):
    connect_system(system_id="vpcp", secret="x", pem=None, agencies=[NewAgency("G22", "Văn phòng Chính phủ")], now=NOW)
    return connect_system(system_id="quangninh", secret=None, pem=None, agencies=[], kind=System.Kind.LOWER, now=NOW)


def told(lower, *wanted):
    assert register_behind(system_pk=lower.pk, wanted=wanted, now=NOW) == [None] * len(wanted)
    return {one.code: one for one in Agency.objects.filter(system=lower).select_related("parent", "successor")}


def test_the_tree_levels_blocs_and_heirs_come_along_in_whatever_order(lower):
    found = told(lower, COMMUNE, CITY, PARTY)

    one = found["H49.41.7"]
    assert (one.level, one.bloc, one.parent, one.successor) == (
        "commune",
        "government",
        found["H49.41"],
        found["H49.42"],
    )
    assert found["H49.42"].bloc == "party"
    assert facts(one) | {"name": "", "aliases": []} == {
        "code": "H49.41.7",
        "name": "",
        "code_qcvn102": None,
        "aliases": [],
        "valid_to": None,
        "level": "commune",
        "bloc": "government",
        "parent": "H49.41",
        "successor": "H49.42",
    }


def test_telling_it_again_changes_nothing(lower):
    before = {code: one.version for code, one in told(lower, COMMUNE, CITY, PARTY).items()}

    assert {code: one.version for code, one in told(lower, COMMUNE, CITY, PARTY).items()} == before


def test_who_says_less_takes_nothing_back(lower):
    told(lower, COMMUNE, CITY, PARTY)
    one = told(lower, Behind("H49.41.7", "UBND phường Bãi Cháy", valid_to=date(2027, 1, 1)))["H49.41.7"]

    assert (one.level, one.bloc, one.parent.code, one.successor.code) == ("commune", "government", "H49.41", "H49.42")


def test_a_tree_has_no_circle_and_stays_behind_its_own_axis(lower):
    round_about = Behind("H49.41", "UBND thành phố Hạ Long", parent="H49.41.7", successor="H49.41")
    astray = Behind("H49.42", "Đảng ủy phường Bãi Cháy", parent="G22", successor="H49.41.7")
    told(lower, COMMUNE, CITY, PARTY)
    found = told(lower, round_about, astray)

    assert found["H49.41"].parent is None
    assert found["H49.41"].successor is None
    assert found["H49.42"].parent is None
    assert found["H49.42"].successor is None, "its heir leads back to it"
