"""What an answer brings along beside its own place, and what somebody wrote there meanwhile."""

import pytest
from playwright.sync_api import Page, Route, expect

pytestmark = pytest.mark.browser


def test_a_part_that_an_answer_brings_along_leaves_newer_words_alone(page: Page, gallery: str) -> None:
    page.goto(f"{gallery}/page/list")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/keep-it", hold)
    page.evaluate(
        """() => {
          document.querySelector("main").innerHTML = `<form id="f" hx-post="/keep-it" hx-target="#said" hx-trigger="change">
            <div id="part" data-written><input id="who" name="who"></div></form><p id="said"></p>`;
          htmx.process(document.querySelector("main"));
        }"""
    )
    who = page.locator("#who")

    def answer() -> None:
        taken = '<div id="part" data-written hx-swap-oob="true"><input id="who" name="who"></div>'
        page.wait_for_timeout(100)
        held.pop().fulfill(status=200, content_type="text/html", body=f"said {taken}")
        expect(page.locator("#said")).to_contain_text("said")
        page.evaluate("() => document.getElementById('said').replaceChildren()")

    who.fill("Công ty A")
    who.dispatch_event("change")
    who.press_sequentially(" và B")
    answer()
    expect(who).to_have_value("Công ty A và B")
    expect(who).to_be_focused()

    who.dispatch_event("change")
    answer()
    expect(who).to_have_value("")
    expect(who).to_be_focused()
