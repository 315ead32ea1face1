"""One press is one act, however it is pressed; what a page sends by itself is not held up by that."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route, expect
from tests.kit_screen.gallery import views

pytestmark = pytest.mark.browser

STOPPED_MS = 20_000


@pytest.fixture(autouse=True)
def _none_yet() -> Iterator[None]:
    views.acts.clear()
    yield
    views.acts.clear()


def add(page: Page, html: str) -> None:
    page.evaluate(
        """html => { const place = document.getElementById('main');
             place.insertAdjacentHTML('afterbegin', `<div id="added">${html}</div>`);
             htmx.process(document.getElementById('added')); }""",
        html,
    )


def done() -> list[object]:
    return [one["what"] for one in views.acts]


@pytest.mark.parametrize("redrawn", [False, True])
def test_a_button_pressed_twice_acts_once_and_then_acts_again(page: Page, gallery: str, redrawn: bool) -> None:
    page.goto(f"{gallery}/page/parts")
    add(page, '<button type="button" hx-post="/act/slow" hx-target="#answer">Nhận việc</button>')
    button = page.get_by_role("button", name="Nhận việc")
    with page.expect_response("**/act/slow"):
        button.click()
        expect(button).to_have_attribute("aria-busy", "true")
        if redrawn:  # live news may draw the button anew while it asks
            button.evaluate("one => one.removeAttribute('aria-busy')")
        button.click()
    expect(button).not_to_have_attribute("aria-busy", "true")
    page.wait_for_load_state("networkidle")
    assert done() == ["slow"]

    with page.expect_response("**/act/slow"):
        button.click()
    assert done() == ["slow", "slow"]


def test_a_dialog_sent_twice_by_key_acts_once(page: Page, gallery: str) -> None:
    page.goto(f"{gallery}/page/queue?van-ban=slow")
    page.get_by_role("button", name="Từ chối…").click()
    page.get_by_label("Lý do").fill("Thiếu phụ lục 2")
    page.keyboard.press("Control+Enter")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/page/home")

    assert done() == ["leave-slow"]


@pytest.mark.parametrize("chord", ["Control+Enter", "Enter"])
def test_a_key_held_down_is_one_press(page: Page, gallery: str, chord: str) -> None:
    page.goto(f"{gallery}/page/parts")
    add(page, '<button type="button" hx-post="/act/ok" hx-target="#answer" data-key="Ctrl+Enter">Nhận việc</button>')
    page.get_by_role("button", name="Nhận việc").focus()
    if chord != "Enter":
        page.keyboard.down("Control")
    with page.expect_response("**/act/ok"):
        page.keyboard.down("Enter")
    for _ in range(3):
        page.keyboard.down("Enter")
        page.wait_for_timeout(100)

    assert done() == ["ok"]


def test_a_plain_form_sent_twice_acts_once_and_after_back_it_can_act_again(page: Page, gallery: str) -> None:
    page.goto(f"{gallery}/page/assign")
    page.locator("#assign").evaluate("form => form.setAttribute('action', '/act/assign-slow')")
    for _ in range(3):
        page.keyboard.press("Control+Enter")
        page.wait_for_timeout(150)
    page.wait_for_url("**/act/assign-slow")
    assert done() == ["assign-slow"]

    page.go_back()
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    assert len(done()) == 2


def test_a_plain_form_that_got_a_file_can_be_sent_again_later(page: Page, gallery: str) -> None:
    sent: list[str] = []

    def file(route: Route) -> None:
        sent.append(route.request.method)
        route.fulfill(body="a", headers={"Content-Disposition": 'attachment; filename="a.txt"'})

    page.clock.install()
    page.goto(f"{gallery}/page/parts")
    page.route("**/act/file", file)
    add(page, '<form method="post" action="/act/file"><button>Lập tệp</button></form>')
    button = page.get_by_role("button", name="Lập tệp")
    with page.expect_download():
        button.click()
    button.click()
    page.clock.fast_forward(STOPPED_MS)
    with page.expect_download():
        button.click()

    assert sent == ["POST", "POST"]


def test_a_draft_that_saves_itself_is_not_held_up(page: Page, gallery: str) -> None:
    page.goto(f"{gallery}/page/parts")
    add(
        page,
        '<form hx-post="/act/slow" hx-trigger="change" hx-target="#answer">'
        '<input name="words" aria-label="Phần viết"><button>Gửi</button></form>',
    )
    field, button = page.get_by_label("Phần viết"), page.get_by_role("button", name="Gửi", exact=True)
    with page.expect_response(lambda answer: "hai" in (answer.request.post_data or "")):
        for words in ("mot", "hai"):
            field.fill(words)
            field.dispatch_event("change")
        expect(button).not_to_have_attribute("aria-busy", "true")

    assert [one["words"] for one in views.acts] == [["mot"], ["hai"]]
