"""Who gets in, who is told what, and as whom a person then acts."""

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from axes.utils import reset
from django.conf import settings
from django.test import Client
from tests import cast
from tests.factories.documents import IncomingFactory
from tests.factories.organisation import AccountFactory, PostFactory

from kit.actor import Actor
from kit.tenancy import acting_for

PASSWORD = "mat-khau-du-dai"


@pytest.fixture
def with_password(ubnd: cast.House) -> cast.House:
    reset()
    account = ubnd.accounts["lan"]
    account.set_password(PASSWORD)
    account.save()
    return ubnd


def enter(browser: Client, username: str, password: str) -> object:
    return browser.post("/dang-nhap", {"username": username, "password": password})


def test_a_stranger_is_sent_to_the_login_page_and_back(db: None) -> None:
    answer = Client().get("/so/")

    assert answer.status_code == 302
    assert answer["Location"] == "/dang-nhap?next=/so/"


def test_htmx_of_a_stranger_is_told_to_go_to_the_login_page(db: None) -> None:
    answer = Client().get("/khung", headers={"HX-Request": "true"})

    assert answer.status_code == 401
    assert answer["HX-Redirect"] == "/dang-nhap"


def test_the_right_password_opens_the_page_that_was_asked_for(with_password: cast.House) -> None:
    answer = Client().post("/dang-nhap", {"username": "lan", "password": PASSWORD, "next": "/so/"})

    assert answer["Location"] == "/so/"


def test_nobody_is_sent_to_another_site(with_password: cast.House) -> None:
    answer = Client().post("/dang-nhap", {"username": "lan", "password": PASSWORD, "next": "https://evil.example/"})

    assert answer["Location"] == "/"


def test_wrong_passwords_are_counted_aloud_and_then_the_name_is_locked(with_password: cast.House) -> None:
    browser = Client()

    said = [enter(browser, "lan", "sai").content.decode() for _ in range(5)]  # type: ignore[attr-defined]
    locked = enter(browser, "lan", PASSWORD)

    assert ["Còn 4 lần thử" in said[0], "Còn 1 lần thử" in said[3]] == [True, True]
    assert "thử lại sau 15 phút" in said[4]
    assert locked.status_code == 429  # type: ignore[attr-defined]
    assert "_auth_user_id" not in browser.session


def test_an_unknown_name_hears_the_same_as_a_wrong_password(with_password: cast.House) -> None:
    answers = [enter(Client(), name, "sai").content.decode() for name in ("lan", "khong-co-ai")]  # type: ignore[attr-defined]

    assert all("Tên đăng nhập hoặc mật khẩu không đúng. Còn 4 lần thử." in answer for answer in answers)


def test_a_person_without_a_valid_post_is_told_whom_to_ask(db: None) -> None:
    browser = Client()
    browser.force_login(AccountFactory(), backend="django.contrib.auth.backends.ModelBackend")

    answer = browser.get("/")

    assert answer.status_code == 403
    assert "đề nghị quản trị" in answer.content.decode()


def test_one_press_logs_in_only_in_a_trial(ubnd: cast.House, monkeypatch: pytest.MonkeyPatch) -> None:
    refused = Client().post("/dang-nhap/dung-thu", {"username": "lan"})
    monkeypatch.setattr(settings, "ENV", replace(settings.ENV, demo=True))
    browser = Client()

    entered = browser.post("/dang-nhap/dung-thu", {"username": "lan"})

    assert refused.status_code == 404
    assert entered["Location"] == "/"
    assert Client().get("/dang-nhap/dung-thu").status_code == 405


def test_the_trial_page_says_what_waits_for_each_person(ubnd: cast.House, monkeypatch: pytest.MonkeyPatch) -> None:
    with acting_for(ubnd.agency.pk):
        IncomingFactory.create_batch(3, agency=ubnd.agency)
    monkeypatch.setattr(settings, "ENV", replace(settings.ENV, demo=True))

    page = Client().get("/dang-nhap").content.decode()

    assert "Bản dùng thử" in page
    assert "3 chờ tiếp nhận" in page
    assert page.index("Ngô Thị Lan") < page.index("Phan Tú Uyên")


