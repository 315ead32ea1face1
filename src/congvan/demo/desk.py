"""A person at work over HTTP: logs in, reads pages, fills in the forms that stand on them. Doors: Desk, CallLog, Page.

It knows no secret way in: what it cannot do on the page, the person cannot do either.
"""

import hashlib
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import httpx
from lxml import html

T = TypeVar("T")
Files = Mapping[str, tuple[str, bytes, str]]


class NotOnPage(AssertionError):
    """The page does not offer what the person wants to do, or refused it; the text says what it shows."""


class CallLog:
    """Every HTTP exchange as one JSON line: method, URL, status, SHA-256 of the answer."""

    def __init__(self, place: Path | None) -> None:
        self.place = place
        if place is not None:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.touch()

    def record(self, response: httpx.Response) -> None:
        response.read()
        row = {
            "method": response.request.method,
            "url": str(response.request.url),
            "status": response.status_code,
            "sha256": hashlib.sha256(response.content).hexdigest(),
            "size": len(response.content),
        }
        self.write(row)

    def write(self, row: Mapping[str, object]) -> None:
        """Append one line; several programs may write to the same file."""
        if self.place is not None:
            with self.place.open("a") as log:
                log.write(json.dumps(row) + "\n")


@dataclass(frozen=True)
class Page:
    """An answer with its parsed HTML."""

    url: str
    status: int
    text: str
    tree: Any

    def one(self, path: str) -> Any:
        """Return the first element of an XPath. Raises: NotOnPage."""
        found = self.tree.xpath(path)
        if not found:
            raise NotOnPage(f"{self.url} ({self.status}): {path} is not there. It says: {self.words[:600]}")
        return found[0]

    @property
    def words(self) -> str:
        return " ".join(self.tree.text_content().split())


class Desk:
    """One person's browser without a screen."""

    def __init__(self, base_url: str, username: str, password: str, log: CallLog) -> None:
        self.base_url, self.username, self.password = base_url, username, password
        self.http = httpx.Client(
            base_url=base_url,
            trust_env=False,
            timeout=60,
            follow_redirects=True,
            event_hooks={"response": [log.record]},
        )

    def login(self, post: str | None = None) -> "Desk":
        """Log in with the form of the login page. Raises: NotOnPage."""
        page = self.get("/dang-nhap")
        form = page.one("//form[.//input[@name='username']]")
        answer = self.send(page, form, {"username": self.username, "password": self.password})
        if "/dang-nhap" in answer.url:
            raise NotOnPage(f"{self.username} could not log in: {answer.words[:300]}")
        return self

    def get(self, path: str) -> Page:
        return self._page(self.http.get(path))

    def send(self, page: Page, form: Any, fields: Mapping[str, Any] | None = None, files: Files | None = None) -> Page:
        """Submit a form of ``page`` as a browser does: its own values, then ours. Raises: NotOnPage when refused."""
        values: dict[str, Any] = {}
        for name, value in form.form_values():
            values.setdefault(name, []).append(value)
        values.update(fields or {})
        action = form.get("action") or form.get("hx-post") or httpx.URL(page.url).path
        headers = {"Referer": page.url}
        if form.get("hx-post") and not form.get("action"):
            headers |= {"HX-Request": "true"}
        values.setdefault("csrfmiddlewaretoken", self._token(page))
        answer = self._page(self.http.post(action, data=values, files=files, headers=headers))
        if answer.status >= 400:
            raise NotOnPage(f"{self.username}: {action} answered {answer.status}: {answer.words[:600]}")
        return answer

    def press(self, page: Page, path: str, fields: Mapping[str, Any] | None = None) -> Page:
        """Press a button that posts by itself, given as XPath. Raises: NotOnPage when it is greyed or refused."""
        button = page.one(path)
        if button.get("aria-disabled") == "true":
            raise NotOnPage(f"{self.username}: {button.text_content()} is greyed on {page.url}")
        headers = {"Referer": page.url, "HX-Request": "true", "X-CSRFToken": self._token(page)}
        answer = self._page(self.http.post(button.get("hx-post"), data=dict(fields or {}), headers=headers))
        if answer.status >= 400:
            raise NotOnPage(f"{self.username}: {button.get('hx-post')} answered {answer.status}: {answer.words[:600]}")
        return answer

    def _token(self, page: Page) -> str:
        return str(next(iter(page.tree.xpath("//meta[@name='csrf-token']/@content")), ""))

    def form(self, page: Page, action_part: str) -> Any:
        """Return the form of ``page`` whose address contains ``action_part``. Raises: NotOnPage."""
        return page.one(f"//form[contains(@action, '{action_part}') or contains(@hx-post, '{action_part}')]")

    def wait(self, path: str, wanted: Callable[[Page], T | None], *, seconds: float = 60, what: str = "") -> T:
        """Read a page again until ``wanted`` finds something. Raises: NotOnPage after ``seconds``."""
        end = time.monotonic() + seconds
        while True:
            page = self.get(path)
            found = wanted(page) if page.status < 400 else None
            if found:
                return found
            if time.monotonic() > end:
                raise NotOnPage(f"{self.username}: {what or 'it'} did not come on {path}: {page.words[:600]}")
            time.sleep(0.05)

    def download(self, path: str) -> bytes:
        answer = self.http.get(path)
        answer.raise_for_status()
        return answer.content

    @staticmethod
    def _page(response: httpx.Response) -> Page:
        text = response.text if "html" in response.headers.get("content-type", "") else "<p></p>"
        return Page(str(response.url), response.status_code, text, html.fromstring(text or "<p></p>"))
