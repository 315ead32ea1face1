"""The pages of the room, as their people see and use them."""

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.cast import House
from tests.factories.files import PLAIN_PDF

from kit.actor import Actor
from kit.tenancy import acting_for
from office.documents import actions as documents
from office.documents.reads import main_file
from office.incoming import actions as incoming
from office.incoming.models import ChangeRequest, IncomingDocument
from office.incoming.states import State
from office.incoming.values import ChangeAsked
from office.signing.models import FileVerdict

Browser = Callable[[Actor], Client]


def _take(house: House, packet: Callable, now: datetime, count: int = 1, **fields: object) -> list[IncomingDocument]:
    return [incoming.receive(agency=house.agency, facts=packet(**fields), now=now) for _ in range(count)]


def _main(page: str) -> str:
    """The page without its closed dialogs."""
    return page[page.index("<main") : page.index("</main>")]


def _address(name: str, row: IncomingDocument) -> str:
    return reverse(f"incoming:{name}", kwargs={"document_ref": row.document.ref})


def _form(house: House, row: IncomingDocument, **fields: str) -> dict[str, str]:
    facts = {
        "book": str(house.arrivals.ref),
        "present_to": str(house.posts["uyen"].ref),
        "code": row.document.document_code,
        "issued_on": "23/11/2026",
        "issuer_name": row.document.issuer_name,
        "subject": row.document.subject,
        "due_on": "04/12/2026",
    }
    return facts | fields


def test_the_queue_opens_the_first_document_with_its_fields_filled(
    in_ubnd: House, arrived: IncomingDocument, lan: Actor, browser_of: Browser
) -> None:
    page = browser_of(lan).get(reverse("incoming:queue")).content.decode()

    assert 'value="8412/VPCP-KSTT"' in page
    assert 'value="23/11/2026"' in page
    assert "Tiếp nhận và vào sổ" in page
    assert 'id="intake-primary"' in page
    assert _main(page).count("cv-button-primary") == 1


def test_what_a_clerk_types_is_kept_until_it_is_taken_but_no_file_and_nothing_secret(
    in_ubnd: House, arrived: IncomingDocument, lan: Actor, browser_of: Browser
) -> None:
    intake = browser_of(lan).get(reverse("incoming:queue")).content.decode()
    paper = browser_of(lan).get(reverse("incoming:paper")).content.decode()

    def kept(page: str, form: str) -> set[str]:
        inside = page[page.index(f'data-draft-form="{form}"') :].split("</form>")[0]
        assert "data-draft-note" in inside
        fields = re.findall(r"<input[^>]*data-draft[ >][^>]*|<textarea[^>]*", inside)
        return {name for field in fields for name in re.findall(r'name="(\w+)"', field)}

    assert kept(intake, "intake") == {"code", "issued_on", "issuer_name", "subject", "due_on"}
    assert kept(paper, "paper") == {
        *("code", "issued_on", "issuer_name", "subject"),
        *("signer_name", "page_count", "due_on"),
    }
    assert re.search(r'<select[^>]*name="security"[^>]*data-draft-while="ordinary"', paper)


def test_registering_opens_the_next_document(
    in_ubnd: House, packet: Callable, lan: Actor, monday: datetime, browser_of: Browser
) -> None:
    first, second = _take(in_ubnd, packet, monday, 2)
    browser = browser_of(lan)

    answer = browser.post(_address("register", second), _form(in_ubnd, second), headers={"HX-Request": "true"})

    assert answer.status_code == 204
    assert answer["HX-Redirect"].startswith(_address("queue_item", first))
    page = browser.get(answer["HX-Redirect"]).content.decode()
    assert "Đã vào sổ, số đến 1. Đã trình Phan Tú Uyên." in page
    second.refresh_from_db()
    assert second.state == State.REGISTERED


def test_a_form_with_a_wrong_day_keeps_what_was_typed(
    in_ubnd: House, arrived: IncomingDocument, lan: Actor, browser_of: Browser
) -> None:
    data = _form(in_ubnd, arrived, issued_on="hôm qua", subject="Trích yếu đã sửa")

    answer = browser_of(lan).post(_address("register", arrived), data)

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Ngày viết như 23/11/2026." in page
    assert "Trích yếu đã sửa" in page


