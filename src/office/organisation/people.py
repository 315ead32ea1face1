"""Who is who: reads of agencies, units and posts with business names.

Doors: hosted_agency_ids, acting_for_hosted, hosted_agencies, agency_by_code, find_agencies, ended_agency, what_became, ended_words,
heir_of, units_of, leaders_of, clerks_of, heads_of, members_of, posts_by_ids, posts_of_agency, post_of, authorities_of, codes_of,
delegations_of.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from kit.asked import Asked
from kit.errors import NotFoundHere
from kit.tenancy import SETTING, acting_for
from kit.word_search import find
from office.organisation.models import Agency, AgencyWords, Delegation, Post, SigningAuthority, Unit
from office.organisation.roles import Role
from office.organisation.words import ENDED, FIRST


def valid_on(day: Any) -> Q:
    """Rows whose validity (either end may be open) covers ``day``."""
    return (Q(valid_from__isnull=True) | Q(valid_from__lte=day)) & (Q(valid_to__isnull=True) | Q(valid_to__gte=day))


_hosted: Asked[Any] = Asked(lambda: Agency.objects.filter(hosted=True).order_by("id").values_list("id"))


def hosted_agency_ids() -> list[int]:
    """Return the ids of the agencies that work in this installation."""
    return [pk for (pk,) in _hosted.rows()]


_ACT_FOR_HOSTED = """
select set_config(%s, (select coalesce(string_agg(id::text, ','), '') from office_organisation_agency where hosted), true)
"""


@contextmanager
def acting_for_hosted() -> Iterator[None]:
    """Open a transaction that sees and writes the rows of every agency that works here, as a program does that serves all."""
    if connection.in_atomic_block:
        with acting_for(*hosted_agency_ids()):
            yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_ACT_FOR_HOSTED, [SETTING])
        yield


def hosted_agencies() -> list[Agency]:
    """Return the agencies that work in this installation, in Vietnamese order."""
    return list(Agency.objects.filter(hosted=True).order_by("sort_key", "id"))


_by_code = Asked(
    lambda code: Agency.objects.filter(code=code, valid_to__isnull=True).order_by("pk")[:1],
    "code",
)


def agency_by_code(code: str) -> Agency | None:
    """Return the active agency with this code, hosted here or only known by address."""
    return _by_code.first(code=code)


def find_agencies(words: str, limit: int = 20, *, ended: bool = False) -> list[Agency]:
    """Return active agencies with a word beginning with each typed one, with or without marks; ``ended``: closed ones too.

    Without words: the first ones in Vietnamese order.
    """
    rows = Agency.objects.select_related("successor")
    if not words.strip():
        return list(rows.filter(valid_to__isnull=True).order_by("sort_key", "id")[:limit])
    found = find(AgencyWords, words, limit=limit, first=FIRST, below="~" if ended else ENDED)
    known = rows.in_bulk(found)
    return [known[pk] for pk in found]


def ended_agency(code: str) -> Agency | None:
    """Return the agency that ended and bore this code, None when an active one bears it or none did."""
    rows = Agency.objects.filter(Q(code=code) | Q(code_qcvn102=code), ~Q(code=""))
    if rows.filter(valid_to__isnull=True).exists():
        return None
    return rows.order_by("-id").first()


def what_became(agency: Agency) -> str:
    """Return in words what became of an agency that ended: merged, split, or dissolved."""
    heir, day = agency.successor, agency.valid_to
    if heir is None or day is None:
        return _("đã giải thể, không có cơ quan kế thừa")
    facts = {"heir": heir.name, "code": heir.code, "day": f"{day:%d/%m/%Y}"}
    if len(agency.heir_codes) > 1:
        return _("đã chia tách từ %(day)s, %(heir)s (%(code)s) nhận văn bản thay") % facts
    return _("đã sáp nhập vào %(heir)s (%(code)s) từ %(day)s") % facts


def ended_words(codes: Iterable[str]) -> dict[str, str]:
    """Return for each code of an agency that ended what to tell who wrote it: its name and what became of it."""
    rows = Agency.objects.filter(Q(code__in=set(codes)), valid_to__isnull=False).select_related("successor")
    active = set(
        Agency.objects.filter(code__in=[one.code for one in rows], valid_to__isnull=True).values_list("code", flat=True)
    )
    return {one.code: f"{one.name} ({one.code}) {what_became(one)}" for one in rows if one.code not in active}


def heir_of(agency: Agency) -> Agency | None:
    """Return the active agency that stands for one that ended; None: nobody inherited."""
    seen: set[int] = set()
    heir: Agency | None = agency
    while heir is not None and heir.valid_to is not None and heir.pk not in seen:
        seen.add(heir.pk)
        heir = heir.successor
    return heir if heir is not None and heir.valid_to is None else None


def units_of(agency_id: int) -> list[Unit]:
    return list(Unit.objects.filter(agency_id=agency_id).order_by("sort_key", "id"))


def unit_of(ref: UUID | str, *, agency_id: int) -> Unit:
    """Return the unit of the agency. Raises: NotFoundHere."""
    unit = Unit.objects.filter(agency_id=agency_id, ref=ref).first()
    if unit is None:
        raise NotFoundHere(what=Unit._meta.verbose_name)
    return unit


def _posts(agency_id: int, on: date | None) -> QuerySet[Post]:
    rows: QuerySet[Post] = Post.objects.filter(agency_id=agency_id).select_related("person", "agency", "unit")
    return rows if on is None else rows.filter(valid_on(on))


def posts_of_agency(agency_id: int, on: date | None = None) -> list[Post]:
    return list(_posts(agency_id, on).order_by("position", "id"))


def leaders_of(agency_id: int, on: date | None = None) -> list[Post]:
    """Return the head and the deputies, in the order of the agency's own list."""
    rows = _posts(agency_id, on).filter(roles__overlap=[Role.LEADER, Role.DEPUTY])
    return list(rows.order_by("position", "id"))


