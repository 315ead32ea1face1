"""What the browser modules do: keys, lists, dialogs, messages, live news, the document."""

import re

import pytest
from playwright.sync_api import Page, expect
from tests.kit_screen.gallery import views
from tests.kit_screen.gallery.samples import PAGES

pytestmark = pytest.mark.browser


def current_row(page: Page) -> str:
    found: str = page.evaluate("() => document.activeElement.closest('[data-row]')?.id ?? ''")
    return found


def test_no_page_breaks_the_content_policy(page: Page, gallery: str) -> None:
    broken: list[str] = []
    # The reader tries a faster decoder first and goes on without it where the policy forbids it.
    page.on(
        "console",
        lambda line: (
            broken.append(line.text)
            if "Content Security Policy" in line.text and "WebAssembly" not in line.text
            else None
        ),
    )
    for name in PAGES:
        page.goto(f"{gallery}/page/{name}")
        page.wait_for_load_state("networkidle")

    assert broken == []


def test_j_and_k_walk_the_rows_and_only_one_row_has_the_tab_stop(page: Page, gallery: str) -> None:
    page.goto(f"{gallery}/page/list")
    page.locator("#doc-1207 a").focus()
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")

    assert current_row(page) == "doc-1204"
    assert page.locator("[data-row-link][tabindex='0']").count() == 1


def test_arrows_walk_the_rows_and_enter_opens(page: Page, gallery: str) -> None:
    page.goto(f"{gallery}/page/list")
    page.locator("#doc-1207 a").focus()
    page.keyboard.press("ArrowDown")
    assert current_row(page) == "doc-1204"

    page.keyboard.press("Enter")
    page.wait_for_url("**/page/document")


def test_x_chooses_a_row_and_shift_x_a_range(page: Page, gallery: str) -> None:
    page.goto(f"{gallery}/page/list")
    page.get_by_role("button", name="Thôi chọn").click()
    expect(page.locator("[data-select-bar]")).to_be_hidden()

    page.locator("#doc-1207 a").focus()
    page.keyboard.press("x")
    for _ in range(3):
        page.keyboard.press("j")
    page.keyboard.press("Shift+X")

    expect(page.locator("[data-select-count]")).to_have_text("Đã chọn 4")


def test_an_action_of_the_selection_bar_carries_what_is_chosen(page: Page, gallery: str) -> None:
    views.acts.clear()
    page.goto(f"{gallery}/page/list")
    page.locator("#doc-1207 a").focus()
    with page.expect_response("**/act/assign-many"):
        page.keyboard.press("f")

    assert views.acts == [{"what": "assign-many", "chosen": ["1201", "1198"]}]


def ticked(page: Page) -> list[str]:
    found: list[str] = page.evaluate(
        "() => [...document.querySelectorAll('[data-choose]:checked')].map((b) => b.value)"
    )
    return found


def open_choice(page: Page, gallery: str) -> None:
    """Open the list as somebody who has never unticked anything."""
    page.goto(f"{gallery}/page/signing")
    page.evaluate("() => localStorage.clear()")
    page.reload()


def draw_anew(page: Page) -> None:
    """Let the list come again from the server, as any news about the person's post does."""
    with page.expect_response("**/page/signing"):
        page.evaluate("() => document.getElementById('sign-list').dispatchEvent(new CustomEvent('live:signing'))")
    page.wait_for_timeout(100)


def test_what_was_unticked_stays_so_when_the_list_is_drawn_anew_and_on_the_next_page(page: Page, gallery: str) -> None:
    views.acts.clear()
    open_choice(page, gallery)
    first, *others = ticked(page)
    assert others

    page.locator(f"[data-choose][value='{first}']").uncheck()
    draw_anew(page)
    assert ticked(page) == others

    page.reload()
    assert ticked(page) == others
    other = page.context.new_page()
    other.goto(f"{gallery}/page/signing")
    assert ticked(other) == others
    other.locator(f"[data-choose][value='{others[0]}']").uncheck()
    expect(page.locator(f"[data-choose][value='{others[0]}']")).not_to_be_checked()
    other.locator(f"[data-choose][value='{others[0]}']").check()
    expect(page.locator(f"[data-choose][value='{others[0]}']")).to_be_checked()
    other.close()

    page.keyboard.press("s")
    page.wait_for_url("**/act/sign")
    assert views.acts == [{"what": "sign", "chosen": others}]


