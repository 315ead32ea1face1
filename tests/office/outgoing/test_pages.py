"""Pages of outgoing documents as each person sees them."""

import re
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests import cast
from tests.office.outgoing.conftest import fresh
from tests.office.signing.desk import Desk

from kit.actor import Actor
from office.documents.models import Document
from office.outgoing import actions
from office.outgoing.models import OutgoingDocument
from office.outgoing.states import State

Make = Callable[..., OutgoingDocument]
Browser = Callable[[Actor], Client]


def page(name: str, ref: UUID) -> str:
    return reverse(f"outgoing:{name}", kwargs={"document_ref": ref})


def text_of(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined]


def test_an_officer_opens_a_draft_fills_it_and_puts_it_forward(
    in_vpcp: cast.House, ubnd: cast.House, quang: Actor, browser_of: Browser
) -> None:
    browser = browser_of(quang)
    opened = browser.post(
        reverse("outgoing:new"), {"type_code": "CV", "subject": "rà soát thủ tục", "security": "ordinary"}
    )
    assert opened.status_code == 302
    ref = OutgoingDocument.objects.get().document.ref
    assert opened.headers["Location"] == page("edit", ref)
    assert "rà soát thủ tục" in text_of(browser.get(page("edit", ref)))

    fields = {
        "type_code": "CV",
        "subject": "rà soát thủ tục hành chính",
        "urgency": "0",
        "security": "ordinary",
        "addressees": "Ủy ban nhân dân Thành phố Hồ Chí Minh",
        "text": "Văn phòng Chính phủ đề nghị.",
        "recipients": "Như trên",
        "unit_head": str(in_vpcp.posts["bich"].ref),
        "signer": str(in_vpcp.posts["phong"].ref),
        "receiver": ["H29"],
    }
    saved = browser.post(page("save", ref), fields, headers={"HX-Request": "true"})
    assert saved.status_code == 200, text_of(saved)
    assert "Đã lưu lúc" in text_of(saved)
    assert browser.get(page("preview", ref)).content.startswith(b"%PDF-")

    sent = browser.post(page("submit", ref), fields)
    assert sent.status_code == 302, text_of(sent)
    assert OutgoingDocument.objects.get().state == State.UNIT_REVIEW
    assert "Ký nháy và trình lãnh đạo" in text_of(browser.get(page("document", ref)))


def test_the_list_shows_what_waits_for_each_person(
    submitted: Make, quang: Actor, bich: Actor, browser_of: Browser
) -> None:
    outgoing = submitted()
    assert outgoing.document.subject in text_of(browser_of(bich).get(reverse("outgoing:list")))
    assert outgoing.document.subject not in text_of(browser_of(quang).get(reverse("outgoing:list")))
    mine = browser_of(quang).get(reverse("outgoing:list") + "?xem=cua-toi")
    assert outgoing.document.subject in text_of(mine)


def test_the_whole_route_is_walked_by_buttons(
    submitted: Make, sender_desk: Desk, bich: Actor, phong: Actor, van: Actor, browser_of: Browser
) -> None:
    outgoing = submitted()
    ref = outgoing.document.ref
    for actor, name, label in (
        (bich, "initial", "Ký nháy và trình lãnh đạo"),
        (phong, "sign", "Ký số"),
        (van, "issue", "Cấp số, đóng dấu và phát hành"),
    ):
        browser = browser_of(actor)
        assert f"<span>{label}</span>" in text_of(browser.get(page("document", ref)))
        assert browser.post(page(name, ref)).status_code == 302
        assert "Đang" in text_of(browser.get(page("document", ref)))
        sender_desk.sign()
    sender_desk.verify()
    shown = text_of(browser_of(van).get(page("document", ref)))
    assert fresh(outgoing).state == State.ISSUED
    assert "Chữ ký số hợp lệ." in shown
    assert "Theo dõi nơi nhận" in shown


def test_a_greyed_button_says_why(submitted: Make, van: Actor, browser_of: Browser) -> None:
    shown = text_of(browser_of(van).get(page("document", submitted().document.ref)))
    assert 'aria-disabled="true"' in shown


