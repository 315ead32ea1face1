"""Who may do what to an incoming document: one rule for each move and each writing address of the room."""

from typing import Any

from kit.access import Rule, reason
from kit.actor import Actor
from office.organisation.roles import Role

ONLY_CLERKS = "Chỉ văn thư tiếp nhận và vào sổ văn bản đến."


@reason("Văn bản thuộc cơ quan khác.")
def same_agency(actor: Actor, incoming: Any) -> bool:
    return actor.agency_id == incoming.agency_id


RULES = {
    "register": Rule({Role.CLERK}, same_agency, why=ONLY_CLERKS),
    "refuse": Rule({Role.CLERK}, same_agency, why=ONLY_CLERKS),
    "put_later": Rule({Role.CLERK}, same_agency, why=ONLY_CLERKS),
    "enter_paper": Rule({Role.CLERK}, why="Chỉ văn thư đăng ký văn bản giấy."),
    "recall": Rule({Role.CLERK, Role.LEADER, Role.DEPUTY}, same_agency, why="Chỉ văn thư trả lời đề nghị thu hồi."),
    "agree_change": Rule({Role.CLERK, Role.LEADER, Role.DEPUTY}, same_agency, why="Chỉ văn thư trả lời bên gửi."),
    "decline_change": Rule({Role.CLERK, Role.LEADER, Role.DEPUTY}, same_agency, why="Chỉ văn thư trả lời bên gửi."),
    "present": Rule({Role.CLERK, Role.LEADER, Role.DEPUTY}, same_agency, why="Chỉ văn thư trình lãnh đạo."),
}