def test_the_button_says_how_many_are_chosen_and_with_none_it_does_nothing(page: Page, gallery: str) -> None:
    views.acts.clear()
    open_choice(page, gallery)
    button = page.locator("[data-chosen-words]")
    for left in range(len(ticked(page)), 0, -1):
        expect(button).to_contain_text(f"Ký {left} văn bản")
        page.locator("[data-choose]:checked").first.uncheck()

    expect(button).to_have_attribute("aria-disabled", "true")
    expect(page.get_by_text("Chọn ít nhất một văn bản để ký")).to_be_visible()
    page.keyboard.press("s")
    button.click(force=True)
    draw_anew(page)
    assert views.acts == []
    assert ticked(page) == []


def test_where_nothing_can_be_kept_nothing_is_ticked_unasked(page: Page, gallery: str) -> None:
    page.add_init_script(
        "for (const name of ['getItem', 'setItem', 'removeItem'])"
        " Storage.prototype[name] = () => { throw new DOMException('forbidden'); };"
    )
    page.goto(f"{gallery}/page/signing")
    assert ticked(page) == []

    page.locator("[data-choose]:not([aria-disabled])").first.check()
    mine = ticked(page)
    draw_anew(page)
    assert len(mine) == 1
    assert ticked(page) == mine


def test_a_calm_place_hears_a_burst_once_and_its_last_word_after_a_rest(page: Page, gallery: str) -> None:
    page.add_init_script(
        "window.EventSource = class extends EventTarget { constructor() { super(); window.stream = this; } close() {} };"
    )
    page.goto(f"{gallery}/page/queue")
    page.evaluate(
        """() => { window.heard = [];
             const place = document.querySelector('.cv-new-pill');
             place.addEventListener('live:incoming', (event) => heard.push(event.detail.data)); }"""
    )
    page.wait_for_function("() => window.stream")
    page.evaluate(
        """() => { for (const data of ['1', '2', '3']) stream.dispatchEvent(new MessageEvent('incoming', { data })); }"""
    )

    assert page.evaluate("() => heard") == ["1"]
    page.wait_for_function("() => heard.length > 1")
    assert page.evaluate("() => heard") == ["1", "3"]


def test_letters_are_letters_inside_a_field(page: Page, gallery: str) -> None:
    page.goto(f"{gallery}/page/list")
    page.keyboard.press("/")
    page.keyboard.type("jx lo lang")

    expect(page.get_by_role("searchbox")).to_have_value("jx lo lang")
    expect(page.locator("[data-select-count]")).to_have_text("Đã chọn 2")


def test_single_letters_can_be_switched_off(page: Page, gallery: str) -> None:
    page.goto(f"{gallery}/page/list")
    page.get_by_role("button", name=re.compile("Mở việc của tôi")).click()
    with page.expect_response("**/screen/preferences"):
        page.get_by_label("Phím một chữ").uncheck()
    page.keyboard.press("Escape")
    page.reload()
    page.locator("#doc-1207 a").focus()
    page.keyboard.press("j")

    assert current_row(page) == "doc-1207"


def test_the_theme_is_kept_and_the_next_page_starts_in_it(page: Page, gallery: str) -> None:
    page.goto(f"{gallery}/page/home")
    page.get_by_role("button", name=re.compile("Mở việc của tôi")).click()
    with page.expect_response("**/screen/preferences") as kept:
        page.get_by_role("radio", name="Tối").check(force=True)

    assert kept.value.status == 204
    assert page.evaluate("() => getComputedStyle(document.body).backgroundColor") == "rgb(15, 19, 24)"
    html = page.request.get(f"{gallery}/page/home").text()
    assert 'data-theme="dark"' in html


