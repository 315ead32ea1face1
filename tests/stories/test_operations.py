"""Update, retrieval and recall over the real axis, both ways, as the people on both sides see them."""

import re

import pytest
from playwright.sync_api import Page, expect
from tests.stories import letters
from tests.stories.screens import PATIENCE_MS, PHONE, Screens, scrolls_sideways, shoot, violations

from congvan.demo import issuing
from congvan.demo import letters as demo_letters
from congvan.demo.country import CITY, GOVERNMENT_OFFICE
from congvan.demo.desk import Desk
from congvan.demo.story import PATIENCE_S, SIDES, Issued, Story
from congvan.demo.world import World

pytestmark = pytest.mark.browser
UPDATE, RETRIEVE = "/cap-nhat", "/lay-lai"


def _looks_right(page: Page, name: str) -> None:
    shoot(page, name)
    assert violations(page) == []
    assert not scrolls_sideways(page)


def _updated(story: Story, issued: Issued, pdf: bytes) -> None:
    """The sender's leader sends a new signed file and a later deadline, once the file has been checked."""
    leader = story.side(issued.sender).leader
    page = leader.get(issued.address + UPDATE)
    form = leader.form(page, "") if page.tree.xpath("//form[@action='']") else page.one("//main//form")
    fields = {"reason": "Sửa hạn trả lời và lỗi thể thức", "due_on": "2026-12-31"}
    proposal = leader.send(page, form, fields, files={"file": ("moi.pdf", pdf, "application/pdf")})
    address = proposal.url.replace(leader.base_url, "")

    def ready(page: object) -> bool:
        return bool(page.tree.xpath("//form[contains(@action, '/duyet')]"))  # type: ignore[attr-defined]

    leader.wait(address, ready, seconds=PATIENCE_S, what="the verdict of the new file")
    page = leader.get(address)
    leader.send(page, leader.form(page, "/duyet"))


def _asked(desk: Desk, address: str, words: str) -> None:
    desk.wait(address, lambda page: words in page.words, seconds=PATIENCE_S, what=words)


def test_update_retrieval_and_recall_are_asked_answered_and_followed(world: World, screens: Screens) -> None:
    expect.set_options(timeout=PATIENCE_MS)
    story = Story.of(world)
    first = story.send(letters.letter("Báo cáo kết quả rà soát thủ tục hành chính"))
    story.take_in(first)
    better = story.send(letters.letter("Báo cáo kết quả rà soát, bản sửa thể thức"))
    chief = story.side(GOVERNMENT_OFFICE).leader
    _updated(story, first, chief.download(issuing.files_of(chief, better.address)[0]))

    # The receiver's clerk compares both sheets and agrees with the keyboard alone.
    clerk_login, clerk = SIDES[CITY][1], story.side(CITY).clerk
    _asked(clerk, first.incoming, "Bên gửi cập nhật văn bản này")
    desk = screens.person(world.url("h29"), clerk_login)
    desk.open(first.incoming)
    _looks_right(desk.page, "operations-asked")
    desk.page.keyboard.press("Control+Enter")
    expect(desk.page.locator("[data-differs]")).to_have_count(1)
    expect(desk.page.locator(".cv-compare-side .page canvas").nth(1)).to_be_visible()
    _looks_right(desk.page, "operations-compare")
    phone = screens.person(world.url("h29"), clerk_login, PHONE)
    phone.open(desk.page.url.replace(world.url("h29"), ""))
    expect(phone.page.locator(".cv-compare-side")).to_have_count(2)
    _looks_right(phone.page, "operations-compare-phone")
    phone.page.get_by_role("tab", name="Thay đổi").click()
    shoot(phone.page, "operations-compare-phone-facts")
    desk.page.keyboard.press("Control+Enter")
    expect(desk.page.locator("#agree-change")).to_be_visible()
    desk.page.keyboard.press("Control+Enter")
    expect(desk.page.get_by_text("Đã cập nhật theo bên gửi")).to_be_visible()
    _looks_right(desk.page, "operations-updated")

    # The sender's leader asks it back from the tracking page; the receiver's leader declines with a reason.
    leader_login, tracking = SIDES[GOVERNMENT_OFFICE][2], first.address.replace("/di/", "/gui-nhan/")
    sender = screens.person(world.url("g22"), leader_login)
    sender.open(tracking)
    row = sender.page.locator(f"tr[data-receiver='{CITY}']")
    expect(row).to_contain_text("Đã cập nhật")
    row.get_by_role("link", name=re.compile("trả lại")).click()
    expect(sender.page.get_by_role("checkbox", checked=True)).to_have_count(1)
    _looks_right(sender.page, "operations-retrieve")
    sender.page.keyboard.press("Control+Enter")
    expect(sender.page.get_by_text("Đã yêu cầu nơi nhận trả lại")).to_be_visible()
    _looks_right(sender.page, "operations-sender")
    uyen = story.side(CITY).leader
    _asked(uyen, first.incoming, "Bên gửi yêu cầu trả lại văn bản này")
    page = uyen.get(first.incoming)
    uyen.send(page, uyen.form(page, "/khong-dong-y"), {"note": "Đã trả lời xong theo bản cập nhật."})
    sender.open(tracking)
    expect(row).to_contain_text("Không đồng ý trả lại")
    expect(sender.page.locator("tr[data-answer='16']")).to_contain_text("Đã trả lời xong")
    expect(sender.page.locator("tr[data-answer='15']")).to_have_count(1)
    _looks_right(sender.page, "operations-tracking")

    # The other way round: the city answers, both see the chain, the city's leader recalls, the office cancels.
    answer = story.answer(first, letters.letter("Trả lời về kết quả rà soát", demo_letters.answer()))
    story.take_in(answer)
    chain = story.side(GOVERNMENT_OFFICE).clerk.get(answer.incoming).words
    assert "Chuỗi văn bản" in chain
    assert issuing.code_of(chief, first.address) in chain
    story.recall(answer, text="Gửi nhầm bản cũ.")
    desk.open(answer.address)
    expect(desk.page.get_by_text("Đã thu hồi").first).to_be_visible()
    locked = screens.person(world.url("g22"), SIDES[GOVERNMENT_OFFICE][1])
    locked.open(answer.incoming)
    expect(locked.page.get_by_text("khóa xử lý, chỉ đọc")).to_be_visible()
    _looks_right(locked.page, "operations-recalled")
    assert [one.complaints for one in screens.windows] == [[] for _ in screens.windows]
