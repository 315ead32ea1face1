"""What is different on a narrow screen: other parts behind one button, counters that show one card."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

pytestmark = pytest.mark.browser


def test_on_a_phone_the_other_parts_are_behind_one_button(
    page: Page, browser_context: BrowserContext, gallery: str
) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{gallery}/page/home")
    page.get_by_role("button", name="Thêm").click()

    expect(page.get_by_role("dialog", name="Phần khác").get_by_role("link", name="Báo cáo")).to_be_visible()


def test_on_a_phone_the_counters_show_one_card_at_a_time(page: Page, gallery: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{gallery}/page/home")
    page.get_by_role("link", name="5 Chờ ký").click()

    expect(page.locator("#sign")).to_be_visible()
    expect(page.locator("#decide")).to_be_hidden()
