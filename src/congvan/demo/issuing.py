"""What people do with a document that leaves, page by page. Doors: Letter and the verbs below."""

from dataclasses import dataclass, field
from typing import Any

import httpx

from congvan.demo.desk import Desk, NotOnPage, Page


@dataclass(frozen=True)
class Letter:
    """What the drafter writes."""

    subject: str
    text: str
    addressees: str
    recipients: str
    receivers: tuple[str, ...]
    signer: str
    unit_head: str = ""
    type_code: str = "CV"
    due_on: str = ""
    urgency: str = "0"
    more: dict[str, str] = field(default_factory=dict)


def draft(officer: Desk, letter: Letter) -> str:
    """Open a draft; return its address (``/di/<ref>``)."""
    page = officer.get("/di/du-thao/moi")
    form = page.one("//form[.//textarea[@name='subject']]")
    answer = officer.send(page, form, {"type_code": letter.type_code, "subject": letter.subject})
    return address_of(answer)


def reply(officer: Desk, incoming_address: str) -> str:
    """Open the answer to an incoming document; return its address."""
    ref = incoming_address.rstrip("/").split("/")[-1].split("?")[0]
    page = officer.get(f"/di/du-thao/tra-loi/{ref}")
    form = page.one("//main//form[.//button[@type='submit']]")
    return address_of(officer.send(page, form))


def address_of(page: Page) -> str:
    ref = httpx.URL(page.url).path.rstrip("/").split("/")[-1]
    if len(ref) != 36:
        raise NotOnPage(f"no document was opened: {page.url} says {page.words[:300]}")
    return f"/di/{ref}"


def editor(address: str) -> str:
    return address.replace("/di/", "/di/du-thao/")


def fill(officer: Desk, address: str, letter: Letter) -> None:
    """Write the draft as its page asks, with receivers and route, and put it forward."""
    page = officer.get(editor(address))
    fields: dict[str, Any] = {
        "type_code": letter.type_code,
        "subject": letter.subject,
        "text": letter.text,
        "addressees": letter.addressees,
        "recipients": letter.recipients,
        "receiver": list(letter.receivers),
        "signer": _option(page, "signer", letter.signer),
        "unit_head": _option(page, "unit_head", letter.unit_head) if letter.unit_head else "",
        "due_on": letter.due_on,
        "urgency": letter.urgency,
        "submit": "1",
    }
    form = page.one("//form[@id='draft']")
    save = form.get("action")
    answer = officer.send(page, form, fields)
    if answer.tree.xpath("//*[@aria-invalid='true']"):
        raise NotOnPage(f"{save}: the draft was not kept: {answer.words[:400]}")


def submit(officer: Desk, address: str) -> None:
    page = officer.get(editor(address))
    button = page.one(
        "//*[contains(@hx-post, '/trinh') or contains(@formaction, '/trinh') or contains(@action, '/trinh')]"
    )
    target = button.get("hx-post") or button.get("formaction") or button.get("action")
    form = page.one("//form[@id='draft']")
    form.set("action", target)
    officer.send(page, form)


def _option(page: Page, name: str, words: str) -> str:
    return str(page.one(f"//select[@name='{name}']/option[contains(., '{words}')]").get("value"))


def press(person: Desk, address: str, act: str) -> None:
    """Press the one primary button of the document's page: ky-nhay, ky or phat-hanh."""
    page = person.get(address)
    person.send(page, page.one(f"//form[contains(@action, '{address}/{act}')]"))


def waits_for(person: Desk, address: str, act: str) -> bool:
    """Return whether the page offers that act to this person now."""
    return bool(person.get(address).tree.xpath(f"//form[contains(@action, '{address}/{act}')]"))


def recall(clerk: Desk, address: str, *, reason: str, text: str) -> None:
    page = clerk.get(address)
    clerk.send(page, clerk.form(page, f"{address}/thu-hoi"), {"reason": reason, "note": text})


def heard(person: Desk, address: str, receiver: str) -> list[str]:
    """Return the status codes that the sender's tracking page shows for a receiver, in order."""
    page = person.get(address.replace("/di/", "/gui-nhan/"))
    rows = page.tree.xpath(f"//tr[@data-receiver='{receiver}']/@data-heard")
    return str(rows[0]).split() if rows else []


def code_of(person: Desk, address: str) -> str:
    """Return number and notation as the tracking page shows them."""
    page = person.get(address.replace("/di/", "/gui-nhan/"))
    return " ".join(page.one("//dl[contains(@class, 'cv-fact-list')]//dd/span[1]").text_content().split())


def files_of(person: Desk, address: str) -> list[str]:
    """Return the addresses of the files that the document's page opens."""
    page = person.get(address)
    found = [*page.tree.xpath("//@data-url"), *page.tree.xpath("//@data-pdf"), *page.tree.xpath("//a/@href")]
    return list(dict.fromkeys(str(one).split("#")[0] for one in found if "/tep/" in str(one)))