def test_a_broken_signature_makes_refusing_the_primary_action(
    in_ubnd: House, arrived: IncomingDocument, lan: Actor, browser_of: Browser, verdict
) -> None:
    verdict(arrived, "broken")
    browser = browser_of(lan)

    page = browser.get(_address("queue_item", arrived)).content.decode()
    answer = browser.post(_address("register", arrived), _form(in_ubnd, arrived))

    primary = page[page.index('id="intake-primary"') - 400 : page.index('id="intake-primary"') + 200]
    assert "Từ chối…" in primary
    assert 'value="altered" data-digit="3" checked' in page
    assert answer.status_code == 409
    assert answer["X-Error-Code"] == "INC-003"


def test_a_verdict_that_comes_late_brings_what_its_clerk_needs(
    in_ubnd: House, arrived: IncomingDocument, lan: Actor, browser_of: Browser, verdict
) -> None:
    browser, late = browser_of(lan), f"{_address('verdict', arrived)}?muc=tat-ca"
    before = browser.get(late).content.decode()
    verdict(arrived, "broken")
    after = browser.get(late).content.decode()

    assert 'name="broken_reason"' not in before
    assert "Tiếp nhận và vào sổ" in before
    reason = after[after.index('id="broken-reason-') :]
    assert 'hx-preserve="true"' in reason  # a further verdict must not wipe what is being written
    assert 'name="broken_reason"' in reason
    foot = after[after.index("hx-swap-oob") :]
    assert "Vẫn vào sổ" in foot
    assert f'data-document="{arrived.document.ref}"' in foot


def test_rows_follow_the_verdicts_that_are_still_to_come(
    in_ubnd: House, arrived: IncomingDocument, lan: Actor, browser_of: Browser, verdict
) -> None:
    browser, of_row = browser_of(lan), _address("row_verdict", arrived)
    rows = reverse("incoming:queue_rows")
    waiting, checking = browser.get(rows).content.decode(), browser.get(of_row).content.decode()
    verdict(arrived, "broken")
    settled, told = browser.get(rows).content.decode(), browser.get(of_row).content.decode()

    assert f'hx-get="{of_row}"' in waiting
    assert "Đang kiểm tra chữ ký" in waiting
    assert "Đang kiểm tra chữ ký" in checking
    assert f'data-live="document-{arrived.document.ref}"' in checking
    assert 'data-live="document-' not in settled + told
    assert "Không hợp lệ" in settled
    assert "Không hợp lệ" in told


def test_refusing_goes_on_and_the_reason_stands_on_the_page(
    in_ubnd: House, arrived: IncomingDocument, lan: Actor, browser_of: Browser
) -> None:
    browser = browser_of(lan)

    answer = browser.post(_address("refuse", arrived), {"reason": "wrong_receiver", "note": "Gửi Sở Y tế."})

    assert answer.status_code == 302
    page = browser.get(_address("document", arrived)).content.decode()
    assert "Gửi không đúng nơi nhận. Gửi Sở Y tế." in page


def test_an_officer_sees_the_queue_greyed_with_the_reason(
    in_ubnd: House, arrived: IncomingDocument, triet: Actor, browser_of: Browser
) -> None:
    browser = browser_of(triet)

    page = browser.get(reverse("incoming:queue")).content.decode()
    answer = browser.post(_address("put_later", arrived))

    assert "Chỉ văn thư tiếp nhận và vào sổ văn bản đến." in page
    assert answer.status_code == 403


@pytest.mark.parametrize("name", ["document", "queue_item", "sheet", "process", "verdict", "row_verdict"])
def test_a_document_of_another_agency_does_not_exist(
    in_ubnd: House, vpcp: House, arrived: IncomingDocument, van: Actor, browser_of: Browser, name: str
) -> None:
    assert browser_of(van).get(_address(name, arrived)).status_code == 404


def test_the_document_page_says_who_has_it_and_what_the_sender_sees(
    in_ubnd: House, arrived: IncomingDocument, lan: Actor, uyen: Actor, monday: datetime, browser_of: Browser
) -> None:
    incoming.register(
        document_ref=arrived.document.ref,
        book=in_ubnd.arrivals,
        present_to=in_ubnd.posts["uyen"],
        actor=lan,
        now=monday,
    )

    leader = browser_of(uyen).get(_address("document", arrived)).content.decode()
    clerk = browser_of(lan).get(_address("document", arrived)).content.decode()

    assert "Cho ý kiến và phân công" in leader
    assert _main(leader).count("cv-button-primary") == 1
    assert "Bên gửi thấy: Đã tiếp nhận" in leader
    assert "Cần có ý kiến của lãnh đạo trước" in leader
    assert "trình Phó Chủ tịch Phan Tú Uyên" in clerk
    assert "Đề xuất phân công" in clerk
    assert "cv-button-primary" not in _main(clerk)


