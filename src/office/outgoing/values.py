"""Values that views hand to the actions. Doors: DraftFacts, TemplateContent, ReceiverChoice, PAPER_REASONS."""

from dataclasses import asdict, dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# why a receiver gets paper (QĐ 28/2018/QĐ-TTg Điều 4, 7): a closed list that reports count
PAPER_REASONS: tuple[tuple[str, str | Promise], ...] = (
    ("receiver_not_connected", _("Nơi nhận chưa kết nối Trục")),
    ("receiver_requirements_not_met", _("Nơi nhận chưa đủ điều kiện kỹ thuật, an toàn")),
    ("sender_requirements_not_met", _("Cơ quan mình chưa đủ điều kiện kỹ thuật, an toàn")),
    ("incident", _("Sự cố")),
)


@dataclass(frozen=True)
class DraftFacts:
    """The facts of a draft that its drafter may change."""

    subject: str
    type_code: str = "CV"
    notation: str = ""  # empty: made by the rule
    urgency: int = 0
    security: str = "ordinary"
    due_on: date | None = None
    circulation: str = ""


@dataclass(frozen=True)
class TemplateContent:
    """The words typed into the template; one paragraph, addressee or recipient a line."""

    text: str = ""
    addressees: str = ""
    recipients: str = ""
    circulation: str = ""
    drafter_mark: str = ""
    contact: str = ""

    def as_json(self) -> dict[str, str]:
        return asdict(self)


@dataclass(frozen=True)
class ReceiverChoice:
    """One receiver: an agency code of the directory (new or QCVN 102), or a name on paper with the reason."""

    code: str
    name: str = ""
    on_paper: bool = False
    paper_reason: str = ""
