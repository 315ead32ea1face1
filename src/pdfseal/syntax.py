"""Take written PDF values apart, one level at a time. Doors: NotPlain, entries, items, value, reference, whole, numbers, text.

Only what every program reads alike: no comments, no parentheses deep in parentheses, no escaped names where a name matters. Whatever else
stands there is ``NotPlain``, which is no error: another way of reading takes over. Source: ISO 32000-1, 7.2 and 7.3.
"""

import re

Ref = tuple[int, int]
DEEPEST = 40

# a NUL is white space for some programs and not for others, and so are letters beyond ASCII in a name
_END = rb"(?=[\t\n\f\r ()<>\[\]{}/%]|\Z)"
_LETTERS = rb"(?:[^()\\]++|\\[nrtbf()\\0-7\r\n])"
_STRING = rb"<[0-9A-Fa-f\t\n\f\r ]*+>|\((?:" + _LETTERS + rb"|\(" + _LETTERS + rb"*+\))*+\)"
_TOKEN = re.compile(
    rb"[\t\n\f\r ]*+(?:"
    rb"(<<|>>|[\[\]])"
    rb"|(/(?:[!\"$&'*-.0-;=?-Z\\^-z|~]++|#[2-7][0-9A-Fa-f])*+" + _END + rb")"
    rb"|([1-9][0-9]{0,9}[\t\n\f\r ]++[0-9]{1,5}[\t\n\f\r ]++R" + _END + rb")"
    rb"|([+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)" + _END + rb")"
    rb"|(" + _STRING + rb"|(?:true|false|null)" + _END + rb"))",
    re.DOTALL,
)
_WHOLE = re.compile(rb"[0-9]{1,10}")
_PLAIN_TEXT = re.compile(rb"\(([ !-'*-\[\]-~]*)\)")  # printable ASCII without parentheses and backslash
_ASCII = re.compile(rb"[ -~]*")


class NotPlain(Exception):
    """This file has something that is left to the general way of reading."""


def value(data: bytes, at: int, depth: int = 0) -> tuple[int, int]:
    """Return where the value that stands at ``at`` begins and ends. Raises: NotPlain."""
    found = _TOKEN.match(data, at)
    if found is None or depth > DEEPEST:
        raise NotPlain("no value")
    group = found.lastindex or 0
    if group != 1:
        return found.start(group), found.end()
    if found[1] == b"<<":
        return found.start(1), entries(data, found.start(1), depth)[1]
    if found[1] == b"[":
        return found.start(1), items(data, found.start(1), depth)[1]
    raise NotPlain("closed before it was opened")


def entries(data: bytes, at: int = 0, depth: int = 0) -> tuple[dict[bytes, bytes], int]:
    """Return the entries of the dictionary at ``at``, each value as it is written, and where it ends. Raises: NotPlain."""
    found = _TOKEN.match(data, at)
    if found is None or found[1] != b"<<":
        raise NotPlain("no dictionary")
    place: int = found.end()
    result: dict[bytes, bytes] = {}
    while True:
        found = _TOKEN.match(data, place)
        if found is None:
            raise NotPlain("a dictionary does not end")
        if found[1] == b">>":
            return result, found.end()
        key = found[2]
        # with an escape one key can be written in two ways; further down nobody looks for one
        if not key or (b"#" in key and depth == 0) or key in result:
            raise NotPlain("a key")
        start, place = value(data, found.end(), depth + 1)
        result[key] = data[start:place]


def items(data: bytes, at: int = 0, depth: int = 0) -> tuple[list[bytes], int]:
    """Return the items of the array at ``at`` as they are written, and where it ends. Raises: NotPlain."""
    found = _TOKEN.match(data, at)
    if found is None or found[1] != b"[":
        raise NotPlain("no array")
    place: int = found.end()
    result: list[bytes] = []
    while True:
        found = _TOKEN.match(data, place)
        if found is not None and found[1] == b"]":
            return result, found.end()
        start, place = value(data, place, depth + 1)
        result.append(data[start:place])


def reference(written: bytes | None) -> Ref | None:
    """Return number and generation of a reference, None for any other value."""
    parts = (written or b"").split()
    if len(parts) != 3 or parts[2] != b"R":
        return None
    return int(parts[0]), int(parts[1])


def whole(written: bytes | None) -> int:
    """Return a whole number that is not negative. Raises: NotPlain."""
    if written is None or _WHOLE.fullmatch(written) is None:
        raise NotPlain("no whole number")
    return int(written)


def numbers(written: bytes) -> list[float]:
    """Return an array of numbers. Raises: NotPlain."""
    found = []
    for item in items(written)[0]:
        if item[:1] not in b"+-.0123456789" or item[-1:] == b"R" or len(item) > 16:
            raise NotPlain("no number")
        found.append(float(item))
    return found


def text(written: bytes | None) -> str:
    """Return a string of printable ASCII, or one in UTF-16. Raises: NotPlain."""
    plain = _PLAIN_TEXT.fullmatch(written or b"")
    if plain is not None:
        return plain[1].decode("ascii")
    if not written or written[:1] != b"<" or len(written) % 2:
        raise NotPlain("no text")
    try:
        raw = bytes.fromhex(written[1:-1].decode("ascii"))
        if raw[:2] == b"\xfe\xff":
            return raw[2:].decode("utf-16-be")
    except ValueError as error:
        raise NotPlain("no text") from error
    if _ASCII.fullmatch(raw) is None:
        raise NotPlain("letters beyond ASCII")
    return raw.decode("ascii")


def dictionary(content: dict[bytes, bytes]) -> bytes:
    """Return a dictionary as it is written."""
    return b"<<\n%b\n>>" % b"\n".join(b"%b %b" % entry for entry in content.items())
