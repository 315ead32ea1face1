"""Permissions as data, refused by default. Doors: Rule, allow, refusal, reason."""

from collections.abc import Callable, Mapping
from dataclasses import replace
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
    """Return why ``actor`` may not do ``name`` to ``subject``, or None when he may in one of his positions."""
    return _judged(actor, rules, name, subject)[0]


def allow(actor: Actor, rules: Mapping[str, Rule], name: str, subject: Any) -> Actor:
    """Return ``actor`` as he does ``name`` to ``subject``: in his own right, or on behalf of the post that permits it.

    Raises: NotPermitted with the reason.
    """
    why, position = _judged(actor, rules, name, subject)
    if why is not None:
        raise NotPermitted(reason=why)
    return replace(actor, on_behalf_of=position.on_behalf_of)


def _judged(actor: Actor, rules: Mapping[str, Rule], name: str, subject: Any) -> tuple[str | None, Actor]:
    """Return the reason against and the position it is said of: the first that may, or the one that comes nearest."""
    rule = rules.get(name)
    if rule is None:
        return NOT_LISTED, actor
    nearest: tuple[str, Actor] | None = None
    for position in actor.positions:
        if not rule.roles & position.roles:
            continue
        failed = next((one for one in rule.predicates if not one(position, subject)), None)
        if failed is None:
            return None, position
        nearest = nearest or (getattr(failed, "reason", rule.why), position)
    return nearest or (rule.why, actor)
