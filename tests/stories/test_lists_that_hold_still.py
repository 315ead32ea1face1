"""Lists under a person's hands: what was unticked stays unticked, and what is new does not push the rows."""

import re

import pytest
from playwright.sync_api import Locator, expect
from tests.stories import letters
from tests.stories.screens import PATIENCE_MS, Screens, Window

from congvan.demo.country import GOVERNMENT_OFFICE
from congvan.demo.issuing import Letter
from congvan.demo.story import SIDES, Story
from congvan.demo.world import World

pytestmark = pytest.mark.browser


def row_of(window: Window, letter: Letter) -> Locator:
    return window.page.locator("[data-row]", has_text=letter.subject)


def box_of(window: Window, letter: Letter) -> Locator:
    return row_of(window, letter).locator("[data-choose]")


def read_to_its_end(window: Window, letter: Letter) -> None:
    row_of(window, letter).get_by_role("link").click()
    window.page.wait_for_selector(".page[data-page-number='1'] canvas")
    expect(window.page.locator("#work-panel")).to_contain_text(letter.subject, ignore_case=True)
    window.page.locator("[data-viewer-scroll]").focus()
    seen = row_of(window, letter).get_by_text("Đã xem")
    for _ in range(20):
        if seen.count():
            break
        window.page.keyboard.press("Space")
        window.page.wait_for_timeout(300)
    expect(seen).to_be_visible()


def test_what_the_leader_unticked_is_not_signed_with_the_rest(world: World, screens: Screens) -> None:
    expect.set_options(timeout=PATIENCE_MS)
    story = Story.of(world)
    left, other = letters.letter("Để lại chưa ký"), letters.letter("Ký ngay")
    for one in (left, other):
        letters.initialled(story, one, GOVERNMENT_OFFICE)
    leader = screens.person(world.url("g22"), SIDES[GOVERNMENT_OFFICE][2])
    leader.open("/ky-so/")

    read_to_its_end(leader, left)
    expect(box_of(leader, left)).to_be_checked()
    box_of(leader, left).uncheck()
    expect(leader.page.get_by_text("Chọn ít nhất một văn bản để ký")).to_be_visible()
    leader.page.keyboard.press("s")

    read_to_its_end(leader, other)
    expect(box_of(leader, other)).to_be_checked()
    expect(box_of(leader, left)).not_to_be_checked()
    with leader.page.expect_response(re.compile("/ky-so/dong")):
        leader.page.evaluate(
            """() => { const list = document.getElementById('sign-list');
            list.dispatchEvent(new CustomEvent(`live:${list.dataset.live}`)); }"""
        )
    expect(box_of(leader, left)).not_to_be_checked()
    expect(leader.page.get_by_role("button", name="Ký 1 văn bản")).to_be_visible()

    leader.page.keyboard.press("s")
    expect(row_of(leader, other)).to_have_count(0)
    expect(row_of(leader, left)).to_have_count(1)
    expect(box_of(leader, left)).not_to_be_checked()
    assert leader.complaints == []


def test_a_new_draft_waits_behind_a_pill_until_its_reader_asks_for_it(world: World, screens: Screens) -> None:
    expect.set_options(timeout=PATIENCE_MS)
    story = Story.of(world)
    old, new = letters.letter("Dự thảo có trước"), letters.letter("Dự thảo có sau")
    letters.draft(story, old, GOVERNMENT_OFFICE)
    officer = screens.person(world.url("g22"), story.side(GOVERNMENT_OFFICE).officer_login)
    with officer.page.expect_response(re.compile("/events")):
        officer.open("/di/?xem=cua-toi")
    number = int(officer.page.locator("#outgoing-total").inner_text())
    link = row_of(officer, old).locator("a").element_handle()

    letters.draft(story, new, GOVERNMENT_OFFICE)
    pill = officer.page.get_by_role("button", name="1 văn bản mới")
    expect(pill).to_be_visible()
    assert row_of(officer, new).count() == 0
    assert link is not None
    assert link.evaluate("link => link.isConnected")

    pill.click()
    expect(row_of(officer, new)).to_be_visible()
    expect(pill).to_have_count(0)
    expect(officer.page.locator("#outgoing-total")).to_have_text(str(number + 1))
    assert officer.complaints == []
