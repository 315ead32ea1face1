"""The clerk's intake with the keyboard alone; anything that a pointer did, or that looks like it, fails the test."""

import re
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from playwright.sync_api import TimeoutError as NotInTime
from tests.stories import letters
from tests.stories.screens import PATIENCE_MS, Screens

from congvan.demo import arriving
from congvan.demo.country import CITY, GOVERNMENT_OFFICE, PASSWORD
from congvan.demo.issuing import Letter
from congvan.demo.letters import TO_REFUSE
from congvan.demo.story import SIDES, Story
from congvan.demo.world import World
from kit import clock

pytestmark = pytest.mark.browser

# A click is the keyboard's when the browser made it from a key (detail 0, no pointer), or a program made it while a key
# was being handled. Everything else came from a pointer, or from nowhere.
POINTERS = """() => {
  const kinds = ['pointerdown', 'pointerup', 'pointermove', 'pointerover', 'mousedown', 'mouseup', 'mousemove',
    'mouseover', 'dblclick', 'auxclick', 'contextmenu', 'touchstart', 'touchend', 'touchmove', 'wheel', 'dragstart'];
  let inKey = false;
  for (const kind of ['keydown', 'keypress', 'keyup'])
    addEventListener(kind, event => { if (event.isTrusted) { inKey = true; setTimeout(() => { inKey = false; }); } }, true);
  const tell = event => window.notByKeyboard(`${event.type} on ${event.target?.outerHTML?.slice(0, 90) ?? event.target}`);
  for (const kind of kinds) addEventListener(kind, tell, true);
  addEventListener('click', event => {
    const byBrowser = event.isTrusted && event.detail === 0 && !event.pointerType;
    if (!byBrowser && !(inKey && !event.isTrusted)) tell(event);
  }, true);
}"""
MOST_TABS = 60
PRESS_AGAIN_MS = 5_000


def watch_pointers(context: BrowserContext) -> list[str]:
    """Return the list that every event of a pointer is written to, on each page of the window."""
    seen: list[str] = []
    context.expose_function("notByKeyboard", lambda line: seen.append(line))
    context.add_init_script(f"({POINTERS})()")
    return seen


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the thing with that name has the focus."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if name in page.evaluate("() => document.activeElement.innerText ?? ''").strip():
            return
    raise AssertionError(f"{name} is not reached with Tab on {page.url}")


def walk_to(page: Page, subject: str) -> None:
    """Leave any field with Esc, then walk the list with J or K until that document is open.

    As a person does, press again when nothing moved: a key that comes while the page is still loading is nobody's.
    """
    rows = page.locator("#queue-rows [data-row]")
    end = time.monotonic() + PATIENCE_MS / 1000 * 2
    while True:
        order = rows.evaluate_all("rows => rows.map(row => [row.id, row.ariaCurrent === 'true', row.innerText])")
        here = next((place for place, (_, opened, _) in enumerate(order) if opened), 0)
        there = next(place for place, (_, _, words) in enumerate(order) if subject in words)
        if here == there and order[here][1]:
            break
        assert time.monotonic() < end, f"{subject} is not reached with J and K on {page.url}"
        page.keyboard.press("Escape")
        page.keyboard.press("k" if there < here else "j")
        with suppress(NotInTime):
            expected = order[min(here + (-1 if there < here else 1), len(order) - 1)][0]
            page.wait_for_selector(f"[id='{expected}'][aria-current='true']", timeout=PRESS_AGAIN_MS)
    expect(page.locator("#id_subject")).to_have_value(subject)


def arrive(story: Story, *written: Letter) -> None:
    """Bring letters before the receiver's clerk, side by side."""
    addresses = [letters.signed(story, one, GOVERNMENT_OFFICE) for one in written]
    sender, receiver = story.side(GOVERNMENT_OFFICE).clerk, story.side(CITY).clerk
    for address in addresses:
        letters.issuing.press(sender, address, "phat-hanh")
    for one in written:
        arrived: Callable[[], bool] = lambda one=one: arriving.pending(receiver, one.subject) is not None  # noqa: E731
        story.until("đến bên nhận", arrived)


def test_the_clerk_takes_one_document_in_and_refuses_another_without_a_pointer(world: World, screens: Screens) -> None:
    expect.set_options(timeout=PATIENCE_MS)
    story = Story.of(world)
    due = (clock.today(clock.now()) + timedelta(days=14)).strftime("%d/%m/%Y")
    taken = replace(letters.letter("Triển khai tiếp nhận văn bản bằng bàn phím"), due_on=due)
    refused = replace(letters.letter("Góp ý dự thảo quy chế gửi nhầm nơi", TO_REFUSE), due_on=due)
    arrive(story, taken, refused)
    _, clerk, *_ = SIDES[CITY]
    window = screens.window(world.url("h29"))
    by_pointer = watch_pointers(window.context)
    page = window.page

    window.open("/dang-nhap")
    page.keyboard.type(clerk)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(world.url("h29") + "/")
    tab_to(page, "Tiếp nhận")
    page.keyboard.press("Enter")
    page.wait_for_url("**/den/cho-tiep-nhan")

    walk_to(page, taken.subject)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Đã vào sổ, số đến")).to_be_visible()
    expect(page.locator("[data-row]", has_text=taken.subject)).to_have_count(0)
    expect(page.locator("#id_subject")).not_to_have_value(taken.subject)  # the next document is open

    walk_to(page, refused.subject)
    page.keyboard.press("Alt+r")
    dialog = page.get_by_role("dialog", name=re.compile("Từ chối tiếp nhận"))
    expect(dialog).to_be_visible()
    page.keyboard.press("1")
    expect(dialog.locator("[data-digit='1']")).to_be_checked()
    page.keyboard.type("Văn bản gửi Sở Nội vụ, không gửi Ủy ban nhân dân Thành phố.")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Bên gửi nhận được lý do.")).to_be_visible()
    expect(page.locator("[data-row]", has_text=refused.subject)).to_have_count(0)

    assert by_pointer == []
    assert not window.complaints, "\n".join(window.complaints)


def test_the_watch_sees_a_pointer_and_a_click_from_nowhere(world: World, screens: Screens) -> None:
    window = screens.window(world.url("h29"))
    by_pointer = watch_pointers(window.context)
    window.open("/dang-nhap")
    window.page.evaluate("() => document.querySelector('input[type=password]').click()")
    window.page.get_by_label("Tên đăng nhập").click()

    assert {line.split()[0] for line in by_pointer} >= {"pointerdown", "mousedown", "mouseup", "click"}
    assert "password" in by_pointer[0]