def test_a_recall_is_answered_on_the_document_page(
    in_ubnd: House, arrived: IncomingDocument, lan: Actor, monday: datetime, browser_of: Browser
) -> None:
    asked = ChangeAsked("recall", arrived.document.document_id, "", None, "G22", "Sai nơi nhận", "t-9")
    incoming.ask_change(agency=in_ubnd.agency, facts=asked, now=monday)
    browser = browser_of(lan)

    page = browser.get(_address("document", arrived)).content.decode()
    change = ChangeRequest.objects.get()
    browser.post(reverse("incoming:agree_change", kwargs={"change_ref": change.ref}))

    assert "Bên gửi thu hồi văn bản này" in page
    assert "Đồng ý thu hồi…" in page
    arrived.refresh_from_db()
    assert arrived.state == State.RECALLED


def test_of_a_recalled_document_no_page_asks_to_work_on_it_or_puts_the_senders_words_into_a_leaders_mouth(
    in_ubnd: House, arrived: IncomingDocument, lan: Actor, monday: datetime, browser_of: Browser
) -> None:
    file = main_file(arrived.document).file
    FileVerdict.objects.update_or_create(
        file=file,
        agency_id=arrived.agency_id,
        defaults={"verdict": "valid", "facts": {"signatures": []}, "checked_at": monday},
    )
    uyen = in_ubnd.posts["uyen"]
    incoming.register(document_ref=arrived.document.ref, book=in_ubnd.arrivals, present_to=uyen, actor=lan, now=monday)
    browser = browser_of(lan)
    before = browser.get(_address("document", arrived)).content.decode()
    asked = ChangeAsked("recall", arrived.document.document_id, "", None, "G22", "Sai nơi nhận", "t-9")
    incoming.ask_change(agency=in_ubnd.agency, facts=asked, now=monday)
    incoming.agree_change(change_ref=ChangeRequest.objects.get().ref, actor=lan, now=monday)

    after, sheet = (browser.get(_address(name, arrived)).content.decode() for name in ("document", "sheet"))

    assert "Xử lý ngay" in before
    assert "Xử lý ngay" not in after
    assert "Chữ ký số hợp lệ." in after
    assert "Chưa có ý kiến." in sheet
    assert "Đã dừng xử lý" in sheet
    assert "Sai nơi nhận" in sheet


def test_paper_is_entered_with_its_scan(in_ubnd: House, lan: Actor, browser_of: Browser) -> None:
    browser = browser_of(lan)
    data = {
        "book": str(in_ubnd.arrivals.ref),
        "present_to": "",
        "code": "15/STC-NS",
        "issued_on": "20/11/2026",
        "issuer_name": "Sở Tài chính",
        "type_name": "Báo cáo",
        "subject": "Phân bổ kinh phí",
        "security": "ordinary",
        "urgency": "0",
    }

    without = browser.post(reverse("incoming:paper"), data)
    scan = SimpleUploadedFile("scan.pdf", PLAIN_PDF, "application/pdf")
    answer = browser.post(reverse("incoming:paper"), data | {"scan": scan})

    assert without.status_code == 422
    assert "cần có bản chụp PDF" in without.content.decode()
    row = IncomingDocument.objects.get()
    assert answer["Location"] == _address("document", row)
    assert row.arrival_number == 1


def test_the_list_finds_by_a_code_what_bears_it_and_what_cites_it(
    in_ubnd: House, packet: Callable, lan: Actor, monday: datetime, browser_of: Browser
) -> None:
    (row,) = _take(in_ubnd, packet, monday, subject="Thực hiện Nghị định số 30/2020/NĐ-CP")
    incoming.register(document_ref=row.document.ref, book=in_ubnd.arrivals, actor=lan, now=monday)
    documents.change_fields(row.document, number="01", notation="VPCP-KSTT")
    browser = browser_of(lan)

    for words, there in (("30/2020/NĐ-CP", True), ("1/VPCP-KSTT", True), ("31/2020/NĐ-CP", False), ("2/VPCP", False)):
        page = browser.get(reverse("incoming:list"), {"xem": "cho-y-kien", "q": words}).content.decode()
        assert ("Thực hiện Nghị định" in page) == there, words


