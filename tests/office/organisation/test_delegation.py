"""Duties are lent from day to day, inside one agency, once at a time."""

from datetime import date, datetime, timedelta

import pytest
from tests import cast

from kit.actor import Actor
from kit.errors import NotFoundHere, NotPermitted
from office.audit.models import Event
from office.organisation import actions
from office.organisation.acting import acting_of
from office.organisation.errors import DelegationDates, DelegationOver, DelegationOverlaps, DelegationToSelf
from office.organisation.models import Delegation

FIRST, LAST = date(2026, 11, 23), date(2026, 11, 27)


def lend(house: cast.House, actor: Actor, now: datetime, **changed: object) -> Delegation:
    facts: dict[str, object] = {
        "from_post_ref": house.posts["uyen"].ref,
        "to_post_ref": house.posts["son"].ref,
        "valid_from": FIRST,
        "valid_to": LAST,
        "reason": "Đi công tác",
        "actor": actor,
        "now": now,
    }
    return actions.delegate(**{**facts, **changed})  # type: ignore[arg-type]


def test_the_delegate_acts_with_both_duties_between_the_two_days(
    in_ubnd: cast.House, uyen: Actor, monday: datetime
) -> None:
    lend(in_ubnd, uyen, monday)
    son = in_ubnd.accounts["son"]

    during = acting_of(son, None, on=LAST)
    after = acting_of(son, None, on=LAST + timedelta(days=1))

    assert during is not None
    assert during.actor.roles == {"unit_head", "deputy"}
    assert during.actor.on_behalf_of is None  # each act says of itself for whom it is done
    assert [one.post_id for one in during.actor.lent] == [uyen.post_id]
    assert after is not None
    assert after.actor.roles == {"unit_head"}


def test_an_event_tells_who_lent_what(in_ubnd: cast.House, uyen: Actor, monday: datetime) -> None:
    delegation = lend(in_ubnd, uyen, monday)

    event = Event.objects.get(kind="organisation.delegated")

    assert (event.subject_ref, event.actor_post) == (delegation.ref, uyen.post_id)


def test_nobody_lends_the_duties_of_another_except_the_administrator(
    in_ubnd: cast.House, triet: Actor, quan_tri: Actor, monday: datetime
) -> None:
    with pytest.raises(NotPermitted):
        lend(in_ubnd, triet, monday)

    assert lend(in_ubnd, quan_tri, monday).to_post == in_ubnd.posts["son"]


def test_a_second_delegation_in_the_same_days_is_refused(in_ubnd: cast.House, uyen: Actor, monday: datetime) -> None:
    lend(in_ubnd, uyen, monday)

    with pytest.raises(DelegationOverlaps, match="Vũ Hoàng Sơn"):
        lend(in_ubnd, uyen, monday, to_post_ref=in_ubnd.posts["triet"].ref, valid_from=LAST)


@pytest.mark.parametrize(
    ("first", "last"), [(LAST, FIRST), (date(2026, 11, 1), date(2026, 11, 22))], ids=["backwards", "past"]
)
def test_days_that_make_no_sense_are_refused(
    in_ubnd: cast.House, uyen: Actor, monday: datetime, first: date, last: date
) -> None:
    with pytest.raises(DelegationDates):
        lend(in_ubnd, uyen, monday, valid_from=first, valid_to=last)


def test_nobody_delegates_to_himself_or_to_another_agency(
    in_ubnd: cast.House, vpcp: cast.House, uyen: Actor, monday: datetime
) -> None:
    for stranger in (in_ubnd.posts["uyen"], vpcp.posts["van"]):
        with pytest.raises(DelegationToSelf):
            lend(in_ubnd, uyen, monday, to_post_ref=stranger.ref)


def test_a_revoked_delegation_ends_at_once_and_only_once(in_ubnd: cast.House, uyen: Actor, monday: datetime) -> None:
    delegation = lend(in_ubnd, uyen, monday)

    actions.revoke(delegation_ref=delegation.ref, actor=uyen, now=monday)

    acting = acting_of(in_ubnd.accounts["son"], None, on=FIRST)
    assert acting is not None
    assert acting.delegated_from == ()
    with pytest.raises(DelegationOver):
        actions.revoke(delegation_ref=delegation.ref, actor=uyen, now=monday)


def test_another_agency_does_not_even_see_the_delegation(
    in_ubnd: cast.House, uyen: Actor, van: Actor, monday: datetime
) -> None:
    delegation = lend(in_ubnd, uyen, monday)

    with pytest.raises(NotFoundHere):
        actions.revoke(delegation_ref=delegation.ref, actor=van, now=monday)


def test_the_page_shows_and_takes_a_delegation(in_ubnd: cast.House, uyen: Actor, browser_of: object) -> None:
    browser = browser_of(uyen)  # type: ignore[operator]
    today = date.today() + timedelta(days=1)  # noqa: DTZ011 - the page works with the day of the reader

    answer = browser.post(
        "/to-chuc/uy-quyen/moi",
        {
            "from_post": in_ubnd.posts["uyen"].ref,
            "to_post": in_ubnd.posts["son"].ref,
            "valid_from": today.isoformat(),
            "valid_to": today.isoformat(),
            "reason": "Nghỉ phép",
        },
        follow=True,
    )

    assert answer.status_code == 200
    assert "Vũ Hoàng Sơn" in answer.content.decode()
