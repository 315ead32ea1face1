"""The console's directory: tree, search as one types, one agency with its history, acts with preview."""

import re
from datetime import timedelta

import pytest
from tests.axis.packets import document

from axis.console.forms import ActForm
from axis.directory.actions.connect import NewAgency, connect_system
from axis.directory.facts import ActKind, ActState
from axis.directory.models import Act, Agency
from kit.clock import today

LAW = "Nghị quyết 202/2025/QH15"


@pytest.fixture
def operator(world, operator):
    connect_system(
        system_id="bd", secret=None, pem=None, now=world.now, agencies=[NewAgency("H09", "UBND tỉnh Bình Dương")]
    )
    return operator


def text(answer, status=200):
    assert answer.status_code == status, answer.content.decode()[:500]
    return answer.content.decode()


def wish(world, **more):
    day = today(world.now).isoformat()
    return {
        "viec": "merge",
        "agencies": "H09",
        "heirs": "H29",
        "legal_ref": LAW,
        "effective_on": day,
        "reason": "",
        **more,
    }


def test_every_kind_of_act_has_its_words():
    assert set(ActForm.WORDS) == set(ActKind)


def test_rows_come_as_one_types_with_and_without_marks(operator):
    for typed in ("binh du", "Bình Dươ", "h09"):
        rows = text(operator.get("/danh-ba", {"q": typed}, headers={"HX-Request": "true"}))
        assert "UBND tỉnh Bình Dương" in rows
        assert "<html" not in rows
    assert "Không có cơ quan nào khớp" in text(operator.get("/danh-ba", {"q": "khong co"}))


def test_the_tree_is_walked_level_by_level(operator):
    Agency.objects.filter(code="H29.01").update(parent=Agency.objects.get(code="H29"))

    top = text(operator.get("/danh-ba"))
    assert "UBND Thành phố Hồ Chí Minh" in top
    assert "Sở Nội vụ Thành phố" not in top
    assert "Sở Nội vụ Thành phố Hồ Chí Minh" in text(operator.get("/danh-ba/co-quan/H29"))
    assert "UBND Thành phố" not in text(operator.get("/danh-ba", {"khoi": "party"}))
    assert operator.get("/danh-ba/co-quan/H99").status_code == 404


def test_an_act_is_seen_before_it_is_done(operator, world):
    world.vpcp.submit(document(to=["H09"]))

    seen = text(operator.post("/danh-ba/sap-xep/moi", wish(world) | {"xem": "1"}))
    assert "Sẽ thay đổi" in seen
    assert re.search(r"<strong>1</strong> lượt giao đang chờ", seen)
    assert not Act.objects.exists()

    done = operator.post("/danh-ba/sap-xep/moi", wish(world) | {"lam": "1"})
    assert done.status_code == 302
    assert Act.objects.get().made_by == "phung.le"
    assert "Sáp nhập H09 → H29" in text(operator.get("/danh-ba/sap-xep"))
    page = text(operator.get("/danh-ba/co-quan/H09"))
    assert "đã sáp nhập vào UBND Thành phố Hồ Chí Minh (H29)" in page
    assert "UBND tỉnh Bình Dương" in text(operator.get("/danh-ba/co-quan/H29"))


def test_what_cannot_be_is_said_in_the_form(operator, world):
    refused = text(operator.post("/danh-ba/sap-xep/moi", wish(world, heirs="H99") | {"xem": "1"}), 422)
    assert "Không có cơ quan H99 trong danh bạ." in refused
    assert "H09" in refused
    text(operator.post("/danh-ba/sap-xep/moi", wish(world, legal_ref="") | {"xem": "1"}), 422)


def test_a_prepared_act_is_cancelled_from_the_list(operator, world):
    later = (today(world.now) + timedelta(days=9)).isoformat()
    operator.post("/danh-ba/sap-xep/moi", wish(world, effective_on=later) | {"lam": "1"})
    act = Act.objects.get()
    assert "Chờ đến ngày" in text(operator.get("/danh-ba/sap-xep"))

    assert operator.post(f"/danh-ba/sap-xep/{act.ref}/huy").status_code == 302

    act.refresh_from_db()
    assert act.state == ActState.CANCELLED


@pytest.mark.parametrize("kind", list(ActKind))
def test_every_form_opens(operator, kind):
    assert "H09" in text(operator.get("/danh-ba/sap-xep/moi", {"viec": kind.value, "ma": "H09"}))
