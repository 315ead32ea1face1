"""The list of outgoing documents: views, search, pages. Doors: VIEWS, View, Listing, Row, read_listing, new_among,
counts_of_views.

Every page of the list is a fixed number of questions, whatever its length; older pages follow the id, never an offset.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Count, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kit.sort_keys import fold
from office.documents.facts import BY_CODE, FileKind
from office.documents.models import DocumentFile, Opened
from office.organisation.acting import Acting
from office.organisation.roles import Role
from office.outgoing.models import Delivery, IssuedChange, OutgoingDocument, Recipient, RouteStep
from office.outgoing.states import REVIEWED, ChangeState, DispatchState, State

PAGE = 40
GOING = (State.DRAFT, *REVIEWED, State.ISSUING)


@dataclass(frozen=True)
class View:
    """One saved view: which documents, its icon, whether its count is worth showing."""

    key: str
    label: str | Promise
    icon: str
    where: Callable[[Acting], Q]
    counted: bool = True
    bad: bool = False


def _waits_for_me(acting: Acting) -> Q:
    mine = Q(state__in=GOING, held_by__in=acting.post_ids)
    if Role.CLERK in acting.actor.roles:
        mine |= Q(state=State.TO_NUMBER, held_by__isnull=True)
    return mine


def _mine(acting: Acting) -> Q:
    return Q(drafter__in=acting.post_ids)


VIEWS: tuple[View, ...] = (
    View("cho-toi", _("Chờ tôi"), "user-check", _waits_for_me),
    View("cua-toi", _("Của tôi"), "user", lambda acting: _mine(acting) & Q(state__in=GOING)),
    View("bi-tra-lai", _("Bị trả lại"), "arrow-back-up", lambda acting: _mine(acting) & Q(returned=True), bad=True),
    View("dang-trinh", _("Đang trình"), "route", lambda _acting: Q(state__in=[*REVIEWED, State.ISSUING])),
    View("cho-so", _("Chờ cấp số"), "hash", lambda _acting: Q(state__in=[State.TO_NUMBER, State.ISSUING])),
    View("da-phat-hanh", _("Đã phát hành"), "send", lambda _acting: Q(state=State.ISSUED), counted=False),
    View("cho-duyet", _("Chờ duyệt thay đổi"), "user-question", lambda _acting: Q(changing=True)),
    View("chua-gui-duoc", _("Chưa gửi được"), "send-off", lambda _acting: Q(unsent=True), bad=True),
    View(
        "thu-hoi",
        _("Đã thu hồi, thay thế"),
        "file-x",
        lambda _acting: Q(state__in=[State.RECALLED, State.REPLACED]),
        counted=False,
    ),
    View("tat-ca", _("Tất cả"), "list", lambda _acting: Q(), counted=False),
)
BY_KEY = {view.key: view for view in VIEWS}


@dataclass(frozen=True)
class Row:
    """One line: the document, its first receiver, whether the person has opened it."""

    outgoing: OutgoingDocument
    receiver: str
    more_receivers: int
    unread: bool
    verdict: str


@dataclass(frozen=True)
class Listing:
    view: View
    words: str
    type_code: str
    rows: tuple[Row, ...]
    types: tuple[tuple[str, str, int], ...]  # code, name, how many
    next_after: int | None

    @property
    def filtered(self) -> bool:
        return bool(self.words or self.type_code)


def _rows(acting: Acting) -> "QuerySet[Any]":
    """All documents of the agency, with what the views ask: was the draft returned, is a sending stuck."""
    stuck = Delivery.objects.filter(
        dispatch__outgoing=OuterRef("pk"), state__in=[DispatchState.REFUSED, DispatchState.DEAD]
    )
    rows: QuerySet[Any] = OutgoingDocument.objects.of(acting.actor.agency_id).annotate(
        returned=Q(state=State.DRAFT) & Q(Exists(RouteStep.objects.filter(outgoing=OuterRef("pk"), returned=True))),
        unsent=Exists(stuck),
        changing=Exists(IssuedChange.objects.filter(outgoing=OuterRef("pk"), state=ChangeState.PROPOSED)),
    )
    return rows


def read_listing(acting: Acting, query: Mapping[str, str]) -> Listing:
    """Return one page of the view that ``query`` names, with words and type as filters."""
    view = BY_KEY.get(query.get("xem", ""), VIEWS[0])
    words, type_code = query.get("q", "").strip(), query.get("loai", "")
    rows = _rows(acting).filter(view.where(acting))
    for word in fold(words).split()[:8]:
        rows = rows.filter(document__search_text__contains=word)
    counted = rows.order_by().values_list("document__type_code").annotate(n=Count("pk")).order_by("-n")
    types = tuple((code, BY_CODE[code].name, n) for code, n in counted if code in BY_CODE)
    if type_code in BY_CODE:
        rows = rows.filter(document__type_code=type_code)
    after = query.get("sau", "")
    if after.isdigit():
        rows = rows.filter(pk__lt=int(after))
    main = DocumentFile.objects.filter(document=OuterRef("pk"), kind=FileKind.MAIN)
    receivers = Recipient.objects.filter(outgoing=OuterRef("pk"))
    person = acting.actor.person_id
    opened = Opened.objects.filter(document=OuterRef("pk"), person_id=person) if person else None
    page = list(
        rows.select_related("document", "signer__person", "held_by__person", "drafter__person", "unit")
        .annotate(
            receiver=Subquery(receivers.order_by("position", "id").values("name")[:1]),
            receiver_count=Count("receivers", distinct=True),
            verdict=Subquery(main.values("file__verdict__verdict")[:1]),
            opened=Exists(opened) if opened is not None else Value(True, output_field=BooleanField()),
        )
        .order_by("-pk")[: PAGE + 1]
    )
    shown = tuple(
        Row(
            outgoing=one,
            receiver=one.receiver or "",
            more_receivers=max(0, one.receiver_count - 1),
            unread=not one.opened and one.drafter_id not in acting.post_ids,
            verdict=one.verdict or "",
        )
        for one in page[:PAGE]
    )
    return Listing(view, words, type_code, shown, types, page[PAGE - 1].pk if len(page) > PAGE else None)


def new_among(listing: Listing, shown: set[int]) -> int:
    """Return how many documents stand on the first page now that a reader of ``shown``, the first page then, has not.

    What has only moved up from the second page, because another one left, is nothing new.
    """
    floor = min(shown) if len(shown) >= PAGE else 0
    return sum(row.outgoing.pk > floor and row.outgoing.pk not in shown for row in listing.rows)


def counts_of_views(acting: Acting) -> dict[str, int]:
    """Return how many documents each counted view holds, in one question."""
    counted = {view.key.replace("-", "_"): Count("pk", filter=view.where(acting)) for view in VIEWS if view.counted}
    found = _rows(acting).filter(Q(state__in=GOING) | Q(unsent=True) | Q(changing=True)).aggregate(**counted)
    return {key.replace("_", "-"): number for key, number in found.items()}
