"""The frame, the home page, the bell and the palette tell each person what concerns him."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests import cast
from tests.factories.documents import DocumentFactory, HandlingFactory, IncomingFactory, OutgoingFactory

from kit import clock
from kit.actor import Actor
from kit.clock import HANOI
from kit.refs import uuid7
from kit.tenancy import acting_for
from office.audit import actions as audit
from office.handling.states import State as HandlingState
from office.organisation.acting import acting_of
from office.outgoing.models import RouteStep
from office.outgoing.states import State
from office.registers import actions as registers
from office.shell.counting import count_together
from office.shell.mornings import greeting
from office.shell.waiting import rows_waiting

Open = Callable[[Actor], Client]
TODAY = date(2026, 11, 23)
MORNING = datetime(2026, 11, 23, 8, 30, tzinfo=HANOI)


def waiting(house: cast.House, name: str) -> dict[str, int]:
    acting = acting_of(house.accounts[name], None, on=TODAY)
    assert acting is not None
    return {key: count for key, count in count_together(rows_waiting(acting, MORNING)).items() if count}


def test_each_role_counts_what_waits_for_it(in_ubnd: cast.House) -> None:
    agency = in_ubnd.agency
    IncomingFactory.create_batch(2, agency=agency)
    document = DocumentFactory(agency=agency)
    HandlingFactory(document=document, to_decide=True, to_post=in_ubnd.posts["uyen"])
    HandlingFactory(document=document, to_post=in_ubnd.posts["triet"], due_on=date(2026, 11, 20))
    OutgoingFactory(agency=agency, state=State.TO_NUMBER)
    OutgoingFactory(agency=agency, state=State.LEADER_REVIEW, held_by=in_ubnd.posts["uyen"])

    assert waiting(in_ubnd, "lan") == {"pending": 2, "number": 1}
    assert waiting(in_ubnd, "uyen") == {"decide": 1, "sign": 1}
    assert waiting(in_ubnd, "triet") == {"work": 1, "due": 1}


def test_all_counts_are_one_question(in_ubnd: cast.House) -> None:
    acting = acting_of(in_ubnd.accounts["lan"], None, on=TODAY)
    assert acting is not None
    rows = rows_waiting(acting, MORNING)

    with CaptureQueriesContext(
        connection,
    ) as asked:
        count_together(rows)

    assert len(asked) == 1


def test_the_home_page_asks_a_fixed_number_of_questions(in_ubnd: cast.House, uyen: Actor, browser_of: Open) -> None:
    browser = browser_of(uyen)
    browser.get("/")

    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert browser.get("/").status_code == 200
        return len(asked)

    before = questions()
    for _ in range(5):
        HandlingFactory(document=DocumentFactory(agency=in_ubnd.agency), to_decide=True, to_post=in_ubnd.posts["uyen"])
        OutgoingFactory(agency=in_ubnd.agency, state=State.LEADER_REVIEW, held_by=in_ubnd.posts["uyen"])
    after = questions()

    assert after - before <= 4  # the lists themselves, once each
    for _ in range(5):
        HandlingFactory(document=DocumentFactory(agency=in_ubnd.agency), to_decide=True, to_post=in_ubnd.posts["uyen"])
    assert questions() == after


def test_the_leader_sees_the_proposal_and_agrees_in_place(in_ubnd: cast.House, uyen: Actor, browser_of: Open) -> None:
    unit = in_ubnd.units["Phòng Khoa học"]
    HandlingFactory(
        document=IncomingFactory(agency=in_ubnd.agency, registered=True).document,
        to_decide=True,
        to_post=in_ubnd.posts["uyen"],
        from_post=in_ubnd.posts["lan"],
        proposal={"text": "", "assignments": [{"unit": unit.pk, "post": None, "duty": "lead", "due_on": None}]},
    )
    browser = browser_of(uyen)

    page = browser.get("/").content.decode()

    assert "Phòng Khoa học chủ trì" in page
    address = page.split('action="/viec/')[1].split('"')[0]
    answer = browser.post(f"/viec/{address}", {"ve": "/"}, follow=True)
    assert answer.status_code == 200
    assert waiting(in_ubnd, "son") == {"work": 1}


def test_an_empty_morning_says_so(in_ubnd: cast.House, lan: Actor, browser_of: Open) -> None:
    page = browser_of(lan).get("/").content.decode()

    assert "Không có việc nào chờ bạn" in page
    assert "Văn bản mới từ Trục sẽ hiện ở đây ngay khi đến" in page


@pytest.mark.parametrize(
    ("hour", "words"),
    [(8, "Sáng thứ Hai, 23 tháng 11"), (12, "Trưa thứ Hai, 23 tháng 11"), (20, "Tối thứ Hai, 23 tháng 11")],
)
def test_the_greeting_knows_the_hour(hour: int, words: str) -> None:
    assert greeting(datetime(2026, 11, 23, hour, tzinfo=HANOI)) == words


def test_the_bell_tells_what_others_did_on_my_documents_until_it_is_opened(
    in_ubnd: cast.House, lan: Actor, uyen: Actor, triet: Actor, browser_of: Open
) -> None:
    document = DocumentFactory(agency=in_ubnd.agency, subject="Kế hoạch cao điểm")
    HandlingFactory(document=document, to_post=in_ubnd.posts["triet"])
    audit.record("handling.instructed", actor=uyen, at=clock.now(), document_ref=document.ref)
    browser = browser_of(triet)

    assert "có thông báo mới" in browser.get("/").content.decode()
    page = browser.get("/thong-bao").content.decode()

    assert "Phan Tú Uyên cho ý kiến và phân công" in page
    assert "Kế hoạch cao điểm" in page
    assert "có thông báo mới" not in browser.get("/").content.decode()
    assert "Kế hoạch cao điểm" not in browser_of(lan).get("/thong-bao").content.decode()


@pytest.mark.parametrize("words", ["trieu cuong", "triều cường", "8412", "8412/vpcp"])
def test_the_palette_finds_with_and_without_marks(
    in_ubnd: cast.House, lan: Actor, browser_of: Open, words: str
) -> None:
    DocumentFactory(agency=in_ubnd.agency, number="8412", subject="Ứng phó triều cường")

    found = browser_of(lan).get("/tim", {"q": words}, headers={"HX-Request": "true"}).content.decode()

    assert "Ứng phó triều cường" in found


def test_the_palette_shows_why_an_act_cannot_be_taken(in_ubnd: cast.House, triet: Actor, browser_of: Open) -> None:
    found = browser_of(triet).get("/tim", {"q": "nhap van ban"}, headers={"HX-Request": "true"}).content.decode()

    assert "Chỉ văn thư" in found
    assert 'aria-disabled="true"' in found


def test_the_palette_finds_nothing_of_another_agency(
    vpcp: cast.House, ubnd: cast.House, lan: Actor, browser_of: Open
) -> None:
    with acting_for(vpcp.agency.pk):
        DocumentFactory(agency=vpcp.agency, subject="Chuyện riêng")

    assert "Chuyện riêng" not in browser_of(lan).get("/tim", {"q": "chuyen rieng"}).content.decode()


def test_a_stream_carries_only_what_the_person_may_hear(
    vpcp: cast.House, ubnd: cast.House, lan: Actor, browser_of: Open
) -> None:
    with acting_for(vpcp.agency.pk):
        other = DocumentFactory(agency=vpcp.agency)
    with acting_for(ubnd.agency.pk):
        own = DocumentFactory(agency=ubnd.agency)
    asked = [f"agency-{vpcp.agency.pk}", f"agency-{ubnd.agency.pk}", f"document-{own.ref}", f"document-{other.ref}"]

    answer = browser_of(lan).get("/events", {"topics": ",".join([*asked, "document-x", "post-1x"])})

    assert answer["X-Front-Events"] == f"agency-{ubnd.agency.pk},document-{own.ref}"


@pytest.mark.parametrize(("age", "told"), [("1.5", ";1.5"), ("9999", ";60"), ("-3", ""), ("lâu", "")])
def test_a_page_says_since_when_it_wants_the_news(
    age: str, told: str, ubnd: cast.House, lan: Actor, browser_of: Open
) -> None:
    topic = f"agency-{ubnd.agency.pk}"

    answer = browser_of(lan).get("/events", {"topics": topic, "age": age})

    assert answer["X-Front-Events"] == f"{topic}{told}"


def test_choices_of_the_screen_follow_the_person_to_the_next_computer(
    ubnd: cast.House, lan: Actor, browser_of: Open
) -> None:
    browser_of(lan).post("/screen/preferences", {"theme": "dark", "text": "large", "keys": "off", "nonsense": "x"})
    browser_of(lan).post("/ngon-ngu", {"language": "en"})
    account = ubnd.accounts["lan"]
    account.set_password("mat-khau-du-dai")
    account.save()

    answer = Client().post("/dang-nhap", {"username": "lan", "password": "mat-khau-du-dai"})

    assert answer.cookies["cv_screen"].value == "dark.large.off"
    assert answer.cookies["cv_language"].value == "en"


def test_the_browsers_language_alone_changes_nothing(db: None) -> None:
    page = Client().get("/dang-nhap", headers={"Accept-Language": "en-US,en"})

    assert "Đăng nhập" in page.content.decode()


def test_a_page_that_is_not_there_says_so_inside_the_frame(lan: Actor, browser_of: Open) -> None:
    answer = browser_of(lan).get("/khong-co-trang-nay")

    assert answer.status_code == 404
    assert answer["X-Error-Code"] == "OFF-404"
    assert "Điều hướng chính" in answer.content.decode()


def test_health_answers_without_login(db: None) -> None:
    assert Client().get("/suc-khoe").json() == {"ok": True, "program": "office"}


def test_a_register_shows_the_columns_of_the_law_with_voided_numbers(
    in_ubnd: cast.House, lan: Actor, browser_of: Open, monday: datetime
) -> None:
    book = in_ubnd.arrivals
    entry = IncomingFactory(agency=in_ubnd.agency, registered=True, registered_at=monday)
    HandlingFactory(document=entry.document, to_post=in_ubnd.posts["triet"], state=HandlingState.ASSIGNED)
    registers.take_number(book=book, year=2026, document_ref=entry.document.ref, now=monday)
    lost = registers.take_number(book=book, year=2026, document_ref=uuid7(), now=monday)
    registers.void_number(book=book, year=2026, number=lost, reason="Vào sổ nhầm", actor=lan, now=monday)
    browser = browser_of(lan)

    page = browser.get(f"/so/{book.ref}?nam=2026").content.decode()
    sheet = browser.get(f"/so/{book.ref}.xlsx?nam=2026")

    assert page.count('<th scope="col"') == 10
    assert "Bùi Minh Triết" in page
    assert "Đã hủy: Vào sổ nhầm" in page
    assert sheet.content[:2] == b"PK"


def test_a_register_of_another_agency_is_not_there(vpcp: cast.House, lan: Actor, browser_of: Open) -> None:
    assert browser_of(lan).get(f"/so/{vpcp.arrivals.ref}").status_code == 404


def test_every_page_says_for_whom_unfinished_texts_are_kept(in_ubnd: cast.House, lan: Actor, browser_of: Open) -> None:
    browser = browser_of(lan)
    mine = f'data-account="{in_ubnd.posts["lan"].ref}"'

    assert mine in browser.get("/").content.decode()
    assert mine in browser.get("/khong-co").content.decode()
    assert "data-account" not in Client().get("/dang-nhap").content.decode()


def test_the_home_page_counts_every_returned_draft_and_leads_to_the_rest(
    in_ubnd: cast.House, triet: Actor, monday: datetime, browser_of: Open
) -> None:
    post = in_ubnd.posts["triet"]
    for _ in range(8):
        draft = OutgoingFactory(agency=in_ubnd.agency, drafter=post, held_by=post)
        RouteStep.objects.create(
            agency=in_ubnd.agency, outgoing=draft, kind="initial", began_at=monday, returned=True, reason="Thiếu căn cứ"
        )

    page = browser_of(triet).get("/").content.decode()
    section = page.split('id="returned"')[1].split("</section>")[0]

    assert '<span class="cv-count">8</span>' in section
    assert "Xem 2 văn bản còn lại" in section
