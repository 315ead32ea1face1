"""Every place that says how much waits to be taken in says the same."""

from datetime import datetime, timedelta

import pytest
from tests import cast
from tests.factories.documents import DocumentFactory, IncomingFactory

from kit import clock
from office.documents.facts import StatusCode
from office.incoming.listing import counts_of_views
from office.incoming.queue import counts_of, page_of
from office.organisation.acting import acting_of
from office.shell.counting import count_together
from office.shell.mornings import morning_of
from office.shell.trial import trial_people
from office.shell.waiting import rows_waiting


def said_at(house: cast.House, now: datetime, monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    acting = acting_of(house.accounts["lan"], None, on=clock.today(now))
    assert acting is not None
    counts = {**dict.fromkeys(("approve", "late"), 0), **count_together(rows_waiting(acting, now))}
    pending = morning_of(acting, counts, now, clock.today(now)).pending
    assert pending is not None
    monkeypatch.setattr(clock, "now", lambda: now)
    guests = [guest for group in trial_people() for guest in group.guests if guest.username == "lan"]
    return {
        "badge": counts["pending"],
        "home": len(pending.rows),
        "tab of the list": counts_of_views(house.agency.pk, now=now)["pending"],
        "head of the queue": counts_of(house.agency.pk, now=now)["total"],
        "queue": len(page_of(house.agency.pk, tab="truc", now=now).rows),
        "trial page": int(guests[0].waits.split(" ")[0]),
    }


def test_what_is_put_aside_waits_nowhere_until_its_hour_and_then_everywhere(
    in_ubnd: cast.House, monday: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    afternoon = monday.replace(hour=14, minute=0)
    for later_until in (None, afternoon):
        letter = DocumentFactory(agency=in_ubnd.agency, stage=StatusCode.ARRIVED)
        IncomingFactory(agency=in_ubnd.agency, document=letter, later_until=later_until)

    assert set(said_at(in_ubnd, monday, monkeypatch).values()) == {1}
    assert set(said_at(in_ubnd, afternoon - timedelta(minutes=1), monkeypatch).values()) == {1}
    assert set(said_at(in_ubnd, afternoon, monkeypatch).values()) == {2}
