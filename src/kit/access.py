"""Permissions as data, refused by default. Doors: Rule, allow, refusal, reason."""

from collections.abc import Callable, Mapping
from typing import Any

from kit.actor import Actor
from kit.errors import NotPermitted

Predicate = Callable[[Actor, Any], bool]
NOT_LISTED = "Việc này không có trong bảng quyền của chức danh đang làm việc."
WRONG_ROLE = "Chức danh đang làm việc không được giao việc này. Hãy đổi chức danh hoặc chuyển cho người phụ trách."


def reason(text: str) -> Callable[[Predicate], Predicate]:
    """Give a predicate the Vietnamese sentence that a greyed button shows when it answers no."""

    def mark(predicate: Predicate) -> Predicate:
        predicate.reason = text  # type: ignore[attr-defined]
        return predicate

    return mark


class Rule:
    """Which roles may do a thing, and under which conditions (all of them)."""

    def __init__(self, roles: set[str] | frozenset[str], *predicates: Predicate, why: str = WRONG_ROLE) -> None:
        self.roles = frozenset(str(role) for role in roles)
        self.predicates = predicates
        self.why = why


def refusal(actor: Actor, rules: Mapping[str, Rule], name: str, subject: Any) -> str | None:
    """Return why ``actor`` may not do ``name`` to ``subject``, or None when he may."""
    rule = rules.get(name)
    if rule is None:
        return NOT_LISTED
    if not rule.roles & actor.roles:
        return rule.why
    for predicate in rule.predicates:
        if not predicate(actor, subject):
            return getattr(predicate, "reason", rule.why)
    return None


def allow(actor: Actor, rules: Mapping[str, Rule], name: str, subject: Any) -> None:
    """Return when ``actor`` may do ``name`` to ``subject``. Raises: NotPermitted with the reason."""
    why = refusal(actor, rules, name, subject)
    if why is not None:
        raise NotPermitted(reason=why)
