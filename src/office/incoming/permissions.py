"""Who may do what to an incoming document: one rule for each move and each writing address of the room."""

from typing import Any

from kit.access import Rule, reason
from kit.actor import Actor
from office.organisation.roles import Role

ONLY_CLERKS = "Chỉ văn thư tiếp nhận và vào sổ văn bản đến."


@reason("Chỉ lãnh đạo được từ chối việc thu hồi (QĐ 28/2018/QĐ-TTg, Điều 9).")
def may_refuse_recall(actor: Actor, change: Any) -> bool:
    """A recall binds the receiver; saying no to it is the leader's word (our choice)."""
    return change.kind != "recall" or bool({Role.LEADER, Role.DEPUTY} & actor.roles)


@reason("Văn bản thuộc cơ quan khác.")
def same_agency(actor: Actor, incoming: Any) -> bool:
    return actor.agency_id == incoming.agency_id


RULES = {
    "register": Rule({Role.CLERK}, same_agency, why=ONLY_CLERKS),
    "refuse": Rule({Role.CLERK}, same_agency, why=ONLY_CLERKS),
    "put_later": Rule({Role.CLERK}, same_agency, why=ONLY_CLERKS),
    "enter_paper": Rule({Role.CLERK}, why="Chỉ văn thư đăng ký văn bản giấy."),
    "recall": Rule({Role.CLERK, Role.LEADER, Role.DEPUTY}, same_agency, why="Chỉ văn thư trả lời đề nghị thu hồi."),
    "replace": Rule({Role.CLERK, Role.LEADER, Role.DEPUTY}, same_agency, why="Chỉ văn thư trả lời bên gửi."),
    "agree_change": Rule({Role.CLERK, Role.LEADER, Role.DEPUTY}, same_agency, why="Chỉ văn thư trả lời bên gửi."),
    "decline_change": Rule(
        {Role.CLERK, Role.LEADER, Role.DEPUTY}, same_agency, may_refuse_recall, why="Chỉ văn thư trả lời bên gửi."
    ),
    "present": Rule({Role.CLERK, Role.LEADER, Role.DEPUTY}, same_agency, why="Chỉ văn thư trình lãnh đạo."),
}
