"""Written PDF values as every program reads them, or not at all. Doors: Unexplained, past, members, HEADER, blank.

Programs disagree about what is wrong: of a key that stands twice one takes the first and another the last. Nothing here is
mended or guessed. Stricter than any program where they differ, and as lenient as all where they agree (nested parentheses, names
beyond ASCII). Source: ISO 32000-1, 7.2 and 7.3.
"""

import re

DEEPEST = 60

_SPACE = rb"[\t\n\f\r ]"
_END = rb"(?=[\t\n\f\r ()<>\[\]/]|\Z)"
_NAME = rb"/(?:[!\"$&'*-.0-;=?-Z\\^-z|~\x80-\xff]|#(?!00)[0-9A-Fa-f]{2})*+"
_NUMBER = rb"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)"
_TOKEN = re.compile(
    _SPACE + rb"*+(?:(<<|>>|[\[\]])"
    rb"|(" + _NAME + rb")" + _END + rb"|(\()"
    rb"|((?:0|[1-9][0-9]{0,9})" + _SPACE + rb"++(?:0|[1-9][0-9]{0,4})" + _SPACE + rb"++R|" + _NUMBER + rb"|true|false|null)" + _END
    + rb"|(<[0-9A-Fa-f\t\n\f\r ]*+>))"
)  # fmt: skip
_STRING_PART = re.compile(rb"(?:[^()\\]++|\\.)*+", re.DOTALL)
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_BLANK = re.compile(rb"(?:" + _SPACE + rb"++|%(?!%EOF)[^\r\n]*+(?:[\r\n]|\Z))*+")
_WORDS = re.compile(rb"obj|xref|trailer|stream")
HEADER = re.compile(rb"([1-9][0-9]{0,9}) +(0|[1-9][0-9]{0,4}) +obj(?=[\t\n\f\r ()<\[/])")


class Unexplained(Exception):
    """Bytes that not every program reads alike."""


def past(data: bytes, at: int) -> int:
    """Return where the value ends that begins at ``at``. Raises: Unexplained."""
    return _past(data, at, 0)


def members(data: bytes, at: int) -> tuple[dict[bytes, bytes], int]:
    """Return the dictionary at ``at``, keys without escapes and values as written, and where it ends. Raises: Unexplained."""
    found = _TOKEN.match(data, at)
    if found is None or found[1] != b"<<":
        raise Unexplained("no dictionary")
    return _members(data, found.end(), 0)


def blank(data: bytes, at: int) -> int:
    """Return where white space and comments end. Raises: Unexplained for a comment with a word that programs look for."""
    found = _BLANK.match(data, at)
    end = found.end() if found else at
    if b"%" in data[at:end] and _WORDS.search(data, at, end) is not None:
        raise Unexplained("a comment")
    return end


def _past(data: bytes, at: int, depth: int) -> int:
    found = _TOKEN.match(data, at)
    if found is None or depth > DEEPEST:
        raise Unexplained("no value")
    if found[1] == b"<<":
        return _members(data, found.end(), depth)[1]
    if found[1] == b"[":
        return _past_array(data, found.end(), depth)
    if found[1]:
        raise Unexplained("closed before it was opened")
    return _past_string(data, found.end()) if found[3] else found.end()


def _members(data: bytes, at: int, depth: int) -> tuple[dict[bytes, bytes], int]:
    result: dict[bytes, bytes] = {}
    while True:
        found = _TOKEN.match(data, at)
        if found is not None and found[1] == b">>":
            return result, found.end()
        if found is None or not found[2] or found[2] == b"/":
            raise Unexplained("no key")
        key = _ESCAPED.sub(_letter, found[2])
        if key in result:
            raise Unexplained("a key stands twice")
        at = _past(data, found.end(), depth + 1)
        result[key] = data[found.end() : at].strip(b"\t\n\f\r ")


def _past_array(data: bytes, at: int, depth: int) -> int:
    while True:
        found = _TOKEN.match(data, at)
        if found is not None and found[1] == b"]":
            return found.end()
        at = _past(data, at, depth + 1)


def _past_string(data: bytes, at: int) -> int:
    open_ones = 1
    while open_ones:
        part = _STRING_PART.match(data, at)
        at = part.end() if part else at
        following = data[at : at + 1]
        if following not in (b"(", b")"):
            raise Unexplained("a string does not end")
        open_ones += 1 if following == b"(" else -1
        at += 1
    return at


def _letter(found: re.Match[bytes]) -> bytes:
    return bytes.fromhex(found[1].decode("ascii"))
