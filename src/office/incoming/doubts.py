"""What a clerk should look at before she confirms. Doors: doubts_of, suggested_refusal.

A doubt never refuses anything: it asks for a look and takes the focus.
"""

from datetime import date

from django.utils.translation import gettext as _

from office.documents.models import Document
from office.documents.rules import due_span
from office.incoming.states import RefusalReason

SHORTEST_SUBJECT = 8


def doubts_of(document: Document, *, today: date) -> dict[str, str]:
    """Return field → what is doubtful about what the packet said, in the order of the form."""
    found: dict[str, str] = {}
    if not document.number or not document.notation:
        found["code"] = _("Gói tin không ghi đủ số và ký hiệu; đọc trên trang 1.")
    if document.issued_on is None:
        found["issued_on"] = _("Gói tin không ghi ngày; đọc trên trang 1.")
    elif document.issued_on > today:
        found["issued_on"] = _("Ngày này chưa đến; đọc lại trên trang 1.")
    if not document.issuer_name.strip() or document.issuer_name == document.issuer_code:
        found["issuer_name"] = _("Gói tin chỉ ghi mã cơ quan.")
    if len(document.subject.strip()) < SHORTEST_SUBJECT:
        found["subject"] = _("Gói tin ghi trích yếu quá ngắn; đọc trên trang 1.")
    if document.due_on is not None and document.due_on < today:
        found["due_on"] = _("Hạn trong gói tin đã qua.")
    elif document.due_on is not None and document.due_on > due_span(today)[1]:
        found["due_on"] = _("Hạn trong gói tin quá xa; xem lại năm trên trang 1.")
    return found


def suggested_refusal(verdict: str | None, remarks: list[str]) -> str:
    """Return the reason chip that fits what was found, empty when nothing speaks for a refusal."""
    if verdict == "broken":
        return RefusalReason.ALTERED
    if any("không đọc được" in one for one in remarks):
        return RefusalReason.UNREADABLE
    return ""
