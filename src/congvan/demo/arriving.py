"""What people do with a document that arrives, page by page. Doors: the verbs below.

Every verb first looks whether its work is done already, as a person does who comes back after a power failure.
"""

import re
from datetime import date
from typing import Any

from congvan.demo.desk import Desk, NotOnPage, Page

QUEUE = "/den/cho-tiep-nhan"


def pending(clerk: Desk, subject: str) -> str | None:
    """Return the address of the document with this subject in the clerk's pending list, or None."""
    page = clerk.get(QUEUE)
    for link in page.tree.xpath(f"//a[starts-with(@href, '{QUEUE}/')]"):
        if subject in " ".join(link.text_content().split()):
            return str(link.get("href"))
    return None


def incoming(person: Desk, subject: str) -> str | None:
    """Return the address of the registered document with this subject, as the person's list or search shows it."""
    page = person.get(f"/den/?xem=tat-ca&q={subject}")
    for link in page.tree.xpath("//a[starts-with(@href, '/den/')]"):
        if re.match(r"^/den/[0-9a-f-]{36}", str(link.get("href"))) and subject in " ".join(link.text_content().split()):
            return str(link.get("href"))
    return None


def verdict_of(page: Page) -> str:
    """Return the verdict that the page's banner shows: its data says it in the words of the design."""
    return str(page.one("//*[@data-verdict]").get("data-verdict"))


def register(clerk: Desk, address: str, *, present_to: str = "") -> None:
    """Take the document in: book entry with what the packet says, and before the leader."""
    page = clerk.get(address)
    form = clerk.form(page, "/vao-so")
    fields: dict[str, Any] = {}
    if present_to:
        option = page.one(f"//select[@name='present_to']/option[contains(., '{present_to}')]")
        fields["present_to"] = option.get("value")
    answer = clerk.send(page, form, fields)
    if answer.tree.xpath("//*[@aria-invalid='true']"):
        raise NotOnPage(f"the book entry was not taken: {answer.words[:400]}")


def refuse(clerk: Desk, address: str, *, reason: str, text: str) -> None:
    page = clerk.get(address)
    clerk.send(page, clerk.form(page, "/tu-choi"), {"reason": reason, "note": text})


def instruct(leader: Desk, address: str, *, text: str, unit: str, due_on: date | None = None) -> None:
    """Give the instruction and name the unit in charge, through the panel of the document's page."""
    page = leader.get(address)
    link = page.one("//*[contains(@href, '/cho-y-kien')]").get("href")
    panel = leader.get(link)
    search = panel.one("//input[@data-receiver-search]").get("hx-get")
    found = leader.get(f"{search}&tim={unit}")
    row = leader.get(found.one(f"//button[contains(., '{unit}')]").get("hx-get"))
    key = str(row.one("//input[@name='receiver']").get("value"))
    fields: dict[str, Any] = {"text": text, "receiver": [key], f"duty-{key}": "lead"}
    if due_on is not None:
        fields["due_on"] = due_on.isoformat()
    leader.send(panel, leader.form(panel, "/cho-y-kien"), fields)


def assign(head: Desk, address: str, *, text: str, officer: str) -> None:
    """The head of the unit gives the work to one of his people."""
    page = head.get(address)
    link = page.one("//*[contains(@href, '/phan-cong')]").get("href")
    panel = head.get(link)
    search = panel.one("//input[@data-receiver-search]").get("hx-get")
    found = head.get(f"{search}&tim={officer}")
    row = head.get(found.one(f"//button[contains(., '{officer}')]").get("hx-get"))
    key = str(row.one("//input[@name='receiver']").get("value"))
    head.send(panel, head.form(panel, "/phan-cong"), {"text": text, "receiver": [key], f"duty-{key}": "lead"})


def start(officer: Desk, address: str) -> None:
    page = officer.get(address)
    officer.press(page, "//button[contains(@hx-post, '/bat-dau')]")


def finish(person: Desk, address: str, *, text: str) -> None:
    page = person.get(address)
    person.send(page, person.form(page, "/ket-thuc"), {"note": text})


def agree_change(clerk: Desk, address: str, *, text: str) -> None:
    page = clerk.get(address)
    clerk.send(page, clerk.form(page, "/dong-y"), {"note": text})


def offers(person: Desk, address: str, part: str) -> bool:
    """Return whether the page offers an act: a link, button or form whose address contains ``part``."""
    page = person.get(address)
    found = page.tree.xpath(
        f"//*[contains(@href, '{part}') or contains(@hx-post, '{part}') or contains(@action, '{part}')]"
    )
    return any(one.get("aria-disabled") != "true" for one in found)
