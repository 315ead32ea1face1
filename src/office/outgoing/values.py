"""Values that views hand to the actions. Doors: DraftFacts, TemplateContent, ReceiverChoice, ChangePlan, PAPER_REASONS."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NAMED = "giay-"  # how the code of a receiver begins that is no agency of the directory, only a name on paper
NOT_CONNECTED = "receiver_not_connected"
# why a receiver gets paper (QĐ 28/2018/QĐ-TTg Điều 4, 7): a closed list that reports count
PAPER_REASONS: tuple[tuple[str, str | Promise], ...] = (
    (NOT_CONNECTED, _("Nơi nhận chưa kết nối Trục")),
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


@dataclass(frozen=True)
class ChangePlan:
    """What shall be done to an issued document. ``kind`` is recall, retrieve or update (outgoing.states.ChangeKind)."""

    kind: str
    reason: str
    asked: tuple[str, ...] = ()  # retrieve: the receivers asked
    by_status: frozenset[str] = frozenset()  # recall: receivers told by status 13 instead of a packet
    facts: Mapping[str, Any] = field(default_factory=dict)  # update: new values by column
    file_name: str = ""  # update: a new signed main file
    file_data: bytes | Path | None = None
    added: tuple[str, ...] = ()  # update: agency codes
    removed: tuple[str, ...] = ()
