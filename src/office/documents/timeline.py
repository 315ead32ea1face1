"""The hands a document went through, read from its events. Doors: turns, Quote, Standing.

Names are resolved when the page is read, because the record holds none: three queries, however long the story.
Rooms above hand in what the record does not hold: the words of instructions and reports, and who has it now.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from kit import clock
from kit.screen.parts import Turn
from office.audit.kinds import KINDS
from office.audit.models import Event
from office.documents.words import day_words, when_words
from office.organisation.models import Post, Unit
from office.organisation.people import posts_by_ids

HIDDEN = frozenset(
    {"documents.opened", "documents.status_owed", "documents.file_attached", "documents.linked", "signing.reserved"}
)
SYSTEM = "Hệ thống"
DUTIES = {"lead": "chủ trì", "coordinate": "phối hợp", "inform": "để biết"}
ASKED = "incoming.change_asked"  # filed by the program, done by the sender
CHANGES = {  # acts on an issued document, completed by what is changed
    "outgoing.change_proposed": _lazy("đề nghị %(what)s"),
    "outgoing.change_turned_down": _lazy("không duyệt đề nghị %(what)s"),
    "outgoing.change_withdrawn": _lazy("rút đề nghị %(what)s"),
    "outgoing.change_answered": _lazy("%(receiver)s %(answer)s %(what)s"),
}
ANSWERS = {"15": _lazy("đồng ý"), "16": _lazy("không đồng ý")}
ASKS = {"recall": "thu hồi", "update": "cập nhật", "replace": "thay thế", "retrieve": "lấy lại"}
GAP_DAYS = 2  # written from one whole day of silence on


@dataclass(frozen=True)
class Quote:
    """Words that belong to an event's subject: an instruction, a reason, a report."""

    text: str


@dataclass(frozen=True)
class Standing:
    """Who has the document now, for the last line: "Vương Thục Uyên đang xem xét, từ 08:42"."""

    name: str
    act: str
    since: datetime
    more: str = ""


@dataclass
class _Line:
    name: str
    acts: list[str]
    at: datetime
    quotes: list[str]
    who: tuple[int | None, str]


def turns(
    *,
    document_ref: UUID,
    agency_id: int,
    now: datetime,
    quotes: Mapping[tuple[str, UUID], Quote] | None = None,
    standing: Standing | None = None,
) -> list[Turn]:
    """Return the timeline, oldest first. ``quotes`` are keyed by kind of event and its subject.

    Acts of one person in the same minute stand in one line.
    """
    events = [one for one in Event.objects.of(agency_id).of_document(document_ref) if one.kind not in HIDDEN]
    facts = [json.loads(one.payload) for one in events]
    posts = posts_by_ids(_post_ids(events, facts))
    unit_ids = _unit_ids(facts)
    units = Unit.objects.in_bulk(unit_ids) if unit_ids else {}
    lines: list[_Line] = []
    for event, fact in zip(events, facts, strict=True):
        post = posts.get(event.actor_post) if event.actor_post else None
        name = post.person.full_name if post else (_("Bên gửi") if event.kind == ASKED else SYSTEM)
        act = _act(event.kind, fact, posts, units)
        quote = (quotes or {}).get((event.kind, event.subject_ref)) if event.subject_ref else None
        words = [quote.text] if quote and quote.text else ([fact["reason"]] if _is_text(fact) else [])
        last = lines[-1] if lines else None
        who = (event.actor_post, name)
        if last and last.who == who and event.at - last.at < timedelta(minutes=1):
            last.acts.append(act)
            last.quotes += words
        else:
            lines.append(_Line(name, [act], event.at, words, who))
    drawn = [_drawn(line, before, now) for line, before in zip(lines, [None, *lines], strict=False)]
    if standing is not None:
        drawn.append(_now(standing, now))
    return drawn


def _is_text(fact: Mapping[str, Any]) -> bool:
    return isinstance(fact.get("reason"), str) and " " in fact["reason"]


def _post_ids(events: Iterable[Event], facts: Iterable[Mapping[str, Any]]) -> set[int]:
    found = {one.actor_post for one in events if one.actor_post}
    for fact in facts:
        found |= {fact["to_post"]} if fact.get("to_post") else set()
        found |= {row["post"] for row in fact.get("assigned", ()) if row.get("post")}
    return found


def _unit_ids(facts: Iterable[Mapping[str, Any]]) -> set[int]:
    found: set[int] = set()
    for fact in facts:
        found |= {fact["to_unit"]} if fact.get("to_unit") else set()
        found |= {row["unit"] for row in fact.get("assigned", ()) if row.get("unit")}
    return found


def _act(kind: str, fact: Mapping[str, Any], posts: Mapping[int, Post], units: Mapping[int, Unit]) -> str:
    """Return the verb with its object: "trình Phó Chủ tịch Vương Thục Uyên", "vào sổ, số đến 2318"."""
    if fact.get("to_post") or fact.get("to_unit"):
        row = {"post": fact.get("to_post"), "unit": fact.get("to_unit")}
        post = posts.get(row["post"]) if row["post"] else None
        title = f"{post.title} " if post else ""
        verb = {"handling.presented": _("trình"), "handling.forwarded": _("chuyển")}.get(kind, str(KINDS[kind].verb))
        return f"{verb} {title}{_receiver(row, posts, units)}"
    if kind in CHANGES:
        facts = {
            "what": ASKS.get(fact.get("change", ""), _("thay đổi")),
            "receiver": fact.get("receiver", ""),
            "answer": ANSWERS.get(fact.get("code", ""), ""),
        }
        return str(CHANGES[kind]) % facts
    if kind == ASKED:
        return _("đề nghị %(what)s văn bản") % {"what": ASKS.get(fact.get("change", ""), _("thay đổi"))}
    return str(KINDS[kind].verb) + _addition(kind, fact, posts, units)


def _addition(kind: str, fact: Mapping[str, Any], posts: Mapping[int, Post], units: Mapping[int, Unit]) -> str:
    """Return what follows the verb: the number, to whom, who got which duty."""
    if kind == "incoming.registered":
        return _(", số đến %(number)s") % {"number": fact["number"]}
    if fact.get("assigned"):
        named = [f"{_receiver(row, posts, units)} {DUTIES.get(row['duty'], '')}".strip() for row in fact["assigned"]]
        return ": " + "; ".join(named)
    if fact.get("percent") is not None:
        return f" {fact['percent']} %"
    return ""


def _receiver(row: Mapping[str, Any], posts: Mapping[int, Post], units: Mapping[int, Unit]) -> str:
    if row.get("post") in posts:
        return posts[row["post"]].person.full_name
    unit = units.get(row["unit"]) if row.get("unit") else None
    return unit.name if unit else _("người không còn trong danh bạ")


def _drawn(line: _Line, before: _Line | None, now: datetime) -> Turn:
    gap = ""
    if before is not None:
        days = (clock.today(line.at) - clock.today(before.at)).days
        gap = _("chờ %(days)s ngày") % {"days": days} if days >= GAP_DAYS else ""
    return Turn(
        name=line.name,
        act="; ".join(line.acts),
        at=when_words(line.at, now),
        quote="\n".join(line.quotes),
        gap=gap,
    )


def _now(standing: Standing, now: datetime) -> Turn:
    since = when_words(standing.since, now)
    return Turn(
        name=standing.name,
        act=standing.act,
        at=_("từ %(when)s") % {"when": since},
        now=True,
        more=standing.more,
    )


__all__ = ["Quote", "Standing", "day_words", "turns"]
