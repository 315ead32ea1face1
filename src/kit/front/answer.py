"""Answers on their way out, at the client's pace. Doors: Sender, error_answer."""

import asyncio
import html
import json
import os
import re
import stat
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import Executor
from dataclasses import replace
from pathlib import Path
from typing import Any

from kit.errors import DomainError
from kit.front.call import Answer, OpenFile
from kit.front.errors import FrontFailed, Gone
from kit.front.limits import FrontLimits

BLOCK = 256 * 1024
RETRY_SECONDS = 5
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
RefusalShapes = Mapping[
    str, Callable[[DomainError], tuple[int, dict[str, Any]]]
]  # status, JSON; by the beginning of a path


async def until_gone(receive: Receive) -> None:
    """Return when the client has left."""
    while (await receive())["type"] != "http.disconnect":
        pass


def error_answer(
    error: DomainError, accept: str, path: str, shapes: RefusalShapes | None = None, *, fragment: bool = False
) -> Answer:
    """Return the answer for a refusal: a small page for a browser, JSON for a program, in the shape its path has.

    ``fragment``: an open page asks (htmx accepts anything) and shows the answer where it shows the site's own refusals.
    """
    headers = [("cache-control", "no-store"), ("x-content-type-options", "nosniff"), ("x-error-code", error.code)]
    if error.http_status in (429, 503):
        headers.append(("retry-after", str(RETRY_SECONDS)))
    if error.http_status in (408, 413, 503):
        headers.append(("connection", "close"))  # the rest of the body will not be read
    shape = next((shape for prefix, shape in (shapes or {}).items() if path.startswith(prefix)), None)
    status = error.http_status
    if shape is not None:
        status, told = shape(error)
        kind, body = "application/json; charset=utf-8", json.dumps(told, ensure_ascii=False)
    elif fragment and not path.startswith("/v1/"):
        kind, body = "text/html; charset=utf-8", _fragment(error)
    elif "text/html" in accept and not path.startswith("/v1/"):
        kind, body = "text/html; charset=utf-8", _page(error)
    else:
        found = {"error": {"code": error.code, "message": error.text("vi"), "message_en": error.text("en")}}
        kind, body = "application/json", json.dumps(found, ensure_ascii=False)
    return Answer(status, (("content-type", kind), *headers), body.encode())


def _page(error: DomainError) -> str:
    return (
        f'<!doctype html><html lang="vi"><meta charset="utf-8"><title>{html.escape(error.code)}</title>'
        f'<p role="alert"><strong>{html.escape(error.code)}</strong>: {html.escape(error.text("vi"))}</p>'
        f'<p lang="en">{html.escape(error.text("en"))}</p></html>'
    )


def _fragment(error: DomainError) -> str:
    """Return the sentence as a banner without an icon: no template and no sprite is at hand here."""
    return (
        '<div class="cv-banner cv-banner-bad cv-banner-plain">'
        f'<p class="cv-banner-head">{html.escape(error.text("vi"))}</p>'
        f'<p class="cv-banner-more"><span lang="en">{html.escape(error.text("en"))}</span> '
        f"{html.escape(error.code)}</p></div>"
    )


class Sender:
    """Sends answers; files are read by helper threads, a block at a time."""

    def __init__(self, limits: FrontLimits, disk: Executor) -> None:
        self._limits = limits
        self._disk = disk

    async def send(self, answer: Answer, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """Send ``answer`` whole, or the part a Range header asks for, and close what it holds."""
        if answer.orders.file is not None:
            answer = _with_file(answer, answer.orders.file)
        try:
            answer, part = _ranged(answer, scope)
            without_body = scope["method"] == "HEAD" or answer.status in (204, 304)
            headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in answer.headers]
            if answer.header("content-length") is None and answer.status not in (204, 304):
                headers.append((b"content-length", str(part.size if part else answer.size).encode()))
            await send({"type": "http.response.start", "status": answer.status, "headers": headers})
            if part is None or without_body:
                body = b"" if without_body or not isinstance(answer.body, bytes) else answer.body
                await send({"type": "http.response.body", "body": body})
            else:
                await self._stream(part, receive, send)
        finally:
            answer.discard()

    async def _stream(self, part: OpenFile, receive: Receive, send: Send) -> None:
        loop = asyncio.get_running_loop()
        if part.size <= BLOCK:
            await send({"type": "http.response.body", "body": os.pread(part.handle, part.size, part.start)})
            return
        gone = loop.create_task(until_gone(receive))
        position, end = part.start, part.start + part.size
        try:
            while position < end and not gone.done():
                length = min(BLOCK, end - position)
                block = await loop.run_in_executor(self._disk, os.pread, part.handle, length, position)
                if not block:
                    return  # somebody cut the file; the client sees a short answer, as it should
                position += len(block)
                async with asyncio.timeout(self._limits.send_idle_s):
                    await send({"type": "http.response.body", "body": block, "more_body": position < end})
        except TimeoutError:
            raise Gone from None
        finally:
            gone.cancel()


def _with_file(answer: Answer, path: Path) -> Answer:
    """Return the answer with the file a view named as its body."""
    answer.discard()
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError as error:
        raise FrontFailed from error
    about = os.fstat(handle)
    if not stat.S_ISREG(about.st_mode):
        os.close(handle)
        raise FrontFailed
    return replace(answer.without("content-length"), body=OpenFile(handle, 0, about.st_size))


def _ranged(answer: Answer, scope: dict[str, Any]) -> tuple[Answer, OpenFile | None]:
    """Return the answer and the part of its file to send, as one Range header asks (several: the whole)."""
    file = answer.body
    if not isinstance(file, OpenFile):
        return answer, None
    if answer.status != 200 or answer.header("content-range") is not None:
        return answer, file
    wanted = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
    answer = replace(answer, headers=(*answer.without("accept-ranges").headers, ("accept-ranges", "bytes")))
    found = _RANGE.fullmatch(wanted.get(b"range", "").strip())
    if found is None or found.group(0) == "bytes=-" or not _unchanged(answer, wanted.get(b"if-range")):
        return answer, file
    first, last = found.groups()
    if first:
        start, end = int(first), min(int(last), file.size - 1) if last else file.size - 1
    else:
        start, end = max(0, file.size - int(last)), file.size - 1
    if start > end:
        if first and last and int(last) < int(first):
            return answer, file
        refused = answer.without("content-length", "content-type")
        headers = (*refused.headers, ("content-range", f"bytes */{file.size}"), ("content-length", "0"))
        return replace(refused, status=416, headers=headers), OpenFile(file.handle, file.start, 0)
    part = OpenFile(file.handle, file.start + start, end - start + 1)
    kept = answer.without("content-length")
    headers = (*kept.headers, ("content-range", f"bytes {start}-{end}/{file.size}"), ("content-length", str(part.size)))
    return replace(kept, status=206, headers=headers), part


def _unchanged(answer: Answer, if_range: str | None) -> bool:
    return if_range is None or if_range in (answer.header("etag"), answer.header("last-modified"))
