"""Files that never change, straight from a folder. Doors: StaticFiles.

The folders are read once at the start: only what was there then can be asked for. A name with a hash in it
(`app.0123456789ab.css`) may be kept by browsers for ever. `name.br` and `name.gz` beside a file are its
compressed forms.
"""

import mimetypes
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import formatdate
from pathlib import Path
from typing import Any

from kit.front.call import Answer, OpenFile

_HASHED = re.compile(r"\.[0-9a-f]{8,64}\.")
_FORMS = (("br", ".br"), ("gzip", ".gz"))
_KINDS = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".map": "application/json",
    ".svg": "image/svg+xml",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}


@dataclass
class _Entry:
    path: Path
    headers: tuple[tuple[str, str], ...]
    etag: str
    forms: dict[str, Path] = field(default_factory=dict)


class StaticFiles:
    """All files under some URL prefixes."""

    def __init__(self, folders: Mapping[str, Path]) -> None:
        self._entries: dict[str, _Entry] = {}
        for prefix, folder in folders.items():
            for place, _, names in os.walk(folder):
                for name in names:
                    path = Path(place) / name
                    self._entries[prefix + path.relative_to(folder).as_posix()] = _entry(path)
        for url, entry in self._entries.items():
            for coding, suffix in _FORMS:
                if url + suffix in self._entries:
                    entry.forms[coding] = self._entries[url + suffix].path

    def find(self, scope: dict[str, Any]) -> Answer | None:
        """Return the answer for a request of a known file, else None."""
        entry = self._entries.get(scope["path"])
        if entry is None or scope["method"] not in ("GET", "HEAD"):
            return None
        wanted = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
        coding, path = "", entry.path
        for known, form in entry.forms.items():
            if known in re.split(r"[,;\s]+", wanted.get(b"accept-encoding", "")):
                coding, path = known, form
                break
        headers = (*entry.headers, ("etag", f'"{entry.etag}{"-" + coding if coding else ""}"'))
        if coding:
            headers = (*headers, ("content-encoding", coding))
        if headers[len(entry.headers)][1] in wanted.get(b"if-none-match", ""):
            return Answer(304, headers)
        try:
            handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        except FileNotFoundError:
            return None
        return Answer(200, headers, OpenFile(handle, 0, os.fstat(handle).st_size))


def _entry(path: Path) -> _Entry:
    about = path.stat()
    kind = _KINDS.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    keep = "public, max-age=31536000, immutable" if _HASHED.search(path.name) else "public, max-age=60"
    headers = (
        ("content-type", kind),
        ("cache-control", keep),
        ("last-modified", formatdate(about.st_mtime, usegmt=True)),
        ("x-content-type-options", "nosniff"),
        ("cross-origin-resource-policy", "same-origin"),
        ("vary", "accept-encoding"),
    )
    return _Entry(path, headers, f"{about.st_mtime_ns:x}-{about.st_size:x}")
