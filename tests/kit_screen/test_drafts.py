"""What a person wrote and nobody has accepted comes back, to that person and that document; nothing else does."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

pytestmark = pytest.mark.browser


def test_esc_closes_a_dialog_and_the_text_is_there_when_it_opens_again(page: Page, gallery: str) -> None:
    page.goto(f"{gallery}/page/parts")
    page.get_by_role("button", name="Từ chối…").click()
    page.keyboard.type("Trang 2 khác bản đã ký")
    page.keyboard.press("Escape")
    page.reload()
    page.get_by_role("button", name="Từ chối…").click()

    expect(page.get_by_label("Lý do, viết thêm")).to_have_value("Trang 2 khác bản đã ký")
    expect(page.locator("[data-draft-note]")).to_contain_text("đã được giữ")


def test_a_text_that_was_accepted_is_not_offered_again(page: Page, gallery: str) -> None:
    page.goto(f"{gallery}/page/assign")
    page.get_by_label("Ý kiến chỉ đạo").fill("Giao Sở Mẫu Hai nghiên cứu")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/act/assign")
    page.goto(f"{gallery}/page/home")
    page.goto(f"{gallery}/page/assign")

    expect(page.get_by_label("Ý kiến chỉ đạo")).not_to_have_value("Giao Sở Mẫu Hai nghiên cứu")


def write_a_reason(page: Page, words: str) -> None:
    page.get_by_role("button", name="Từ chối…").click()
    page.get_by_label("Lý do").fill(words)


def drafts(page: Page) -> list[str]:
    found: list[str] = page.evaluate("() => Object.keys(localStorage).filter(key => key.startsWith('cv-draft:'))")
    return found


def test_a_text_that_an_act_took_along_to_the_next_page_is_no_draft(page: Page, gallery: str) -> None:
    page.goto(f"{gallery}/page/queue")
    write_a_reason(page, "Thiếu phụ lục 2")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/page/home")
    assert drafts(page) == []

    page.goto(f"{gallery}/page/queue")
    expect(page.get_by_label("Lý do")).to_have_value("")


def test_a_button_outside_its_form_takes_the_text_too(page: Page, gallery: str) -> None:
    page.goto(f"{gallery}/page/assign")
    page.get_by_label("Ý kiến chỉ đạo").fill("Giao Sở Mẫu Hai nghiên cứu")
    page.evaluate(
        """() => { document.querySelector('.cv-panel-foot').insertAdjacentHTML('beforeend',
             '<button type="submit" form="assign" hx-post="/act/leave" hx-include="#assign">Trình</button>');
             htmx.process(document.querySelector('.cv-panel-foot')); }"""
    )
    page.get_by_role("button", name="Trình").click()
    page.wait_for_url("**/page/home")

    assert drafts(page) == []


def test_an_unfinished_text_waits_for_its_own_document_and_says_so(page: Page, gallery: str) -> None:
    page.goto(f"{gallery}/page/queue?van-ban=a")
    write_a_reason(page, "Trang 2 khác bản đã ký")
    page.goto(f"{gallery}/page/queue?van-ban=b")
    page.get_by_role("button", name="Từ chối…").click()
    expect(page.get_by_label("Lý do")).to_have_value("")
    expect(page.locator("[data-draft-note]")).to_be_hidden()

    page.goto(f"{gallery}/page/queue?van-ban=a")
    page.get_by_role("button", name="Từ chối…").click()
    expect(page.get_by_label("Lý do")).to_have_value("Trang 2 khác bản đã ký")
    expect(page.get_by_role("dialog").locator("[data-draft-note]")).to_contain_text("đã được giữ")


def test_nobody_reads_what_another_person_wrote_at_the_same_machine(page: Page, gallery: str) -> None:
    page.goto(f"{gallery}/page/queue?nguoi=linh")
    write_a_reason(page, "Trang 2 khác bản đã ký")
    page.goto(f"{gallery}/page/queue?nguoi=lan")
    page.get_by_role("button", name="Từ chối…").click()

    expect(page.get_by_label("Lý do")).to_have_value("")


def test_a_text_whose_sending_was_lost_outlives_the_next_pages(page: Page, gallery: str) -> None:
    page.goto(f"{gallery}/page/assign")
    page.get_by_label("Ý kiến chỉ đạo").fill("Giao Sở Mẫu Hai nghiên cứu")
    page.route("**/act/assign", lambda route: route.abort())
    with page.expect_event("requestfailed"):
        page.keyboard.press("Control+Enter")
    page.unroute("**/act/assign")
    page.goto(f"{gallery}/page/assign")
    page.get_by_role("link", name="Đóng phần cho ý kiến").click()
    page.wait_for_url("**/page/document")
    page.goto(f"{gallery}/page/assign")

    expect(page.get_by_label("Ý kiến chỉ đạo")).to_have_value("Giao Sở Mẫu Hai nghiên cứu")


@pytest.mark.parametrize("answer", ["errors", "login"])
def test_a_text_that_came_back_or_met_the_login_page_was_not_accepted(page: Page, gallery: str, answer: str) -> None:
    def answered(route: Route) -> None:
        if answer == "errors":
            route.fulfill(response=route.fetch(), status=422)
        else:
            route.fulfill(status=302, headers={"Location": f"{gallery}/page/login"})

    page.goto(f"{gallery}/page/assign")
    page.get_by_label("Ý kiến chỉ đạo").fill("Giao Sở Mẫu Hai nghiên cứu")
    page.route("**/act/assign", answered)
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile("act/assign" if answer == "errors" else "page/login"))

    assert drafts(page) == ["cv-draft:linh:/act/assign:assign"]


def test_no_password_is_kept_and_nothing_beside_a_secret_choice(page: Page, gallery: str) -> None:
    page.goto(f"{gallery}/page/queue")
    page.evaluate(
        """() => document.getElementById('intake').insertAdjacentHTML('beforeend',
             '<input type="password" name="word" aria-label="Mật khẩu" data-draft>')"""
    )
    page.get_by_label("Mật khẩu").fill("mat-khau-du-dai")
    page.get_by_label("Số, ký hiệu").fill("8412/VPCP-KSTT")
    page.wait_for_function("() => localStorage.length > 0")
    assert "mat-khau" not in page.evaluate("() => JSON.stringify(localStorage)")

    page.reload()
    expect(page.get_by_label("Số, ký hiệu")).to_have_value("8412/VPCP-KSTT")
    page.get_by_label("Sổ văn bản đến").select_option(index=1)
    page.wait_for_function("() => localStorage.length === 0")
