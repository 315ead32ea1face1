"""Who may do what to an outgoing document, and why not."""

from typing import Any

from kit.access import Rule, reason
from kit.actor import Actor
from office.organisation.roles import Role

SIGNERS: set[str] = {Role.LEADER, Role.DEPUTY, Role.UNIT_HEAD}
DECIDERS: set[str] = {Role.LEADER, Role.DEPUTY}
ONLY_DECIDERS = "Phải do lãnh đạo cơ quan duyệt."
STAFF: set[str] = {Role.OFFICER, Role.UNIT_HEAD, Role.LEADER, Role.DEPUTY, Role.CLERK}


@reason("Chỉ người soạn thảo sửa được dự thảo.")
def own_draft(actor: Actor, subject: Any) -> bool:
    return subject.drafter_id in actor.post_ids


@reason("Dự thảo đã trình; muốn sửa phải được trả lại.")
def still_draft(actor: Actor, subject: Any) -> bool:
    return subject.state == "draft"


@reason("Văn bản đang ở người khác.")
def holds(actor: Actor, subject: Any) -> bool:
    return subject.held_by_id in actor.post_ids


@reason("Chỉ người ký đã chọn ký được văn bản này, bằng chữ ký của chính mình.")
def is_signer(actor: Actor, subject: Any) -> bool:
    return subject.signer_id == actor.post_id


@reason("Văn bản đang ở người khác.")
def holds_or_clerk(actor: Actor, subject: Any) -> bool:
    if subject.held_by_id is None:
        return Role.CLERK in actor.roles
    return holds(actor, subject)


@reason("Chỉ văn thư, lãnh đạo hoặc người soạn thảo đề nghị được.")
def drafted_or_clerk(actor: Actor, subject: Any) -> bool:
    return bool({Role.CLERK, *DECIDERS} & actor.roles) or own_draft(actor, subject)


@reason("Chỉ người đề nghị hoặc văn thư rút được.")
def proposed_or_clerk(actor: Actor, change: Any) -> bool:
    return Role.CLERK in actor.roles or change.proposed_by_id in actor.post_ids


RULES = {
    "create": Rule(STAFF),
    "edit": Rule(STAFF, own_draft, still_draft),
    "preview": Rule(STAFF, own_draft),
    "submit": Rule(STAFF, own_draft),
    "bypass": Rule(STAFF, own_draft),
    "initial": Rule({Role.UNIT_HEAD, Role.LEADER, Role.DEPUTY}, holds),
    "sign": Rule(SIGNERS, is_signer),
    "return": Rule(STAFF, holds_or_clerk),
    "issue": Rule({Role.CLERK}, why="Chỉ văn thư được cấp số, đóng dấu và phát hành."),
    "complete": Rule({"system"}),
    # proposed by clerk or drafter, approved by a leader: the document left the agency in his name (our choice)
    "propose_change": Rule(STAFF, drafted_or_clerk),
    "approve_change": Rule(DECIDERS, why=ONLY_DECIDERS),
    "turn_down_change": Rule(DECIDERS, why=ONLY_DECIDERS),
    "withdraw_change": Rule(STAFF, proposed_or_clerk),
    "recall": Rule(DECIDERS, why=ONLY_DECIDERS),
    "replace": Rule(STAFF, drafted_or_clerk),
    "forward": Rule(STAFF),
    "cancel": Rule(STAFF, own_draft),
    "reply": Rule(STAFF),
}
# one rule per writing address
URLS = {
    "new": "create",
    "reply": "reply",
    "save": "edit",
    "submit": "submit",
    "upload": "edit",
    "use_template": "edit",
    "place": "edit",
    "attach": "edit",
    "detach": "edit",
    "initial": "initial",
    "sign": "sign",
    "issue": "issue",
    "retry": "issue",
    "return": "return",
    "recall_document": "propose_change",
    "retrieve": "propose_change",
    "update": "propose_change",
    "replace_document": "replace",
    "forward_document": "forward",
    "cancel": "cancel",
}
RULES |= {address: RULES[name] for address, name in URLS.items()}
# addresses that only show what members of the agency may read
READ_ONLY = {"change", "list", "find_receivers", "edit", "document", "process"}