def test_a_question_mark_lists_the_keys_of_the_page(page: Page, gallery: str) -> None:
    page.goto(f"{gallery}/page/document")
    page.keyboard.press("?")

    dialog = page.get_by_role("dialog", name="Phím của trang này")
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text("Cho ý kiến và phân công")
    expect(dialog).to_contain_text("Văn bản trước")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def test_a_dialog_takes_a_reason_by_digit_and_gives_the_focus_back(page: Page, gallery: str) -> None:
    views.acts.clear()
    page.goto(f"{gallery}/page/parts")
    page.get_by_role("button", name="Từ chối…").click()
    page.keyboard.press("Alt+2")
    page.keyboard.type("Thiếu phụ lục 2")
    with page.expect_response("**/act/refuse"):
        page.keyboard.press("Control+Enter")

    expect(page.get_by_role("dialog")).to_be_hidden()
    assert views.acts == [{"what": "refuse", "reason": ["missing"], "note": ["Thiếu phụ lục 2"]}]
    expect(page.get_by_role("button", name="Từ chối…")).to_be_focused()


def test_a_rule_that_refuses_speaks_under_the_bar_and_not_over_the_row(page: Page, gallery: str) -> None:
    page.goto(f"{gallery}/page/parts")
    page.get_by_role("button", name="Gửi thử").click()

    expect(page.locator("#cv-alert")).to_contain_text("Thái Minh Triết đã nhận lúc 09:12.")
    expect(page.locator("#cv-alert")).to_contain_text("HAN-009")
    expect(page.locator("#answer")).to_be_empty()


def test_a_fault_says_what_was_kept(page: Page, gallery: str) -> None:
    page.goto(f"{gallery}/page/parts")
    page.get_by_role("button", name="Gửi hỏng").click()

    expect(page.locator("#cv-alert")).to_contain_text("Phần bạn viết vẫn còn")


def test_a_message_offers_undo(page: Page, gallery: str) -> None:
    views.acts.clear()
    page.goto(f"{gallery}/page/parts")
    page.get_by_role("button", name="Gửi được").click()
    message = page.get_by_role("status").filter(has_text="Đã gửi ý kiến và phân công 3 đơn vị.")
    expect(message).to_be_visible()
    with page.expect_response("**/act/undo"):
        message.get_by_role("button", name="Hoàn tác").click()

    expect(page.locator("#cv-toasts")).to_contain_text("Đã hoàn tác.")


def test_a_greyed_action_says_why_and_does_nothing(page: Page, gallery: str) -> None:
    views.acts.clear()
    page.goto(f"{gallery}/page/parts")
    greyed = page.get_by_role("button", name="Cấp số")
    expect(greyed).to_have_attribute("aria-disabled", "true")
    expect(greyed).to_have_accessible_description("Chỉ văn thư được cấp số")
    greyed.focus()
    page.keyboard.press("Enter")

    assert views.acts == []


def test_the_palette_opens_by_key_and_the_arrows_pick(page: Page, gallery: str) -> None:
    page.goto(f"{gallery}/page/home")
    page.keyboard.press("Control+k")
    page.wait_for_selector("#cv-palette [role=option][aria-selected=true]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")

    page.wait_for_url("**/page/document")


def test_news_arrive_as_a_pill_and_are_put_on_top_when_asked(page: Page, gallery: str) -> None:
    page.goto(f"{gallery}/page/queue")
    pill = page.get_by_role("button", name="3 văn bản mới")
    pill.click()

    expect(page.locator("#rows > [data-row]").first).to_have_id("row-new")
    expect(pill).to_be_hidden()


def test_a_lost_connection_is_said_under_the_bar(page: Page, gallery: str) -> None:
    page.goto(f"{gallery}/page/queue")
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    expect(page.locator("#cv-offline")).to_contain_text("Mất kết nối từ")
    page.context.set_offline(False)


def test_a_filter_searches_without_marks_and_counts(page: Page, gallery: str) -> None:
    page.goto(f"{gallery}/page/list")
    page.get_by_role("button", name=re.compile("Cơ quan gửi:")).click()
    page.get_by_label("Tìm trong Cơ quan gửi").fill("noi vu")
    assert page.locator("#cv-filter-sender .cv-check:visible").count() == 1
    page.get_by_label("Bộ Nội vụ Mẫu").check()
    page.get_by_role("button", name="Lọc 32").click()

    page.wait_for_url("**sender=bx&sender=bn**")