def test_without_a_trial_the_page_names_nobody(ubnd: cast.House) -> None:
    assert "Ngô Thị Lan" not in Client().get("/dang-nhap").content.decode()


def test_a_person_acts_in_the_post_he_switches_to(
    vpcp: cast.House, ubnd: cast.House, lan: Actor, browser_of: Callable[[Actor], Client]
) -> None:
    second = PostFactory(
        person=ubnd.posts["lan"].person, agency=vpcp.agency, title="Kiêm nhiệm văn thư", roles=["clerk"]
    )
    browser = browser_of(lan)

    answer = browser.post("/doi-chuc-danh", {"post": second.ref}, follow=True)

    assert "Văn phòng Chính phủ" in answer.content.decode()


def test_nobody_switches_to_the_post_of_another(
    ubnd: cast.House, lan: Actor, browser_of: Callable[[Actor], Client]
) -> None:
    browser = browser_of(lan)

    answer = browser.post("/doi-chuc-danh", {"post": ubnd.posts["uyen"].ref})

    assert answer.status_code == 404
    assert answer["X-Error-Code"] == "OFF-002"


def test_logging_out_ends_the_session(lan: Actor, browser_of: Callable[[Actor], Client]) -> None:
    browser = browser_of(lan)

    browser.post("/dang-xuat")

    assert browser.get("/").status_code == 302


def test_a_press_after_the_session_leads_back_to_its_page_and_says_that_nothing_was_written(db: None) -> None:
    answer = Client().post(
        "/di/01992f4e-7d2a-7000-8000-000000000001/ky",
        headers={"Referer": "http://testserver/di/01992f4e-7d2a-7000-8000-000000000001/?dang-xem=1"},
    )
    page = Client().get(answer["Location"]).content.decode()

    where = "/di/01992f4e-7d2a-7000-8000-000000000001/?dang-xem=1"
    assert (answer.status_code, parse_qs(urlsplit(answer["Location"]).query)["next"]) == (302, [where])
    assert f'name="next" value="{where}"' in page
    assert "Việc vừa bấm chưa được ghi; đăng nhập để làm lại." in page
    assert "data-problem" in page
    assert "chưa được ghi" not in Client().get("/dang-nhap?next=/so/").content.decode()


@pytest.mark.parametrize(
    "referer", ["", "https://evil.example/di/", "http://testserver//evil.example/", "javascript:alert(1)"]
)
def test_a_press_that_came_from_elsewhere_leads_home(db: None, referer: str) -> None:
    answer = Client().post("/so/", headers={"Referer": referer})

    assert answer["Location"] == "/dang-nhap?chua-ghi=1"
    assert 'name="next" value="/"' in Client().get(answer["Location"]).content.decode()


def test_htmx_after_the_session_leads_back_to_the_page_it_was_on(db: None) -> None:
    page = {"HX-Request": "true", "HX-Current-URL": "http://testserver/den/cho-tiep-nhan?muc=moi"}

    asked, pressed = Client().get("/khung", headers=page), Client().post("/khung", headers=page)

    assert asked["HX-Redirect"] == "/dang-nhap?next=/den/cho-tiep-nhan%3Fmuc%3Dmoi"
    assert pressed["HX-Redirect"] == f"{asked['HX-Redirect']}&chua-ghi=1"


def test_the_address_of_an_act_opens_as_a_page_that_leads_on(lan: Actor, browser_of: Callable[[Actor], Client]) -> None:
    for browser, address in ((browser_of(lan), "/doi-chuc-danh"), (Client(), "/dang-xuat")):
        answer = browser.get(address)
        page = answer.content.decode()

        assert (answer.status_code, answer["Allow"], answer["X-Error-Code"]) == (405, "POST", "OFF-004")
        assert "Chưa có gì được ghi" in page
        assert 'href="/"' in page
        assert "data-problem" in page
    assert "Ngô Thị Lan" in browser_of(lan).get("/doi-chuc-danh").content.decode()
