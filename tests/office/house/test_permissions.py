"""Every move and every writing address of a room has a rule: who is not named may not."""

import ast
import importlib
import inspect
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
from django.urls import URLPattern
from tests.office.house.addresses import ROOMS, office_addresses

from kit.access import Rule
from kit.states import MoveTable

WRITING = {"require_POST"}
# moves that only programs make, never a person
BY_PROGRAM = {
    ("signing", "sign"),
    ("signing", "finish"),
    ("signing", "fail"),
    ("outgoing", "complete"),
    ("incoming", "match_change"),
}
# addresses that make a move of another name: the move's rule stands for both
SAME_RULE = {
    ("exchange", "send_again"): "resend",
    ("handling", "agree"): "instruct",
    ("incoming", "paper"): "enter_paper",
}


def module(room: str, name: str) -> ModuleType | None:
    try:
        return importlib.import_module(f"office.{room}.{name}")
    except ModuleNotFoundError:
        return None


def rules_of(room: str) -> dict[str, Rule]:
    found = module(room, "permissions")
    return getattr(found, "RULES", {}) if found else {}


def moves() -> Iterator[tuple[str, str]]:
    for room in ROOMS:
        states = module(room, "states")
        for value in vars(states).values() if states else ():
            if isinstance(value, MoveTable):
                yield from ((room, name) for name in sorted(value.names))


def writes(view: Any) -> bool:
    """Whether the view takes POST, as its decorators say."""
    tree = ast.parse(inspect.getsource(inspect.unwrap(view)))
    function = tree.body[0]
    assert isinstance(function, ast.FunctionDef)
    for decorator in function.decorator_list:
        text = ast.unparse(decorator)
        if text in WRITING or ("require_http_methods" in text and "POST" in text):
            return True
    return False


def methods_are_said(view: Any) -> bool:
    text = inspect.getsource(inspect.unwrap(view)).split("def ")[0]
    return any(word in text for word in ("require_GET", "require_POST", "require_safe", "require_http_methods"))


OWN = office_addresses()
WRITERS = [(room, pattern.name or "") for room, pattern in OWN if writes(pattern.callback)]


@pytest.mark.parametrize(("room", "move"), list(moves()))
def test_the_move_has_a_rule(room: str, move: str) -> None:
    assert move in rules_of(room) or (room, move) in BY_PROGRAM


@pytest.mark.parametrize(("room", "name"), WRITERS)
def test_the_writing_address_has_a_rule(room: str, name: str) -> None:
    assert SAME_RULE.get((room, name), name) in rules_of(room)


@pytest.mark.parametrize(("room", "pattern"), OWN, ids=[f"{room}:{pattern.name}" for room, pattern in OWN])
def test_the_address_says_its_methods(room: str, pattern: URLPattern) -> None:
    assert methods_are_said(pattern.callback)


def test_every_rule_names_at_least_one_role() -> None:
    assert [(room, name) for room in ROOMS for name, rule in rules_of(room).items() if not rule.roles] == []
