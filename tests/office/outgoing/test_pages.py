"""Pages of outgoing documents as each person sees them."""

from collections.abc import Callable
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
    assert "Ký 1 văn bản đã xem" in text_of(browser.get(centre))
    browser.post(reverse("signing:sign_many"), {"chosen": [str(one.document.ref)]})
    sender_desk.sign()
    assert fresh(one).state == State.LEADER_REVIEW
    assert fresh(other).state == State.UNIT_REVIEW
    assert "văn bản một" in text_of(browser.get(centre + "?muc=da-ky"))


@pytest.mark.parametrize("name", ["document", "edit", "process", "preview"])
def test_another_agency_finds_nothing(draft: Make, lan: Actor, browser_of: Browser, name: str) -> None:
    assert browser_of(lan).get(page(name, draft().document.ref)).status_code == 404


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


def count_queries(browser: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(address).status_code == 200
    return len(queries)
