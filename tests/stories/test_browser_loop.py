"""The loop on real screens: what one person does appears before the others, whose pages stay open."""

import re

import pytest
from playwright.sync_api import Page, expect
from tests.stories import letters
from tests.stories.screens import PATIENCE_MS, Screens

from congvan.demo.country import CITY, GOVERNMENT_OFFICE
from congvan.demo.story import SIDES, Story
from congvan.demo.world import World

pytestmark = pytest.mark.browser

STAYS = "window.openedOnce = true"


def stayed(page: Page) -> bool:
    """Return whether the page is still the one that was marked: not loaded again since."""
    marked: bool = page.evaluate("() => window.openedOnce === true")
    return marked


def test_the_loop_from_issuing_to_done_appears_on_pages_that_stay_open(world: World, screens: Screens) -> None:
    expect.set_options(timeout=PATIENCE_MS)
    story = Story.of(world)
    letter = letters.letter("Báo cáo tình hình tiếp nhận văn bản điện tử")
    address = letters.signed(story, letter, GOVERNMENT_OFFICE)
    sender_url, receiver_url = world.url("g22"), world.url("h29")
    _, sending_clerk, *_ = SIDES[GOVERNMENT_OFFICE]
    _, receiving_clerk, leader_login, leader_name, _, _, officer_login, officer_name = SIDES[CITY]

    # The receiver's clerk has the pending list open, and nothing of this letter on it.
    intake = screens.person(receiver_url, receiving_clerk)
    with intake.page.expect_response(re.compile("/events")):
        intake.open("/den/cho-tiep-nhan")
    row = intake.page.locator("[data-row]", has_text=letter.subject)
    expect(row).to_have_count(0)
    intake.page.evaluate(STAYS)

    # The sender's clerk numbers, seals and issues; then leaves the tracking page open.
    clerk = screens.person(sender_url, sending_clerk)
    clerk.open(address)
    clerk.page.get_by_role("button", name="Cấp số, đóng dấu và phát hành").click()
    clerk.page.locator("a, button", has_text=re.compile("Theo dõi")).first.wait_for()
    with clerk.page.expect_response(re.compile("/events")):
        clerk.open(address.replace("/di/", "/gui-nhan/"))
    clerk.page.evaluate(STAYS)
    tracked = clerk.page.locator(f"tr[data-receiver='{CITY}']")

    def sender_sees(code: str, word: str) -> None:
        expect(tracked).to_have_attribute("data-heard", re.compile(rf"\b{code}\b"))
        expect(tracked).to_contain_text(word)
        assert stayed(clerk.page)

    # It arrives by itself: a pill, then the row, on a page nobody loaded again.
    pill = intake.page.get_by_role("button", name=re.compile("văn bản mới"))
    expect(pill).to_be_visible()
    sender_sees("01", "Đã đến")
    pill.click()
    expect(row).to_be_visible()
    assert stayed(intake.page)
    row.get_by_role("link").click()
    expect(intake.page.locator("#id_subject")).to_have_value(letter.subject)
    _verdict_ends(intake.page)
    expect(intake.page.locator("#id_subject")).to_have_value(letter.subject)
    intake.page.locator("#id_present_to").select_option(label=_option(intake.page, "#id_present_to", leader_name))
    intake.page.get_by_role("button", name="Tiếp nhận và vào sổ").click()
    expect(intake.page.get_by_text("Đã vào sổ, số đến")).to_be_visible()
    expect(row).to_have_count(0)
    sender_sees("03", "Đã tiếp nhận")

    # The leader opens it from his morning, instructs, names the officer.
    leader = screens.person(receiver_url, leader_login)
    leader.page.get_by_role("link", name=letter.subject).first.click()
    leader.page.get_by_role("link", name="Cho ý kiến và phân công").click()
    leader.page.locator("#id_text").fill("Tham mưu văn bản trả lời.")
    leader.page.locator("#id_tim").fill(officer_name)
    leader.page.get_by_role("button", name=re.compile(officer_name)).first.click()
    expect(leader.page.locator("[data-assign-summary]")).to_contain_text("Một nơi chủ trì")
    leader.page.get_by_role("button", name="Gửi ý kiến và phân công").click()
    expect(leader.page.get_by_text("Tham mưu văn bản trả lời.").first).to_be_visible()
    sender_sees("04", "Đã phân công")

    # The officer finds it among his work, starts, finishes.
    officer = screens.person(receiver_url, officer_login)
    officer.page.get_by_role("link", name=letter.subject).first.click()
    expect(officer.page.get_by_text("Tham mưu văn bản trả lời.").first).to_be_visible()
    officer.page.get_by_role("button", name="Bắt đầu xử lý").click()
    sender_sees("05", "Đang xử lý")
    officer.page.get_by_role("button", name="Kết thúc xử lý…").click()
    dialog = officer.page.get_by_role("dialog", name=re.compile("Kết thúc xử lý"))
    dialog.locator("textarea").fill("Đã tham mưu xong.")
    dialog.get_by_role("button", name="Kết thúc xử lý").click()
    expect(officer.page.get_by_text("Đã tham mưu xong.").first).to_be_visible()
    sender_sees("06", "Đã hoàn thành")

    complaints = [line for window in screens.windows for line in window.complaints]
    assert not complaints, "\n".join(complaints)


def _option(page: Page, select: str, words: str) -> str:
    return page.locator(f"{select} option", has_text=words).first.inner_text()


def _verdict_ends(page: Page) -> None:
    """Say that a check of signatures has ended while the clerk reads: banner and buttons are drawn again, nothing else."""
    foot = page.locator("#work-panel > #queue-foot")
    foot.evaluate("foot => foot.setAttribute('data-drawn', 'before')")
    with page.expect_response(re.compile("/ket-luan")):
        page.evaluate(
            """() => { const place = document.querySelector('#intake [data-live]');
            place.dispatchEvent(new CustomEvent(`live:${place.dataset.live}`)); }"""
        )
    expect(foot).not_to_have_attribute("data-drawn", "before")
    expect(foot).to_have_count(1)
