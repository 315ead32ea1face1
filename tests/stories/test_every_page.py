"""Every kind of page, opened by those who use it: nothing for axe to say, no complaint of the browser, no sideways scroll."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page
from tests.stories.crawl import (
    CONSOLE,
    LISTS,
    MAIN,
    NOWHERE,
    PARTS,
    ROUNDS,
    Objects,
    addresses_of_rooms,
    opened_by_all,
    prepare,
)
from tests.stories.screens import PHONE, SHOTS, WIDE, Screens, Window, scrolls_sideways, shoot, violations

from congvan.demo.country import PASSWORD
from congvan.demo.story import Story
from congvan.demo.world import OPERATOR, World

pytestmark = pytest.mark.browser

OFFICES = {username: office for username, (office, _) in ROUNDS.items()}
IN_DARK = ("02-cho-tiep-nhan", "03-van-ban", "04-hom-nay", "05-cho-y-kien", "06-du-thao", "07-theo-doi")
# Pages that say no, as they should: person and address -> status.
REFUSED = {
    ("thu.kd", "/khong-co-trang-nay"): 404,
    ("thu.kd", f"/den/{NOWHERE}"): 404,
    ("thu.kd", "/to-chuc/"): 403,
}
# Everything that a page fetches by itself has come, and what slides in stands still.
SETTLED = """() => document.readyState === 'complete' && !document.querySelector('.htmx-request')
  && document.getAnimations().every(one => one.playState !== 'running' || one.effect.getComputedTiming().iterations > 9)"""


@pytest.fixture(scope="module")
def objects(world: World) -> Objects:
    return prepare(Story.of(world))


@pytest.fixture(scope="module")
def windows(world: World, browser: Browser) -> Iterator[dict[str, Window]]:
    """One logged-in window a person, opened when first asked for."""
    opened = Screens(browser)

    class Windows(dict[str, Window]):
        def __missing__(self, username: str) -> Window:
            url = world.url(OFFICES.get(username, "h29"))
            self[username] = opened.person(url, username) if username else opened.window(url)
            return self[username]

    yield Windows()
    opened.close()


def settle(page: Page) -> None:
    if page.locator("[data-viewer]:visible").count():
        page.wait_for_selector(".page[data-page-number='1'] canvas")
    page.wait_for_function(SETTLED)


def look(window: Window, address: str, expected: int = 200) -> list[str]:
    """Open a page and return what is wrong with it."""
    window.complaints.clear()
    answer = window.open(address)
    settle(window.page)
    wrong = violations(window.page) + window.complaints
    if answer is None or answer.status != expected:
        wrong.append(f"answered {answer and answer.status}")
    if scrolls_sideways(window.page):
        wrong.append("scrolls sideways")
    return wrong


def assert_sound(found: dict[str, list[str]]) -> None:
    wrong = {address: what for address, what in found.items() if what}
    assert not wrong, json.dumps(wrong, ensure_ascii=False, indent=1)


@pytest.mark.parametrize("username", ROUNDS)
def test_every_page_of_a_person_is_sound(username: str, objects: Objects, windows: dict[str, Window]) -> None:
    window = windows[username]
    addresses = [address.format(**objects) for address in ROUNDS[username][1]]
    found = {}
    for address in addresses:
        found[address] = look(window, address, REFUSED.get((username, address), 200))
        if address in LISTS:
            views = window.page.locator("nav[aria-label='Chế độ xem'] a, .cv-tabs a").all()
            hrefs = [one.get_attribute("href") or "" for one in views]
            for href in dict.fromkeys(href.split("#")[0] for href in hrefs if "xem=" in href):
                view = href if href.startswith("/") else address + href
                found[view] = look(window, view)

    assert_sound(found)


def test_every_page_of_the_console_is_sound(world: World, objects: Objects, screens: Screens) -> None:
    window = screens.window(world.url("axis"))
    found = {"/dang-nhap": look(window, "/dang-nhap")}
    window.page.get_by_label("Tên đăng nhập").fill(OPERATOR)
    window.page.locator("input[type=password]").fill(PASSWORD)
    window.page.keyboard.press("Enter")
    window.page.wait_for_url(world.url("axis") + "/")
    window.open("/goi-tin")
    packet = str(window.page.locator("a[data-row-link]").first.get_attribute("href")).split("/")[-1]
    for address in CONSOLE:
        found[address] = look(window, address.format(packet=packet))
    shoot(window.page, "11-truc-1366")
    window.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    for address in ("/", "/goi-tin", "/chua-den/loi"):
        found[f"{address}@360"] = look(window, address)

    assert_sound(found)


@pytest.mark.parametrize("name", MAIN)
def test_a_main_page_is_sound_on_a_phone_too(name: str, objects: Objects, windows: dict[str, Window]) -> None:
    username, address = MAIN[name]
    window = windows[username]
    wide: list[str] = []
    if not username or SHOTS:  # the others are seen wide in the rounds
        wide = look(window, address.format(**objects))
        shoot(window.page, f"{name}-1366")
    window.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    try:
        phone = look(window, address.format(**objects))
        shoot(window.page, f"{name}-360")
    finally:
        window.page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})

    assert_sound({"wide": wide, "phone": phone})


@pytest.mark.parametrize("name", IN_DARK)
def test_a_main_page_is_sound_in_the_dark(name: str, objects: Objects, windows: dict[str, Window]) -> None:
    username, address = MAIN[name]
    window = windows[username]
    window.context.add_cookies([{"name": "cv_screen", "value": "dark.medium.on", "url": window.base_url}])
    try:
        wrong = look(window, address.format(**objects))
        shoot(window.page, f"{name}-dark")
        dark = window.page.locator("html").get_attribute("data-theme")
    finally:
        window.context.clear_cookies(name="cv_screen")

    assert dark == "dark"
    assert_sound({name: wrong})


def test_no_address_of_the_office_is_left_out() -> None:
    opened = opened_by_all()
    left_out = {
        one.name for one in addresses_of_rooms() if not any(one.pattern.fullmatch(address) for address in opened)
    }

    assert left_out <= PARTS
