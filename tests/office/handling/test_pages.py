"""The work list, the assignment panel and the addresses of the acts."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests.cast import House
from tests.factories.documents import IncomingFactory

from kit import clock
from kit.actor import Actor
from office.documents.models import Document
from office.handling import actions as handling
from office.handling.models import Handling
from office.handling.states import State

Browser = Callable[[Actor], Client]


@pytest.fixture
def letter(in_ubnd: House) -> Document:
    return IncomingFactory(agency=in_ubnd.agency, registered=True, document__stage="03").document


def _address(name: str, row: Handling) -> str:
    return reverse(f"handling:{name}", kwargs={"handling_ref": row.ref})


def _receiver(house: House, unit: str) -> str:
    return f"unit:{house.units[unit].ref}"


def test_the_leader_assigns_from_the_panel(in_ubnd: House, waiting: Handling, uyen: Actor, browser_of: Browser) -> None:
    lead, partner = _receiver(in_ubnd, "Phòng Khoa học"), _receiver(in_ubnd, "Văn phòng")
    browser = browser_of(uyen)
    assert "Gửi ý kiến và phân công" in browser.get(_address("instruct", waiting)).content.decode()

    answer = browser.post(
        _address("instruct", waiting),
        {
            "text": "Giao Phòng Khoa học chủ trì.",
            "due_on": f"{clock.today(clock.now()) + timedelta(days=9):%d/%m/%Y}",
            "receiver": [lead, partner],
            f"duty-{lead}": "lead",
            f"duty-{partner}": "inform",
        },
    )

    assert answer.status_code == 302
    branches = waiting.children.order_by("id")
    assert [(one.duty, one.due_on is not None) for one in branches] == [("lead", True), ("inform", False)]


def test_a_rule_of_assigning_is_told_and_nothing_is_sent(
    in_ubnd: House, waiting: Handling, uyen: Actor, browser_of: Browser
) -> None:
    answer = browser_of(uyen).post(_address("instruct", waiting), {"text": "x"}, headers={"HX-Request": "true"})

    assert answer.status_code == 422
    assert answer["X-Error-Code"] == "HDL-002"
    waiting.refresh_from_db()
    assert waiting.state == State.WAITING


def test_receivers_are_found_without_marks_and_show_their_load(
    in_ubnd: House, waiting: Handling, uyen: Actor, browser_of: Browser
) -> None:
    browser = browser_of(uyen)

    found = browser.get(_address("receivers", waiting), {"tim": "khoa hoc"}).content.decode()
    row = browser.get(_address("receiver_row", waiting), {"den": _receiver(in_ubnd, "Phòng Khoa học")}).content.decode()

    assert "Phòng Khoa học" in found
    assert "Ngô Thị Lan" not in found
    assert "không có việc đang mở" in row
    assert "Chủ trì" in row


def test_a_units_head_gives_only_to_his_own_people(
    in_ubnd: House, waiting: Handling, to_unit, uyen: Actor, son: Actor, monday: datetime, browser_of: Browser
) -> None:
    handling.instruct(handling_ref=waiting.ref, instruction="", assignments=to_unit, actor=uyen, now=monday)
    work = waiting.children.get()
    browser = browser_of(son)

    found = browser.get(_address("receivers", work), {"che_do": "assign"}).content.decode()
    key = f"post:{in_ubnd.posts['triet'].ref}"
    browser.post(_address("assign", work), {"text": "", "receiver": [key], f"duty-{key}": "lead"})

    assert "Bùi Minh Triết" in found
    assert "Ngô Thị Lan" not in found
    assert work.children.get().to_post == in_ubnd.posts["triet"]


def test_the_officer_works_through_his_own_page(
    in_ubnd: House, waiting: Handling, to_officer, uyen: Actor, triet: Actor, monday: datetime, browser_of: Browser
) -> None:
    handling.instruct(handling_ref=waiting.ref, instruction="", assignments=to_officer, actor=uyen, now=monday)
    work = waiting.children.get()
    browser = browser_of(triet)
    page = reverse("incoming:document", kwargs={"document_ref": waiting.document.ref})

    assert waiting.document.subject in browser.get(reverse("handling:list")).content.decode()
    assert "Bắt đầu xử lý" in browser.get(page).content.decode()
    browser.post(_address("start", work))
    browser.post(_address("report", work), {"note": "Đang soạn", "percent": "40"})
    shown = browser.get(page).content.decode()
    assert "báo cáo tiến độ 40 %" in shown
    assert "Kết thúc xử lý…" in shown
    browser.post(_address("finish", work), {"note": "Đã trả lời"})

    work.refresh_from_db()
    assert (work.state, work.outcome) == (State.DONE, "Đã trả lời")
    done = browser.get(reverse("handling:list"), {"xem": "da-xong"}).content.decode()
    assert waiting.document.subject in done


@pytest.mark.parametrize("view", ["cho-xu-ly", "de-biet", "da-giao", "da-xong"])
def test_every_view_of_the_work_list_says_what_will_come_when_it_is_empty(
    in_ubnd: House, triet: Actor, browser_of: Browser, view: str
) -> None:
    page = browser_of(triet).get(reverse("handling:list"), {"xem": view})

    assert page.status_code == 200
    assert "Việc được giao sẽ hiện ở đây" in page.content.decode()


def test_an_act_on_another_agencys_work_finds_nothing(
    waiting: Handling, vpcp: House, phong: Actor, browser_of: Browser
) -> None:
    browser = browser_of(phong)

    assert browser.get(_address("instruct", waiting)).status_code == 404
    assert browser.post(_address("note", waiting)).status_code == 404