def test_a_second_leader_moves_the_first_to_the_next_duty(page: Page, gallery: str) -> None:
    page.goto(f"{gallery}/page/assign")
    second = page.get_by_role("radiogroup", name="Sở Nội vụ Mẫu")
    second.get_by_role("radio", name="Chủ trì").check(force=True)

    first = page.get_by_role("radiogroup", name="Sở Mẫu Hai")
    expect(first.get_by_role("radio", name="Phối hợp")).to_be_checked()


def test_a_phrase_is_written_into_the_instruction(page: Page, gallery: str) -> None:
    page.goto(f"{gallery}/page/assign")
    page.get_by_label("Ý kiến chỉ đạo").fill("Giao Sở Mẫu Hai")
    page.get_by_role("button", name="Để báo cáo").click()

    expect(page.get_by_label("Ý kiến chỉ đạo")).to_have_value("Giao Sở Mẫu Hai Để báo cáo")


def test_the_document_is_drawn_with_its_text_and_searched_without_marks(page: Page, gallery: str) -> None:
    page.goto(f"{gallery}/page/document")
    page.wait_for_selector(".page[data-page-number='1'] .textLayer span")
    expect(page.locator("[data-viewer-page]")).to_have_text("Trang 1 / 6")
    page.get_by_role("button", name="Tìm trong văn bản").first.click()
    page.keyboard.type("tong hop")

    expect(page.locator("[data-viewer-found]")).to_have_text("1 / 6")


def test_space_turns_pages_and_the_last_one_counts_as_seen(page: Page, gallery: str) -> None:
    page.goto(f"{gallery}/page/signing")
    page.wait_for_selector(".page[data-page-number='1'] canvas")
    expect(page.locator("#seen")).to_have_value("")
    page.locator("[data-viewer-scroll]").focus()
    for _ in range(6):
        page.keyboard.press("Space")
        page.wait_for_timeout(150)

    expect(page.locator("#seen")).to_have_value("1")


def test_a_broken_file_says_so_and_offers_the_file(page: Page, gallery: str) -> None:
    page.goto(f"{gallery}/page/document")
    page.evaluate(
        """() => { const old = document.querySelector('[data-viewer]'); const again = old.cloneNode(true);
             again.dataset.viewer = '/file/broken.pdf'; old.replaceWith(again);
             again.dispatchEvent(new CustomEvent('htmx:load', {bubbles: true, detail: {elt: again}})); }"""
    )

    expect(page.locator("[data-viewer-error]")).to_contain_text("Chưa mở được văn bản")
    expect(page.get_by_role("link", name="Tải tệp về máy")).to_be_visible()


def test_the_zoom_and_the_fit_are_named(page: Page, gallery: str) -> None:
    page.goto(f"{gallery}/page/document")
    page.wait_for_selector(".page[data-page-number='1'] canvas")
    wide = page.locator(".page").first.bounding_box()
    page.locator("[data-viewer-fit]").click()
    expect(page.locator("[data-viewer-fit]")).to_have_text("Vừa khổ")
    whole = page.locator(".page").first.bounding_box()
    page.get_by_role("button", name="Phóng to").click()

    assert wide
    assert whole
    assert whole["width"] < wide["width"]
    expect(page.locator("[data-viewer-fit]")).to_contain_text("%")


def test_f6_goes_from_pane_to_pane(page: Page, gallery: str) -> None:
    page.goto(f"{gallery}/page/queue")
    page.locator("#row-1 a").focus()
    page.keyboard.press("F6")
    assert page.evaluate("() => document.activeElement.closest('[data-pane]').id") == "work-paper"
    page.keyboard.press("F6")
    assert page.evaluate("() => document.activeElement.closest('[data-pane]').id") == "work-panel"


def test_the_skip_link_leads_to_the_main_part(page: Page, gallery: str) -> None:
    page.goto(f"{gallery}/page/home")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Đến nội dung chính")).to_be_focused()
    page.keyboard.press("Enter")

    assert page.evaluate("() => document.activeElement.id") == "main"