def clerks_of(agency_id: int, on: date | None = None) -> list[Post]:
    return list(_posts(agency_id, on).filter(roles__contains=[Role.CLERK]).order_by("position", "id"))


def heads_of(unit: Unit, on: date | None = None) -> list[Post]:
    """Return the posts that head the unit."""
    rows = _posts(unit.agency_id, on).filter(unit=unit, roles__contains=[Role.UNIT_HEAD])
    return list(rows.order_by("position", "id"))


def members_of(unit: Unit, on: date | None = None) -> list[Post]:
    """Return every post of the unit, its head first."""
    return list(_posts(unit.agency_id, on).filter(unit=unit).order_by("position", "id"))


def posts_by_ids(ids: Iterable[int]) -> dict[int, Post]:
    """Return posts with person, agency and unit by id, in one query; for timelines and holders."""
    rows = Post.objects.filter(pk__in=set(ids)).select_related("person", "agency", "unit")
    return {post.pk: post for post in rows}


def post_of(ref: UUID | str, *, agency_id: int) -> Post:
    """Return the post of the agency by ref, with person, agency and unit. Raises: NotFoundHere."""
    post = _posts(agency_id, None).filter(ref=ref).first()
    if post is None:
        raise NotFoundHere(what=Post._meta.verbose_name)
    return post


_authorities = Asked(
    lambda post, on: SigningAuthority.objects.filter(valid_on(on), post_id=post).order_by("id"), *("post", "on")
)


def authorities_of(post: Post, document_type: str, on: date) -> list[SigningAuthority]:
    """Return the capacities in which the post may sign this type on this day.

    Law: NĐ 30/2020/NĐ-CP Điều 13; an authorisation (TUQ.) past its last day is not offered.
    """
    rows = _authorities.all(post=post.pk, on=on)
    return [one for one in rows if not one.document_types or document_type in one.document_types]


_codes: Asked[Any] = Asked(
    lambda code: Agency.objects.filter(Q(code=code) | Q(code_qcvn102=code)).values_list("code", "code_qcvn102"), "code"
)


def codes_of(code: str) -> set[str]:
    """Return every code that the agency of ``code`` goes by: the new one and the one of QCVN 102:2016."""
    known = _codes.rows(code=code) if code else []
    return {code, *(value for row in known for value in row if value)}


def delegations_of(agency_id: int, on: date) -> list[Delegation]:
    """Return delegations of the agency that hold today or will, soonest first."""
    rows = Delegation.objects.filter(agency_id=agency_id, revoked_at=None, valid_to__gte=on)
    return list(rows.select_related("from_post__person", "to_post__person").order_by("valid_from", "id"))
