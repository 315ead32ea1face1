"""Sign with a key in memory. Doors: sign_initials, sign_person, sign_number, sign_seal, sign_issue, sign_mark, add_timestamp_later,
Sealed.

Every door takes a PDF and returns the same bytes with one more signature after them: PAdES B-T
(``ETSI.CAdES.detached``, SHA-256), or B-B with ``timestamped`` false when the time stamp server gives no answer. No form text,
no certification, no locks: a later signature must never look like tampering with an earlier one.
The order of issuing is person, number, seal (NĐ 30/2020/NĐ-CP Điều 12, 15, 18); which picture stands where follows Phụ lục I.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any, Literal

from pdfseal.digits import draw_digits
from pdfseal.drawing import Words, draw_seal, draw_words, picture
from pdfseal.errors import TimestampUnavailable
from pdfseal.external import Growing, Widget, assemble, finish, prepare_timestamp
from pdfseal.keys import SigningKey
from pdfseal.places import Box, NumberPlaces, Spot, top_right
from pdfseal.timestamps import RESERVE as TOKEN_RESERVE
from pdfseal.timestamps import Timestamper, as_timestamper

PERSON_FIELD = "CongvanPerson…"
INITIALS_FIELD = "CongvanInitials…"
NUMBER_FIELD = "CongvanNumber"
SEAL_FIELD = "CongvanSeal"
MARK_FIELDS = {"attachment": "CongvanAttachment…", "copy": "CongvanCopy…"}
TIMESTAMP_FIELD = "CongvanTimestamp…"
CMS_RESERVE = 4 * 1024  # signature value, attributes and framing, without certificates and time stamp
MARK_WIDTH, MARK_SIZE, MARK_LEADING = 260.0, 10.0, 12.0
HANOI = timezone(timedelta(hours=7))


@dataclass(frozen=True)
class Sealed:
    """A signed file; ``timestamped`` is false when the time stamp has to be added later."""

    pdf: bytes
    field: str
    timestamped: bool


def sign_initials(
    pdf: bytes,
    key: SigningKey,
    *,
    place: Box,
    image_png: bytes | None,
    at: datetime,
    fonts: Path,
    tsa: Timestamper | str | None = None,
) -> Sealed:
    """Add the initials (ký nháy) of a unit head or of the one who checked the form: a small mark."""
    widget = _hand(key, place, image_png, fonts)
    return sign(pdf, key, field=INITIALS_FIELD, widget=widget, tsa=tsa, at=at)


def sign_person(
    pdf: bytes,
    key: SigningKey,
    *,
    place: Box,
    image_png: bytes | None,
    at: datetime,
    fonts: Path,
    field: str = PERSON_FIELD,
    tsa: Timestamper | str | None = None,
) -> Sealed:
    """Add the signature of the competent person, its picture (blue, transparent) between post and name (ô số 7c)."""
    return sign(pdf, key, field=field, widget=_hand(key, place, image_png, fonts), tsa=tsa, at=at)


def sign_number(
    pdf: bytes,
    key: SigningKey,
    *,
    number_text: str,
    issued_on: date,
    places: NumberPlaces,
    at: datetime,
    fonts: Path,
    tsa: Timestamper | str | None = None,
) -> Sealed:
    """Add the number, day and month: the look of one signature of the agency over the header line.

    Law: NĐ 30/2020/NĐ-CP Phụ lục I: days under 10 and months 1 and 2 are written with a leading 0.
    """
    widget = _number(number_text, issued_on, places, fonts)
    return sign(pdf, key, field=NUMBER_FIELD, widget=widget, tsa=tsa, at=at)


def sign_seal(
    pdf: bytes,
    key: SigningKey,
    *,
    place: Box,
    image_png: bytes | None,
    at: datetime,
    fonts: Path,
    agency_name: str | None = None,
    tsa: Timestamper | str | None = None,
) -> Sealed:
    """Add the agency's signature with its seal (red, real size); without a picture a round seal is drawn.

    ``places.seal_beside`` gives the place. Law: NĐ 30/2020/NĐ-CP Điều 33 khoản 1 điểm b and Phụ lục I.
    """
    widget = _seal(key, place, image_png, fonts, agency_name)
    return sign(pdf, key, field=SEAL_FIELD, widget=widget, tsa=tsa, at=at)


def sign_issue(
    pdf: bytes,
    key: SigningKey,
    *,
    number_text: str,
    issued_on: date,
    places: NumberPlaces,
    place: Box,
    image_png: bytes | None,
    at: datetime,
    fonts: Path,
    agency_name: str | None = None,
    tsa: Timestamper | str | None = None,
) -> Sealed:
    """Add number and date, then the seal over them: ``sign_number`` and ``sign_seal`` on a file that is read once.

    ``timestamped`` says whether both signatures have their time stamp, ``field`` is that of the seal.
    """
    timestamper, file = as_timestamper(tsa), Growing(pdf)
    number = _number(number_text, issued_on, places, fonts)
    numbered = _signed(file, key, field=NUMBER_FIELD, at=at, widget=number, timestamper=timestamper)
    seal = _seal(key, place, image_png, fonts, agency_name)
    sealed = _signed(file, key, field=SEAL_FIELD, at=at, widget=seal, timestamper=timestamper)
    return replace(sealed, timestamped=numbered.timestamped and sealed.timestamped)


def sign_mark(
    pdf: bytes,
    key: SigningKey,
    *,
    kind: Literal["attachment", "copy"],
    lines: Sequence[str],
    at: datetime,
    fonts: Path,
    tsa: Timestamper | str | None = None,
) -> Sealed:
    """Add the agency's signature without seal at the top right of page 1: ``lines``, then the time of signing.

    Law: NĐ 30/2020/NĐ-CP Phụ lục I. A file of its own (attachment): number and notation of the main document. A digitised
    copy (copy): the form of copy and the agency's name. Size 10, upright, black.
    """
    shown = [*lines, mark_time(at)]
    width, height = MARK_WIDTH, MARK_LEADING * len(shown) + 4
    file = Growing(pdf)
    place = top_right(page_width=file.page_size()[0], width=width, height=height)
    words = [
        Words(text, 0, MARK_SIZE + index * MARK_LEADING, width, size=MARK_SIZE, align="right")
        for index, text in enumerate(shown)
    ]
    widget = Widget(place, draw_words(words, width=width, height=height, fonts=fonts))
    return _signed(file, key, field=MARK_FIELDS[kind], at=at, widget=widget, timestamper=as_timestamper(tsa))


def sign(
    pdf: bytes,
    key: SigningKey,
    *,
    field: str,
    at: datetime,
    widget: Widget | None = None,
    tsa: Timestamper | str | None = None,
) -> Sealed:
    """Add one signature, visible when there is a widget. Raises: what ``external.prepare`` raises."""
    return _signed(Growing(pdf), key, field=field, at=at, widget=widget, timestamper=as_timestamper(tsa))


def _signed(
    file: Growing, key: SigningKey, *, field: str, at: datetime, widget: Widget | None, timestamper: Timestamper | None
) -> Sealed:
    certificates = (key.certificate, *key.chain)
    reserve = CMS_RESERVE + sum(map(len, certificates)) + (TOKEN_RESERVE if timestamper else 0)
    prepared = file.prepare(field=field, at=at, certificate=key.certificate, widget=widget, reserve=reserve)
    value = key.sign(prepared.to_be_signed or b"")
    token = None
    if timestamper is not None:
        try:
            token = timestamper.token(hashlib.sha256(value).digest())
        except TimestampUnavailable:
            token = None  # told to the caller, who adds a document time stamp when the server is back
    file.signed(prepared, assemble(prepared, value, chain=key.chain, token=token))
    return Sealed(file.pdf, prepared.field, token is not None)


def add_timestamp_later(pdf: bytes, *, tsa: Timestamper | str) -> Sealed:
    """Add a document time stamp over the whole file: proof that its signatures existed by then.

    Raises: TimestampUnavailable.
    """
    timestamper = as_timestamper(tsa)
    prepared = prepare_timestamp(pdf, field=TIMESTAMP_FIELD, reserve=TOKEN_RESERVE)
    if timestamper is None:
        raise TimestampUnavailable(reason="chưa đặt địa chỉ máy chủ")
    token = timestamper.token(prepared.document_digest)
    return Sealed(finish(prepared, token), prepared.field, True)


def mark_time(at: datetime) -> str:
    """Return a time of signing as it is shown on the page: ``22-11-2026 08:00:00 +07:00``."""
    return at.astimezone(HANOI).strftime("%d-%m-%Y %H:%M:%S +07:00")


def fingerprint(key: SigningKey) -> str:
    """Return the SHA-256 of the key's certificate, as verdicts name it."""
    return hashlib.sha256(key.certificate).hexdigest()


