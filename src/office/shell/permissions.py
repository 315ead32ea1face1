"""Who may do what in the shell: writing addresses only concern the person himself, so every role may."""

from kit.access import Rule
from office.organisation.roles import Role

EVERYONE = frozenset(Role.values)
RULES = {
    "switch_post": Rule(EVERYONE),
    "preferences": Rule(EVERYONE),
    "language": Rule(EVERYONE),
    "logout": Rule(EVERYONE),
    "login": Rule(EVERYONE),
    "trial_login": Rule(EVERYONE),
}
