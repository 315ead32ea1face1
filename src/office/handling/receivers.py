"""Who can be given work, with his present load; and what the panel's form says. Doors: Receiver, find, read_assignments, deadline_chips."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from kit.errors import NotFoundHere
from kit.sort_keys import fold
from office.documents.words import WEEKDAYS
from office.handling.calendar import add_working_days, counts, working_days_between
from office.handling.reads import loads
from office.handling.states import Duty
from office.handling.values import Assignment
from office.organisation.models import Post, Unit
from office.organisation.people import posts_of_agency, units_of
from office.organisation.roles import Role

MOST_FOUND = 8


@dataclass(frozen=True)
class Receiver:
    """A unit or a post in the list of receivers; ``key`` is its value in the form."""

    key: str
    name: str
    more: str
    load: str
    post: Post | None = None
    unit: Unit | None = None
    duty: str = Duty.COORDINATE


def _load_words(load: tuple[int, int] | None) -> str:
    if load is None:
        return _("không có việc đang mở")
    count, late = load
    late_words = _("%(late)s quá hạn") % {"late": late} if late else _("không quá hạn")
    return _("%(count)s việc, %(late)s") % {"count": count, "late": late_words}


def _all(agency_id: int, on: date, unit_id: int | None) -> list[Receiver]:
    """Return units first, then people; inside one unit only its own people."""
    load = loads(agency_id, on)
    units = [] if unit_id else units_of(agency_id)
    posts = [one for one in posts_of_agency(agency_id, on) if unit_id is None or one.unit_id == unit_id]
    found = [
        Receiver(f"unit:{one.ref}", one.name, _("đơn vị"), _load_words(load.get(("unit", one.pk))), unit=one)
        for one in units
    ]
    found += [
        Receiver(
            f"post:{one.ref}",
            one.person.full_name,
            ", ".join(part for part in (one.title, one.unit.name if one.unit else "") if part),
            _load_words(load.get(("post", one.pk))),
            post=one,
        )
        for one in posts
        if set(one.roles) - {Role.ADMINISTRATOR}
    ]
    return found


def find(words: str, *, agency_id: int, on: date, unit_id: int | None, but: Iterable[str] = ()) -> list[Receiver]:
    """Return receivers whose name or post holds every word, with or without marks."""
    wanted, taken = fold(words).split(), set(but)
    return [
        one
        for one in _all(agency_id, on, unit_id)
        if one.key not in taken and all(word in fold(f"{one.name} {one.more}") for word in wanted)
    ][:MOST_FOUND]


def by_keys(keys: Sequence[tuple[str, str]], *, agency_id: int, on: date, unit_id: int | None = None) -> list[Receiver]:
    """Return the receivers with these (key, duty) pairs in their order. Raises: NotFoundHere for a foreign one."""
    known = {one.key: one for one in _all(agency_id, on, unit_id)}
    found = []
    for key, duty in keys:
        if key not in known:
            raise NotFoundHere(what=_("người nhận việc"))
        one = known[key]
        found.append(Receiver(one.key, one.name, one.more, one.load, one.post, one.unit, duty))
    return found


def of_assignments(
    assignments: Iterable[Assignment], *, agency_id: int, on: date, unit_id: int | None = None
) -> list[Receiver]:
    pairs: list[tuple[str, str]] = []
    for one in assignments:
        if one.post is not None:
            pairs.append((f"post:{one.post.ref}", str(one.duty)))
        elif one.unit is not None:
            pairs.append((f"unit:{one.unit.ref}", str(one.duty)))
    return by_keys(pairs, agency_id=agency_id, on=on, unit_id=unit_id)


def to_assignments(receivers: Iterable[Receiver], due_on: date | None) -> list[Assignment]:
    """Return the form's rows as assignments; what is only for information has no deadline."""
    return [
        Assignment(one.duty, post=one.post, unit=one.unit, due_on=None if one.duty == Duty.INFORM else due_on)
        for one in receivers
    ]


@dataclass(frozen=True)
class DeadlineChip:
    label: str
    value: str  # as typed: 02/12/2026
    day: str
    days: int
    chosen: bool


def deadline_chips(today: date, *, asked: date | None, chosen: date | None) -> list[DeadlineChip]:
    """Return 3, 5, 7 working days, and the last working days before what the sender asks."""
    days = [add_working_days(today, count) for count in (3, 5, 7)]
    labels = [_("3 ngày"), _("5 ngày"), _("7 ngày")]
    if asked is not None and asked > today:
        before = asked
        while before > today and (before == asked or not counts(before)):
            before = date.fromordinal(before.toordinal() - 1)
        for one in (before, asked):
            if one > today and one not in days:
                days.append(one)
                labels.append(f"{WEEKDAYS[one.weekday()]} {one:%d/%m}")
    return [
        DeadlineChip(
            label=label,
            value=f"{day:%d/%m/%Y}",
            day=f"{WEEKDAYS[day.weekday()]} {day:%d/%m}",
            days=working_days_between(today, day),
            chosen=day == chosen,
        )
        for label, day in zip(labels, days, strict=True)
    ]