def test_a_leader_signs_what_he_has_seen_and_nothing_else(
    submitted: Make, sender_desk: Desk, bich: Actor, browser_of: Browser
) -> None:
    one, other = submitted(subject="văn bản một"), submitted(subject="văn bản hai")
    browser = browser_of(bich)
    centre = reverse("signing:centre")
    assert "2 văn bản khác chưa xem hết" in text_of(browser.get(centre))
    refused = browser.post(reverse("signing:sign_many"), {"chosen": [str(one.document.ref)]})
    assert refused.headers["X-Error-Code"] == "SIG-006"

    browser.post(reverse("signing:seen", kwargs={"document_ref": one.document.ref}))
    shown = text_of(browser.get(reverse("signing:rows")))
    assert "Đã xem" in shown
    assert "Ký {n} văn bản" in shown
    assert " checked" not in shown  # what is ticked is the person's word: kit.screen chosen.js
    browser.post(reverse("signing:sign_many"), {"chosen": [str(one.document.ref)]})
    sender_desk.sign()
    assert fresh(one).state == State.LEADER_REVIEW
    assert fresh(other).state == State.UNIT_REVIEW
    assert "văn bản một" in text_of(browser.get(centre + "?muc=da-ky"))


@pytest.mark.parametrize("name", ["document", "edit", "process", "preview"])
def test_another_agency_finds_nothing(draft: Make, lan: Actor, browser_of: Browser, name: str) -> None:
    assert browser_of(lan).get(page(name, draft().document.ref)).status_code == 404


def test_a_draft_is_previewed_by_its_drafter_alone_and_never_when_it_is_secret(
    draft: Make, quang: Actor, bich: Actor, phong: Actor, browser_of: Browser
) -> None:
    outgoing = draft()
    address = page("preview", outgoing.document.ref)
    assert [browser_of(one).get(address).status_code for one in (quang, bich, phong)] == [200, 403, 403]
    Document.objects.filter(pk=outgoing.pk).update(security="secret")  # marked before such a mark was refused
    refused = browser_of(quang).get(address)
    assert (refused.status_code, refused.headers["X-Error-Code"]) == (422, "DOC-001")


def test_a_list_costs_the_same_however_long(draft: Make, quang: Actor, browser_of: Browser) -> None:
    browser = browser_of(quang)
    address = reverse("outgoing:list") + "?xem=cua-toi"
    draft()
    few = count_queries(browser, address)
    for _ in range(4):
        draft()
    assert count_queries(browser, address) == few


def test_the_signing_centre_costs_the_same_however_much_waits(
    submitted: Make, sender_desk: Desk, bich: Actor, browser_of: Browser
) -> None:
    browser = browser_of(bich)
    submitted()
    few = count_queries(browser, reverse("signing:centre"))
    for number in range(3):
        submitted(subject=f"văn bản {number}")
    assert count_queries(browser, reverse("signing:centre")) == few


def test_an_unchanged_page_is_not_drawn_again(draft: Make, quang: Actor, browser_of: Browser) -> None:
    outgoing = draft()
    browser = browser_of(quang)
    fields = {
        "type_code": "CV",
        "subject": outgoing.document.subject,
        "notation": outgoing.document.notation,
        "urgency": "0",
        "security": "ordinary",
        **outgoing.content,
        "unit_head": str(outgoing.unit_head.ref),
        "signer": str(outgoing.signer.ref),
        "receiver": ["H29"],
    }
    address = page("save", outgoing.document.ref)
    assert 'id="paper"' not in text_of(browser.post(address, fields))
    assert 'id="paper"' in text_of(browser.post(address, fields | {"text": "Nội dung khác."}))


@pytest.fixture
def written(draft: Make, quang: Actor, browser_of: Browser) -> Callable[..., tuple[int, str]]:
    """Return how to send the editor as the page would: its fields and ticked receivers; they say status and answer."""
    outgoing, browser = draft(), browser_of(quang)
    document = outgoing.document
    fields = {
        "type_code": "CV",
        "subject": document.subject,
        "notation": document.notation,
        "urgency": "0",
        "security": "ordinary",
        **outgoing.content,
        "unit_head": str(outgoing.unit_head.ref),
        "signer": str(outgoing.signer.ref),
    }

    def send(name: str = "save", **more: str) -> tuple[int, str]:
        ticked = re.findall(
            r'name="receiver" value="([^"]+)" checked', text_of(browser.get(page("edit", document.ref)))
        )
        answer = browser.post(
            page(name, document.ref), fields | {"receiver": ticked} | more, headers={"HX-Request": "true"}
        )
        return answer.status_code, text_of(answer)

    return send


def receivers_of() -> list[tuple[str, bool, str]]:
    return [(one.name, one.on_paper, one.paper_reason) for one in OutgoingDocument.objects.get().receivers.all()]