def test_the_list_finds_with_and_without_marks_and_filters_by_the_address(
    in_ubnd: House, packet: Callable, lan: Actor, monday: datetime, browser_of: Browser
) -> None:
    plan, urgent = (
        _take(in_ubnd, packet, monday, subject="Quy hoạch ven sông")[0],
        _take(in_ubnd, packet, monday, subject="Công điện ứng phó triều cường", urgency=3)[0],
    )
    for row in (plan, urgent):
        incoming.register(document_ref=row.document.ref, book=in_ubnd.arrivals, actor=lan, now=monday)
    browser = browser_of(lan)

    def found(**query: str) -> list[str]:
        page = browser.get(reverse("incoming:list"), {"xem": "cho-y-kien", **query}).content.decode()
        table = page[page.index("cv-table-wrap") :]
        return [word for word in ("Quy hoạch ven sông", "triều cường") if word in table]

    assert found() == ["Quy hoạch ven sông", "triều cường"]
    assert found(q="quy hoach") == ["Quy hoạch ven sông"]
    assert found(q="triều cường") == ["triều cường"]
    assert found(do_khan="3") == ["triều cường"]
    assert found(do_khan="3", do_khan_not="1") == ["Quy hoạch ven sông"]
    assert found(noi_gui="Bộ Xây dựng") == []
    assert (
        "Không tìm thấy văn bản nào với “xyz”"
        in browser.get(reverse("incoming:list"), {"xem": "cho-y-kien", "q": "xyz"}).content.decode()
    )


@pytest.mark.parametrize("name", ["queue", "list"])
def test_pages_cost_the_same_however_much_waits(
    ubnd: House, packet: Callable, lan: Actor, monday: datetime, browser_of: Browser, name: str
) -> None:
    browser = browser_of(lan)
    counted = []
    for size in (2, 20):
        with acting_for(ubnd.agency.pk):
            for row in _take(ubnd, packet, monday, size):
                if name == "list":
                    incoming.register(
                        document_ref=row.document.ref,
                        book=ubnd.arrivals,
                        present_to=ubnd.posts["uyen"] if row.document.pk % 2 else None,
                        actor=lan,
                        now=monday,
                    )
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(reverse(f"incoming:{name}"), {"xem": "tat-ca"}).status_code == 200
        counted.append(len(queries))

    assert counted[0] == counted[1]


def test_the_sheet_prints_the_decision_and_the_work(
    in_ubnd: House, arrived: IncomingDocument, lan: Actor, monday: datetime, browser_of: Browser
) -> None:
    incoming.register(document_ref=arrived.document.ref, book=in_ubnd.arrivals, actor=lan, now=monday)

    page = browser_of(lan).get(_address("sheet", arrived)).content.decode()

    assert "Phiếu giải quyết văn bản đến" in page
    assert "Chưa có ý kiến." in page


def test_a_long_queue_goes_on_and_opens_where_its_document_stands(
    in_ubnd: House, packet: Callable, lan: Actor, monday: datetime, browser_of: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("office.incoming.queue.PAGE", 2)
    rows = _take(in_ubnd, packet, monday, 5)[::-1]
    browser = browser_of(lan)

    def shown(page: str) -> list[int]:
        return [n for n, row in enumerate(rows) if f'id="row-{row.document.ref}"' in page]

    def further(page: str) -> str:
        return page.split('class="cv-more"')[1].split('hx-get="')[1].split('"')[0].replace("&amp;", "&")

    first = browser.get(reverse("incoming:queue")).content.decode()
    second = browser.get(further(first), headers={"HX-Request": "true"}).content.decode()
    assert (shown(first), shown(second)) == ([0, 1], [2, 3])
    third = browser.get(further(second), headers={"HX-Request": "true"}).content.decode()
    assert shown(third) == [4]
    assert "cv-more" not in third

    inside = browser.get(_address("queue_item", rows[3])).content.decode()
    assert shown(inside) == [2, 3]
    assert "Về đầu danh sách, còn 2 văn bản ở trên" in inside

    # what the pill inserts is no longer new: the pill that comes with it counts from there
    again = browser.get(reverse("incoming:queue_rows"), headers={"HX-Request": "true"}).content.decode()
    assert f"sau={rows[0].pk}" in again
    assert 'hx-swap-oob="outerHTML:.cv-new-pill"' in again
