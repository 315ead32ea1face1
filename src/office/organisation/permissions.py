"""Who may do what in the organisation room."""

from typing import Any

from kit.access import Rule, reason
from kit.actor import Actor
from office.organisation.roles import Role

ONLY_ADMINISTRATOR = "Chỉ quản trị của cơ quan được xem và đặt phần này."


@reason("Chỉ quản trị, hoặc chính người giữ chức danh, được ủy quyền việc của chức danh này.")
def own_post_or_administrator(actor: Actor, giver: Any) -> bool:
    """``giver`` is the Post whose duties are lent."""
    if giver.agency_id != actor.agency_id:
        return False
    return giver.person_id == actor.person_id or Role.ADMINISTRATOR in actor.roles


GIVERS: set[str] = {Role.LEADER, Role.DEPUTY, Role.UNIT_HEAD, Role.CLERK, Role.OFFICER, Role.ADMINISTRATOR}
RULES: dict[str, Rule] = {
    "delegate": Rule(GIVERS, own_post_or_administrator),
    "revoke": Rule(GIVERS, own_post_or_administrator),
    "keep_view": Rule({role.value for role in Role}),
    "drop_view": Rule({role.value for role in Role}),
    "administer": Rule({Role.ADMINISTRATOR.value}, why=ONLY_ADMINISTRATOR),
}
