"""Change the directory by a legal act. Doors: Plan, plan, write, prepare, cancel.

``plan`` says what an order would do and refuses what cannot be; ``write`` does it. Both are steps of carrying an act
out (axis.delivery.actions.reorganise), which moves waiting packets in the same transaction. An heir is open when it
inherits, and what ended never opens again: so chains of heirs end, and none comes back to itself.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from axis.directory import errors
from axis.directory.actions.connect import AGENCY_CODE, changing, holder
from axis.directory.facts import ActKind, ActState, bloc_of, level_of
from axis.directory.models import Act, Agency, FormerName, Succession
from axis.directory.orders import Heir, Order
from axis.directory.words import keep_words
from kit.clock import today
from kit.sort_keys import sort_key

# Kind: how many agencies it concerns (least, most), how many heirs it has (least, most).
SHAPES: dict[ActKind, tuple[int, int, int, int]] = {
    ActKind.MERGE: (1, 200, 1, 1),
    ActKind.SPLIT: (1, 1, 2, 50),
    ActKind.RENAME: (1, 1, 0, 0),
    ActKind.ABOLISH: (1, 200, 0, 1),
}


@dataclass(frozen=True)
class Plan:
    """What an order would do now: agencies that end, heirs (new ones unsaved; the first takes the mail), children moved."""

    order: Order
    ending: tuple[Agency, ...]
    heirs: tuple[Agency, ...]
    renamed: Agency | None
    children: int

    @property
    def heir(self) -> Agency | None:
        return self.heirs[0] if self.heirs else None


def plan(order: Order, *, now: datetime) -> Plan:
    """Return what the order would do. Raises: AXS-701 to 707, 712, 713, CodeUnfit, NameMissing."""
    least, most, heirs_least, heirs_most = SHAPES[order.kind]
    if not order.legal_ref.strip():
        raise errors.LegalRefMissing
    if order.effective_on < today(now) and not order.reason.strip():
        raise errors.DayPast(day=f"{order.effective_on:%d/%m/%Y}")
    if not least <= len(order.agencies) <= most:
        raise errors.NothingNamed(least=least, most=most)
    if not heirs_least <= len(order.heirs) <= heirs_most:
        raise errors.HeirsUnfit(least=heirs_least, most=heirs_most)
    named = {row.pk: row for row in (_open(code, order.effective_on) for code in order.agencies)}
    if order.kind == ActKind.RENAME:
        [row] = named.values()
        return Plan(order, (), (), _renamed(row, order.name), 0)
    heirs = tuple(_heir(one, order, list(named.values())) for one in order.heirs)
    if len({one.code for one in heirs}) != len(heirs):
        raise errors.HeirsUnfit(least=heirs_least, most=heirs_most)
    children = Agency.objects.filter(parent_id__in=named, valid_to=None).exclude(pk__in=named).count()
    return Plan(order, tuple(named.values()), heirs, None, children)


def write(what: Plan, act: Act, *, version: int, now: datetime) -> dict[str, int]:
    """Do what was planned, under the version lock of the caller; return how many agencies and children changed."""
    touched: set[int] = set()
    if what.renamed is not None:
        row, name = what.renamed, " ".join(what.order.name.split())
        FormerName.objects.create(act=act, agency=row, name=row.name, until=act.effective_on)
        row.name, row.sort_key = name, sort_key(name)
        row.save(update_fields=["name", "sort_key"])
        touched.add(row.pk)
    ending = {row.pk for row in what.ending}
    for heir in what.heirs:
        _place(heir, what, ending, now)
        touched.add(heir.pk)
    for row in what.ending:
        row.valid_to, row.successor, row.ended_by = act.effective_on, what.heir, act
        row.save(update_fields=["valid_to", "successor", "ended_by"])
        Succession.objects.bulk_create(
            Succession(act=act, agency=row, heir=heir, is_default=heir == what.heir) for heir in what.heirs
        )
    children = _move_children(what, ending)
    Agency.objects.filter(pk__in=touched | ending | children).update(version=version, changed_at=now)
    keep_words(touched | ending | children)
    return {"agencies": len(touched | ending), "children": len(children)}


@transaction.atomic
def prepare(order: Order, *, by: str, now: datetime) -> Act:
    """Keep an act for its day. It was possible when it was written; on its day it is looked at again."""
    with changing():
        plan(order, now=now)
        return new_act(order, by=by, now=now)


def new_act(order: Order, *, by: str, now: datetime) -> Act:
    """Return the row of an act, still prepared."""
    return Act.objects.create(
        kind=order.kind,
        legal_ref=order.legal_ref.strip()[:200],
        effective_on=order.effective_on,
        reason=order.reason.strip()[:500],
        order=order.as_json(),
        made_by=by[:150],
        made_at=now,
    )


@transaction.atomic
def cancel(*, ref: UUID, by: str, now: datetime) -> Act:
    """Give a prepared act up; it stays on record. Raises: ActNotFound, ActNotWaiting."""
    act = Act.objects.select_for_update().filter(ref=ref).first()
    if act is None:
        raise errors.ActNotFound
    if act.state not in (ActState.PREPARED, ActState.FAILED):
        raise errors.ActNotWaiting(state=ActState(act.state).label)
    act.state, act.carried_out_at = ActState.CANCELLED, now
    act.problem = f"{by} đã hủy"[:500]
    act.save(update_fields=["state", "carried_out_at", "problem"])
    return act


def _open(code: str, day: date) -> Agency:
    row = holder(code.strip())
    if row is None:
        raise errors.AgencyNotKnown(code=code)
    if row.valid_to is not None or row.valid_from > day:
        until = f"{row.valid_to:%d/%m/%Y}" if row.valid_to else "nay"
        raise errors.AgencyEnded(code=code, day=f"{day:%d/%m/%Y}", span=f"{row.valid_from:%d/%m/%Y} - {until}")
    return row


def _renamed(row: Agency, name: str) -> Agency:
    name = " ".join(name.split())
    if not name or len(name) > 200:
        raise errors.NameMissing(code=row.code)
    if name == row.name:
        raise errors.NameUnchanged(code=row.code, name=name)
    return row


def _heir(wanted: Heir, order: Order, ending: list[Agency]) -> Agency:
    """Return the heir: the agency that is there, or a new one that is not saved yet."""
    code = wanted.code.strip()
    known = holder(code)
    if not wanted.name.strip():
        row = _open(code, order.effective_on)
        if row in ending:
            raise errors.HeirEnding(code=code)
        return row
    if not AGENCY_CODE.fullmatch(code):
        raise errors.CodeUnfit(code=code)
    formal = wanted.code_qcvn102.strip() or None
    taken = known or (holder(formal) if formal else None)
    if taken is not None:
        raise errors.CodeUsed(code=code, name=taken.name)
    name = " ".join(wanted.name.split())[:200]
    return Agency(
        code=code,
        code_qcvn102=formal,
        name=name,
        sort_key=sort_key(name),
        level=wanted.level or (ending[0].level if ending else "") or level_of(code),
        bloc=bloc_of(code),
        unit_code=wanted.unit_code[:5],
        parent=_open(wanted.parent, order.effective_on) if wanted.parent else None,
        valid_from=order.effective_on,
    )


def _place(heir: Agency, what: Plan, ending: set[int], now: datetime) -> None:
    """Give an heir its system and its place in the tree, clear of what ends."""
    if heir.system_id is None:
        heir.system_id = next((row.system_id for row in what.ending if row.system_id is not None), None)
    above = _ancestors(heir)
    if heir.pk is None and heir.parent_id is None and what.ending:
        above = [what.ending[0], *_ancestors(what.ending[0])]  # a new one takes the place of the first that ends
    passing = [row for row in above if row.pk in ending]
    if passing:
        # the place of the highest one that ends: what stands lower comes to stand under the heir itself
        heir.parent_id = passing[-1].parent_id
    if heir.pk is None:
        heir.version, heir.changed_at = 0, now
    heir.save()


def _ancestors(row: Agency) -> list[Agency]:
    """Return what is above an agency, nearest first."""
    found: dict[int, Agency] = {}
    above = row.parent
    while above is not None and above.pk not in found and above.pk != row.pk:
        found[above.pk] = above
        above = above.parent
    return list(found.values())


def _move_children(what: Plan, ending: set[int]) -> set[int]:
    """Put what was under an ended agency under its heir, else under what the agency itself was under."""
    moved: set[int] = set()
    heirs = {heir.pk for heir in what.heirs}
    for row in what.ending:
        children = Agency.objects.filter(parent=row, valid_to=None).exclude(pk__in=ending | heirs)
        pks = set(children.values_list("pk", flat=True))
        if not pks:
            continue
        above = what.heir or next((one for one in _ancestors(row) if one.pk not in ending), None)
        Agency.objects.filter(pk__in=pks).update(parent=above)
        moved |= pks
    return moved