def test_a_receiver_on_paper_is_one_however_often_it_is_sent(written: Callable[..., tuple[int, str]]) -> None:
    company = {"paper_name": "Công ty A", "paper_reason": "receiver_not_connected"}

    status, shown = written(**company)
    written(**company, text="Nội dung khác.")
    written(paper_name=" công  ty A ", paper_reason="receiver_not_connected")

    assert status == 200
    assert [name for name, _paper, _reason in receivers_of()] == ["Ủy ban nhân dân Thành phố Hồ Chí Minh", "Công ty A"]
    asked_again = shown[shown.index('id="on-paper"') : shown.index('id="checks"')]
    assert "hx-swap-oob" in asked_again
    assert "Công ty A" not in asked_again  # both fields are empty
    assert "selected" not in asked_again.replace('value="" selected', "")
    assert "data-focus" not in shown  # whoever named it is writing elsewhere by now
    written(paper_name="Công ty A", paper_reason="incident")
    assert receivers_of()[1:] == [("Công ty A", True, "receiver_not_connected"), ("Công ty A", True, "incident")]

    status, _shown = written("submit", **company)
    assert status == 204
    assert len(receivers_of()) == 3
    assert OutgoingDocument.objects.get().state == State.UNIT_REVIEW


def test_a_name_on_paper_waits_for_its_reason_and_holds_nothing_else_up(
    written: Callable[..., tuple[int, str]],
) -> None:
    status, shown = written(paper_name="Công ty A", text="Nội dung thứ hai.")

    assert status == 200
    assert "Đã lưu lúc" in shown
    assert 'id="on-paper"' not in shown  # the field keeps the name
    assert OutgoingDocument.objects.get().content["text"] == "Nội dung thứ hai."
    assert len(receivers_of()) == 1

    status, shown = written("submit", paper_name="Công ty A", text="Nội dung thứ ba.")
    sentence = "Hãy chọn vì sao nơi này nhận bản giấy"
    field = shown[shown.index('id="on-paper"') :]
    assert status == 422
    assert 'value="Công ty A"' in field
    assert sentence in field
    assert '<details class="cv-details" open' in field
    outgoing = OutgoingDocument.objects.get()
    assert (outgoing.state, outgoing.content["text"]) == (State.DRAFT, "Nội dung thứ ba.")

    status, shown = written(paper_name="", paper_asked="1")  # the name was taken out: so is the sentence
    assert status == 200
    assert sentence not in shown[shown.index('id="on-paper"') :]


def count_queries(browser: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(address).status_code == 200
    return len(queries)


def test_news_push_nothing_under_the_reader_of_the_list(
    draft: Make, quang: Actor, monday: datetime, browser_of: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("office.outgoing.listing.PAGE", 2)
    browser = browser_of(quang)
    first, second, third = (draft(subject=f"văn bản {number}") for number in range(3))

    def ask(address: str) -> str:
        answer = browser.get(address, headers={"HX-Request": "true"})
        return text_of(answer) + (f"[whole {answer['HX-Retarget']}]" if "HX-Retarget" in answer else "")

    whole = text_of(browser.get(reverse("outgoing:list") + "?xem=cua-toi"))
    news = whole.split('id="outgoing-news"')[0].rsplit('hx-get="', 1)[1].split('"')[0].replace("&amp;", "&")
    further = whole.split('class="cv-more-row"')[1].split('hx-get="')[1].split('"')[0].replace("&amp;", "&")
    assert 'name="them"' not in whole
    assert ask(further).count('name="them"') == 1  # says to the server that further pages stand on the screen

    # nothing new: the rows are drawn as they are now, but never over further pages
    same = ask(news)
    assert "[whole #outgoing-table]" in same
    assert third.document.subject in same
    assert ask(news + "&them=1").strip() == ""

    # one has left, so another has moved up: that is nothing new either
    actions.submit(document_ref=third.document.ref, actor=quang, now=monday)
    mine = news.replace("xem=cua-toi", "xem=cho-toi")
    assert "[whole #outgoing-table]" in ask(mine)
    assert first.document.subject in ask(mine)

    # one has come: the pill says so, and pressing it brings the table from the top and its number
    draft(subject="văn bản mới nhất")
    for address in (news, news + "&them=1"):
        pill = ask(address)
        assert "1 văn bản mới" in pill
        assert "văn bản mới nhất" not in pill
    pressed = ask(pill.split('hx-get="')[1].split('"')[0].replace("&amp;", "&"))
    assert "văn bản mới nhất" in pressed
    assert '<span class="cv-count" id="outgoing-total" hx-swap-oob="true">4</span>' in pressed
    assert second.document.subject not in pressed
