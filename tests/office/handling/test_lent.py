"""Duties that were lent are those of the post that lent them: its unit, its work, its name in the record."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest
from tests.cast import House

from kit.access import refusal
from kit.actor import Actor, Lent
from kit.errors import NotPermitted
from office.audit.models import Event
from office.handling import actions as handling
from office.handling.models import Handling
from office.handling.permissions import RULES
from office.handling.states import State
from office.handling.values import Assignment
from office.organisation.acting import actor_for


@pytest.fixture
def standing_in(in_ubnd: House) -> Callable[..., Actor]:
    """Return the officer Triết as he acts for these others."""
    return lambda *names: actor_for(in_ubnd.posts["triet"], delegated=tuple(in_ubnd.posts[name] for name in names))


def instructed(waiting: Handling, to: list[Assignment], actor: Actor, now: datetime) -> list[Handling]:
    handling.instruct(handling_ref=waiting.ref, instruction="Giao tham mưu.", assignments=to, actor=actor, now=now)
    return list(waiting.children.order_by("id"))


def test_who_stands_in_for_two_acts_for_each_and_the_record_says_for_whom(
    waiting: Handling, to_unit: list[Assignment], standing_in: Callable[..., Actor], in_ubnd: House, monday: datetime
) -> None:
    both = standing_in("son", "uyen")

    (work,) = instructed(waiting, to_unit, both, monday)
    handling.start(handling_ref=work.ref, actor=both, now=monday)

    said = dict(Event.objects.filter(actor_post=both.post_id).values_list("kind", "on_behalf_of"))
    assert said["handling.instructed"] == in_ubnd.posts["uyen"].pk
    assert said["handling.started"] == in_ubnd.posts["son"].pk


def test_what_he_does_in_his_own_right_is_his(
    waiting: Handling, to_officer: list[Assignment], standing_in: Callable[..., Actor], uyen: Actor, monday: datetime
) -> None:
    (work,) = instructed(waiting, to_officer, uyen, monday)

    handling.start(handling_ref=work.ref, actor=standing_in("uyen"), now=monday)

    assert Event.objects.get(kind="handling.started").on_behalf_of is None


def test_a_head_lends_his_own_unit_and_not_that_of_who_gets_it(
    waiting: Handling, to_unit: list[Assignment], in_ubnd: House, uyen: Actor, monday: datetime
) -> None:
    (work,) = instructed(waiting, to_unit, uyen, monday)
    science, office = work.to_unit_id, in_ubnd.units["Văn phòng"].pk
    triet = replace(in_ubnd.actor("triet"), unit_id=office)
    head_of = lambda unit: replace(triet, lent=(Lent(in_ubnd.posts["son"].pk, unit, frozenset({"unit_head"})),))  # noqa: E731

    with pytest.raises(NotPermitted, match="Việc đang ở người khác"):
        handling.start(handling_ref=work.ref, actor=head_of(office), now=monday)
    assert refusal(head_of(science), RULES, "assign", work) is None

    handling.start(handling_ref=work.ref, actor=head_of(science), now=monday)
    work.refresh_from_db()
    assert work.state == State.IN_PROGRESS


def test_an_officer_who_heads_nothing_gets_no_unit_by_being_lent_another(
    waiting: Handling, to_unit: list[Assignment], in_ubnd: House, uyen: Actor, monday: datetime
) -> None:
    """Head of one unit, officer of the other: neither post alone may do the other unit's work."""
    (work,) = instructed(waiting, to_unit, uyen, monday)
    triet = in_ubnd.actor("triet")  # an officer of the unit that has the work
    lent = Lent(in_ubnd.posts["lan"].pk, in_ubnd.units["Văn phòng"].pk, frozenset({"unit_head"}))

    assert refusal(replace(triet, own_roles=triet.roles, lent=(lent,)), RULES, "assign", work) is not None
