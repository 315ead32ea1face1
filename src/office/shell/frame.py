"""The frame of every page: bar, rail with what waits for me, person's menu. Doors: Frame, frame_of.

Built only when a template draws it; all its counts are one question to the database.
"""

from dataclasses import dataclass
from functools import cache

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from kit import clock
from kit.screen.parts import RailItem, Tab
from office.organisation.acting import Acting
from office.organisation.roles import Role
from office.shell.counting import count_together
from office.shell.notices import unseen_of
from office.shell.waiting import is_clerk, rows_waiting

WORK = ("handling:list", "handling:mine")
SIGNING = ("signing:centre", "signing:list")
# which rail entry a room's pages belong to
ENTRY_OF_ROOM = {
    "incoming": "den",
    "outgoing": "di",
    "exchange": "di",
    "handling": "viec",
    "signing": "ky-so",
    "organisation": "thiet-lap",
}
ENTRY_OF_PAGE = {
    "home": "hom-nay",
    "books": "so",
    "book": "so",
    "search": "search",
    "settings": "thiet-lap",
}


@dataclass(frozen=True)
class Frame:
    """What ``shell/base.html`` draws."""

    title: str
    subtitle: str
    posts: tuple[Tab, ...]
    rail: tuple[RailItem, ...]
    current: str
    menu: tuple[Tab, ...]
    person: str
    news: bool
    delegated: str
    counts: dict[str, int]
    topics: str  # what the frame itself listens to

    @property
    def departures(self) -> str:
        return address("outgoing:list")

    @property
    def work_url(self) -> str:
        return address(*WORK)

    @property
    def signing_url(self) -> str:
        return address(*SIGNING)

    @property
    def agree_name(self) -> str:
        """The name of the address that takes a leader's "Đồng ý" on a proposal."""
        return "handling:agree"

    @property
    def triggers(self) -> str:
        """When the rail is asked again."""
        return ", ".join(f"live:{topic}" for topic in self.topics.split(","))


@cache
def address(*names: str) -> str:
    """Return the address of the first of these names that exists, empty when none does."""
    for name in names:
        try:
            return reverse(name)
        except NoReverseMatch:
            continue
    return ""


def _rail(acting: Acting, counts: dict[str, int]) -> tuple[RailItem, ...]:
    arrivals = address("incoming:queue", "incoming:list") if is_clerk(acting) else address("incoming:list")
    departures = counts["number"] + counts["failed"] if is_clerk(acting) else counts["draft"]
    items = (
        RailItem("hom-nay", _("Hôm nay"), "sun", address("shell:home"), shortcut="H", phone=True),
        RailItem("den", _("Đến"), "inbox", arrivals, counts["pending"] + counts["changes"], "I", phone=True),
        RailItem("di", _("Đi"), "send", address("outgoing:list"), departures, "O"),
        RailItem(
            "viec",
            _("Nhiệm vụ"),
            "clipboard-check",
            address(*WORK),
            counts["decide"] + counts["work"],
            "T",
        ),
        RailItem(
            "ky-so",
            _("Ký số"),
            "signature",
            address(*SIGNING),
            counts["sign"] + counts["initial"],
            "S",
            phone=True,
        ),
        RailItem("so", _("Sổ"), "notebook", address("shell:books"), shortcut="B"),
        RailItem("thiet-lap", _("Thiết lập"), "settings", address("shell:settings"), foot=True),
    )
    return tuple(item for item in items if item.url)


def _posts(acting: Acting) -> tuple[Tab, ...]:
    if len(acting.posts) < 2:
        return ()
    return tuple(
        Tab(f"{post.title} · {post.agency.name}", str(post.ref), current=post.pk == acting.post.pk)
        for post in acting.posts
    )


def _menu(acting: Acting) -> tuple[Tab, ...]:
    entries = [Tab(_("Thiết lập của tôi"), address("shell:settings"), icon="settings")]
    if Role.ADMINISTRATOR in acting.actor.roles:
        entries.append(Tab(_("Cơ quan và chức danh"), address("organisation:overview"), icon="building"))
    return tuple(entry for entry in entries if entry.url)


def _current(request: HttpRequest) -> str:
    match = request.resolver_match
    if match is None:
        return ""
    if match.app_name == "shell":
        return ENTRY_OF_PAGE.get(match.url_name or "", "")
    return ENTRY_OF_ROOM.get(match.app_name, "")


def frame_of(request: HttpRequest, acting: Acting) -> Frame:
    """Return the frame for this person now."""
    rows = {**rows_waiting(acting, clock.now()), "news": unseen_of(acting)}
    counts = {**dict.fromkeys(("pending", "number", "failed", "changes", "approve", "late"), 0), **count_together(rows)}
    actor = acting.actor
    lent = ", ".join(str(post) for post in acting.delegated_from)
    topics = [f"agency-{actor.agency_id}", *(f"post-{post_id}" for post_id in acting.post_ids)]
    return Frame(
        title=acting.post.title,
        subtitle=acting.post.agency.name,
        posts=_posts(acting),
        rail=_rail(acting, counts),
        current=_current(request),
        menu=_menu(acting),
        person=actor.person_name,
        news=counts["news"] > 0,
        delegated=lent,
        counts=counts,
        topics=",".join(topics),
    )
