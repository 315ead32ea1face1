"""Read the answer of a time stamp server without a general ASN.1 library. Doors: read_stamp.

Only what is written the one way that DER allows and RFC 3161 expects; None for everything else, also for what is merely unusual:
then a general reader decides. Nothing is looked for, each value has to stand in its place and to end where it says.
"""

from pdfseal.cms import GENERALIZED_TIME, INTEGER, OCTETS, OIDS, SEQUENCE, SET, SHA256

BOOLEAN, OID, CONTENT, EXTENSIONS = 0x01, 0x06, 0xA0, 0xA1
_GRANTED = (b"\x30\x03\x02\x01\x00", b"\x30\x03\x02\x01\x01")  # granted, granted with mods; without further words
_CMS_VERSION, _INFO_VERSION = (
    b"\x02\x01\x03",
    b"\x02\x01\x01",
)  # RFC 5652, 5.1: what is signed is no plain data; RFC 3161, 2.4.2
_TAIL = {CONTENT: 0, EXTENSIONS: 1, SET: 2}  # certificates, revocation lists, signers: in this order
_EXTRAS = {SEQUENCE: 0, BOOLEAN: 1, INTEGER: 2, CONTENT: 3, EXTENSIONS: 4}  # accuracy, ordering, nonce, server, more


class _Unusual(Exception):
    pass


def read_stamp(answer: bytes) -> tuple[bytes, bytes, int | None] | None:
    """Return token, imprint and nonce of an answer with a token, None when it is not for this reader."""
    try:
        return _read(answer)
    except _Unusual:
        return None


def _read(answer: bytes) -> tuple[bytes, bytes, int | None]:
    start, end = _only(answer, SEQUENCE, 0, len(answer))
    if answer[start : start + 5] not in _GRANTED:
        raise _Unusual
    token = start + 5
    place, inner = _only(answer, SEQUENCE, token, end)
    place = _word(answer, OIDS["signed_data"], place)
    place, inner = _only(answer, CONTENT, place, inner)
    place, inner = _only(answer, SEQUENCE, place, inner)
    place = _word(answer, _CMS_VERSION, place)
    _, place = _value(answer, SET, place, inner)
    wrapped, place = _value(answer, SEQUENCE, place, inner)
    if _rest(answer, place, inner, _TAIL)[-1:] != [SET]:
        raise _Unusual
    content = _word(answer, OIDS["tst_info"], wrapped)
    content, content_end = _only(answer, CONTENT, content, place)
    info, info_end = _only(answer, OCTETS, content, content_end)
    return answer[token:end], *_info(answer, info, info_end)


def _info(answer: bytes, start: int, end: int) -> tuple[bytes, int | None]:
    """Read a TSTInfo: version, policy, imprint, serial number, time, and what may follow. Source: RFC 3161, 2.4.2."""
    place, inner = _only(answer, SEQUENCE, start, end)
    place = _word(answer, _INFO_VERSION, place)
    _, place = _value(answer, OID, place, inner)
    imprint, place = _value(answer, SEQUENCE, place, inner)
    hashed = _word(answer, SHA256, imprint)
    begin, finish = _only(answer, OCTETS, hashed, place)
    _, place = _value(answer, INTEGER, place, inner)
    _, place = _value(answer, GENERALIZED_TIME, place, inner)
    nonce = None
    for kind in _rest(answer, place, inner, _EXTRAS):
        value, place = _value(answer, kind, place, inner)
        if kind == INTEGER:
            nonce = int.from_bytes(answer[value:place], "big", signed=True)
    return answer[begin:finish], nonce


def _value(answer: bytes, kind: int, at: int, end: int) -> tuple[int, int]:
    """Return where the content of a value begins and ends, which has to be of this kind and to lie before ``end``."""
    if at + 2 > end or answer[at] != kind:
        raise _Unusual
    length, start = answer[at + 1], at + 2
    if length >= 0x80:
        count = length & 0x7F
        start += count
        length = int.from_bytes(answer[at + 2 : start], "big")
        # the shortest form only: no indefinite length, no leading zeros
        if not 1 <= count <= 4 or length < 0x80 or length >> (8 * (count - 1)) == 0:
            raise _Unusual
    if start + length > end or (kind in (INTEGER, OID, BOOLEAN) and not length):
        raise _Unusual
    return start, start + length


def _only(answer: bytes, kind: int, at: int, end: int) -> tuple[int, int]:
    """Return the content of the value that fills everything up to ``end``."""
    start, finish = _value(answer, kind, at, end)
    if finish != end:
        raise _Unusual
    return start, finish


def _word(answer: bytes, word: bytes, at: int) -> int:
    """Return where these very bytes end."""
    if not answer.startswith(word, at):
        raise _Unusual
    return at + len(word)


def _rest(answer: bytes, at: int, end: int, order: dict[int, int]) -> list[int]:
    """Return the kinds of the values up to ``end``: each at most once and in this order."""
    kinds: list[int] = []
    while at < end:
        kind = answer[at]
        if kind not in order or (kinds and order[kind] <= order[kinds[-1]]):
            raise _Unusual
        kinds.append(kind)
        at = _value(answer, kind, at, end)[1]
    return kinds
