"""What is checked of a draft's form (thể thức) before it goes on. Doors: Check, checks_of, missing_of.

Law: NĐ 30/2020/NĐ-CP Điều 8, 12 khoản 2 (the one who checks the form answers for it), Điều 13 (authority).
"""

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django.utils.translation import gettext as _

from kit.texts import is_blank
from office.documents.facts import BY_CODE
from office.documents.reads import files_of
from office.files.actions import usable
from office.files.states import ScanState
from office.organisation.people import authorities_of
from office.outgoing.models import OutgoingDocument


@dataclass(frozen=True)
class Check:
    """One point of form: ``stops`` means that the draft cannot go on without it."""

    holds: bool
    words: str  # what is right, or what to do
    stops: bool = True


def checks_of(outgoing: OutgoingDocument, *, on: date) -> list[Check]:
    """Return every point, those that stop first among the failed ones."""
    found = [*_facts(outgoing), *_people(outgoing, on), *_page(outgoing), *_files(outgoing)]
    return sorted(found, key=lambda one: (one.holds, not one.stops))


def missing_of(outgoing: OutgoingDocument, *, on: date) -> list[str]:
    """Return the points that stop the draft, in words."""
    return [one.words for one in checks_of(outgoing, on=on) if one.stops and not one.holds]


def _facts(outgoing: OutgoingDocument) -> list[Check]:
    document = outgoing.document
    receivers = list(outgoing.receivers.all())
    abbreviation = BY_CODE[document.type_code].abbreviation if document.type_code in BY_CODE else ""
    fitting = bool(document.notation) and (not abbreviation or document.notation.startswith(f"{abbreviation}-"))
    return [
        Check(not is_blank(document.subject), _("trích yếu")),
        Check(len(document.subject) <= 300, _("trích yếu ngắn gọn (không quá 300 chữ cái)"), stops=False),
        Check(bool(document.notation), _("ký hiệu")),
        Check(fitting, _("ký hiệu đúng cách ghi của loại văn bản"), stops=False),
        Check(bool(receivers), _("nơi nhận")),
        Check(bool(document.place), _("địa danh")),
        Check(not document.is_secret, _("văn bản không có độ mật (QĐ 28/2018/QĐ-TTg Điều 1)")),
    ]


def _people(outgoing: OutgoingDocument, on: date) -> list[Check]:
    signer, authority = outgoing.signer, outgoing.authority
    if signer is None:
        return [Check(False, _("người ký"))]
    allowed = {one.pk for one in authorities_of(signer, outgoing.document.type_code, on)}
    return [
        Check(True, _("người ký")),
        Check(authority is not None and authority.pk in allowed, _("thẩm quyền ký còn hiệu lực với loại văn bản này")),
    ]


def _page(outgoing: OutgoingDocument) -> list[Check]:
    if outgoing.made_from != "template":
        placed = {"number", "day", "month", "signature"} <= set(outgoing.placement)
        return [Check(placed, _("vị trí số, ngày và chữ ký trên trang"))]
    content = outgoing.content
    recipients = [line.strip(" -") for line in content.get("recipients", "").splitlines() if line.strip()]
    kept = next((line for line in recipients if line.casefold().startswith("lưu:")), "")
    unit = outgoing.unit.abbreviation if outgoing.unit else ""
    names_unit = not kept or not unit or unit in kept
    return [
        Check(bool(content.get("text", "").strip()), _("nội dung văn bản")),
        Check(bool(recipients), _("các dòng “Nơi nhận”"), stops=False),
        Check(names_unit, _("dòng Lưu có đơn vị soạn thảo"), stops=False),
        Check(
            outgoing.document.type_code != "CV" or bool(content.get("addressees", "").strip()),
            _("“Kính gửi” của công văn"),
            stops=False,
        ),
        Check(_numbered_in_order(content.get("text", "")), _("các mục đánh số liên tục"), stops=False),
    ]


def _numbered_in_order(text: str) -> bool:
    heads = [line.split(".", 1)[0].strip() for line in text.splitlines()]
    numbers = [int(head) for head in heads if head.isdigit()]
    return all(after in (before + 1, 1) for before, after in pairwise(numbers))


def _files(outgoing: OutgoingDocument) -> list[Check]:
    rows = files_of(outgoing.document)
    infected = [row for row in rows if row.file.blob.scan_state == ScanState.INFECTED]
    uploaded = outgoing.made_from != "template"
    found = [
        Check(not infected, _("tệp không có mã độc")),
        Check(all(usable(row.file) for row in rows), _("tệp đã quét mã độc xong")),
    ]
    if uploaded:
        has_main = any(row.kind == "main" for row in rows)
        found.append(Check(has_main, _("tệp PDF của văn bản")))
    return found
