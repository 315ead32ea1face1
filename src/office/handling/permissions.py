"""Who may do what to a handling: one rule for each move and each writing address of the room."""

from typing import Any

from kit.access import Rule, reason
from kit.actor import Actor
from office.handling.states import State
from office.organisation.roles import Role

ALL = frozenset({Role.LEADER, Role.DEPUTY, Role.UNIT_HEAD, Role.OFFICER, Role.CLERK})
DECIDERS = frozenset({Role.LEADER, Role.DEPUTY})
WORKERS = ALL
ONLY_DECIDERS = "Chỉ lãnh đạo cơ quan cho ý kiến và phân công."
ONLY_HEADS = "Chỉ trưởng đơn vị giao việc cho chuyên viên của đơn vị."


@reason("Việc này thuộc cơ quan khác.")
def same_agency(actor: Actor, handling: Any) -> bool:
    return actor.agency_id == handling.agency_id


@reason("Việc đang ở người khác.")
def holds(actor: Actor, handling: Any) -> bool:
    """The post itself, whoever has its duties by delegation, or the head of the unit that was given the work."""
    if handling.to_post_id is not None:
        return handling.to_post_id in actor.post_ids
    return handling.to_unit_id == actor.unit_id and Role.UNIT_HEAD in actor.roles


@reason("Chỉ người đã giao việc này giao lại được.")
def gave(actor: Actor, handling: Any) -> bool:
    """The post that gave the work; a clerk stands for every clerk of the agency."""
    if handling.from_post_id in actor.post_ids:
        return True
    return Role.CLERK in actor.roles and Role.CLERK in handling.from_post.roles


@reason("Việc đang ở người khác.")
def disposes(actor: Actor, handling: Any) -> bool:
    """Who holds the work; what was returned lies with its giver again, who may give it to somebody else."""
    return gave(actor, handling) if handling.state == State.RETURNED else holds(actor, handling)


RULES = {
    "present": Rule({Role.CLERK, Role.LEADER, Role.DEPUTY}, same_agency, why="Chỉ văn thư trình lãnh đạo."),
    "propose": Rule({Role.CLERK, Role.UNIT_HEAD}, same_agency, why="Chỉ văn phòng đề xuất phân công."),
    "instruct": Rule(DECIDERS, same_agency, holds, why=ONLY_DECIDERS),
    "note": Rule(DECIDERS, same_agency, holds, why=ONLY_DECIDERS),
    "forward": Rule(ALL, same_agency, disposes),
    "assign": Rule({Role.UNIT_HEAD, Role.LEADER, Role.DEPUTY}, same_agency, holds, why=ONLY_HEADS),
    "start": Rule(WORKERS, same_agency, holds),
    "report": Rule(WORKERS, same_agency, holds),
    "finish": Rule(WORKERS, same_agency, holds),
    "see": Rule(ALL, same_agency, holds),
    "pause": Rule(WORKERS, same_agency, holds),
    "resume": Rule(WORKERS, same_agency, holds),
    "return": Rule(ALL, same_agency, holds),
    "resend": Rule(ALL, same_agency, gave),
    "represent": Rule(ALL, same_agency, gave),
    "stop": Rule({Role.CLERK, Role.LEADER, Role.DEPUTY, "system"}, same_agency),
}