def _common_name(key: SigningKey) -> str:
    return str(key.subject.subject.native.get("common_name", ""))


def _hand(key: SigningKey, place: Box, image_png: bytes | None, fonts: Path) -> Widget:
    if image_png is not None:
        return Widget(place, picture(image_png, width=place.width, height=place.height))
    size = min(place.height * 0.6, 14.0)
    words = Words(
        _common_name(key), 0, (place.height + size * 0.7) / 2, place.width, size=size, align="center", colour="blue",
        italic=True,
    )  # fmt: skip
    return Widget(place, draw_words([words], width=place.width, height=place.height, fonts=fonts))


def _number(number_text: str, issued_on: date, places: NumberPlaces, fonts: Path) -> Widget:
    frame = places.frame()
    day = f"{issued_on.day:02d}"
    month = f"{issued_on.month:02d}" if issued_on.month < 3 else str(issued_on.month)

    def words(text: str, spot: Spot, *, italic: bool) -> Words:
        return Words(
            text, spot.x - frame.x, spot.y - frame.y, spot.width, size=spot.size, align="center", italic=italic
        )

    shown = [
        words(number_text, places.number, italic=False),
        words(day, places.day, italic=True),
        words(month, places.month, italic=True),
    ]
    size: dict[str, Any] = {"width": frame.width, "height": frame.height, "fonts": fonts}
    drawing = draw_digits(shown, **size) or draw_words(shown, **size)
    return Widget(frame, drawing)


def _seal(key: SigningKey, place: Box, image_png: bytes | None, fonts: Path, agency_name: str | None) -> Widget:
    if image_png is not None:
        return Widget(place, picture(image_png, width=place.width, height=place.height))
    side = min(place.width, place.height)
    square = Box(place.page, place.x + (place.width - side) / 2, place.y + (place.height - side) / 2, side, side)
    return Widget(square, draw_seal(agency_name or _common_name(key), side=side, fonts=fonts))
