"""Who may do what to a signing request."""

from typing import Any

from kit.access import Rule, reason
from kit.actor import Actor
from office.organisation.roles import Role
from office.signing.states import BY_AGENCY

SIGNERS: set[str] = {Role.LEADER, Role.DEPUTY, Role.UNIT_HEAD}
ANYONE: set[str] = set(Role)


@reason("Chỉ người được yêu cầu ký, hoặc văn thư với chữ ký cơ quan, làm được việc này.")
def own_request(actor: Actor, request: Any) -> bool:
    """The post that was asked; an agency's signatures are in the hands of each of its clerks."""
    if request.purpose in BY_AGENCY and Role.CLERK in actor.roles:
        return actor.agency_id == request.agency_id
    return request.post_id in actor.post_ids


RULES = {
    "retry": Rule({*SIGNERS, Role.CLERK}, own_request),
    "cancel": Rule({*SIGNERS, Role.CLERK}, own_request),
    "sign_many": Rule(SIGNERS, why="Chỉ người có thẩm quyền ký văn bản."),
    "seen": Rule(ANYONE),
}
# addresses that only show what members of the agency may read
READ_ONLY = {"centre", "rows"}
