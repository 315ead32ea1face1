"""The loop of one document and its answer, cut into steps that can be disturbed. Doors: Loop, Step, STEPS.

The Government Office writes to the city, the city takes it in, works and answers; the answer is refused, the document
recalled. Some steps begin with a program of the other side frozen, so that the way between two programs is a step of
its own and a kill meets it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from tests.stories.faults.people import Act, at_desk

from congvan.demo import arriving, issuing, letters
from congvan.demo.country import CITY, GOVERNMENT_OFFICE
from congvan.demo.desk import Desk
from congvan.demo.issuing import Letter
from congvan.demo.world import World

UNIT = "Phòng Kiểm soát thủ tục hành chính"
POSTS = {
    "han.lg": "g22",
    "long.db": "g22",
    "phuoc.th": "g22",
    "tuyet.ma": "g22",
    "thu.kd": "h29",
    "uyen.vt": "h29",
    "khai.nq": "h29",
    "linh.pt": "h29",
}


@dataclass(frozen=True)
class Step:
    """A step and where it happens: the office whose web and worker matter, whose link, and which links stand still.

    ``acts`` are done one after the other; the kill meets one of them. ``freeze`` stops links before the act, ``thaw``
    lets them go on at its beginning.
    """

    name: str
    office: str
    links: tuple[str, ...]
    acts: Callable[["Loop"], list[Act]]
    freeze: tuple[str, ...] = ()
    thaw: tuple[str, ...] = ()


@dataclass
class Paper:
    """A document on its way: what the people of both sides know of it."""

    letter: Letter
    receiver: str
    address: str = ""
    pending: str = ""
    incoming: str = ""


@dataclass
class Loop:
    """One document and its answer; ``name`` sets their subjects apart from those of other loops."""

    world: World
    name: str
    desks: dict[str, Desk] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.paper = Paper(_named(letters.MAIN, self.name), CITY)
        self.reply = Paper(_named(letters.answer(), self.name), GOVERNMENT_OFFICE)

    def who(self, username: str) -> Desk:
        if username not in self.desks:
            self.desks[username] = at_desk(self.world.url(POSTS[username]), username)
        return self.desks[username]

    def all_sit_down(self) -> None:
        """Log everybody in, so that no step begins with it."""
        for username in POSTS:
            self.who(username)

    # --- writing ------------------------------------------------------------------------------------

    def drafted(self, paper: Paper, officer: str, head: str, begin: Callable[[], str]) -> Act:
        """The officer writes and puts forward; a draft that was begun before is found in the list of drafts."""
        desk = self.who(officer)

        def offered() -> bool:
            paper.address = paper.address or _draft_of(desk, paper.letter.subject)
            return not paper.address or _editable(desk, paper.address)

        def do() -> None:
            paper.address = paper.address or begin()
            issuing.fill(desk, paper.address, paper.letter)
            issuing.submit(desk, paper.address)

        return Act(
            offered, do, lambda: bool(paper.address) and issuing.waits_for(self.who(head), paper.address, "ky-nhay")
        )

    def pressed(self, paper: Paper, person: str, verb: str, done: Callable[[], bool]) -> Act:
        desk = self.who(person)
        return Act(
            lambda: issuing.waits_for(desk, paper.address, verb),
            lambda: issuing.press(desk, paper.address, verb),
            done,
        )

    def waits(self, paper: Paper, person: str, verb: str) -> Callable[[], bool]:
        return lambda: issuing.waits_for(self.who(person), paper.address, verb)

    def sent(self, paper: Paper, clerk: str) -> bool:
        """Whether the clerk's tracking page says that the axis has it."""
        page = self.who(clerk).get(paper.address.replace("/di/", "/gui-nhan/"))
        rows = page.tree.xpath(f"//tr[@data-receiver='{paper.receiver}']")
        return bool(rows) and (
            "Trục đã nhận" in " ".join(rows[0].text_content().split()) or bool(rows[0].get("data-heard"))
        )

    # --- arriving -----------------------------------------------------------------------------------

    def arrived(self, paper: Paper, clerk: str) -> Act:
        def there() -> bool:
            paper.pending = arriving.pending(self.who(clerk), paper.letter.subject) or ""
            return bool(paper.pending)

        return _waiting(there)

    def heard(self, paper: Paper, clerk: str, code: str) -> bool:
        return code in issuing.heard(self.who(clerk), paper.address, paper.receiver)

    def registered(self) -> Act:
        paper, clerk = self.paper, self.who("thu.kd")

        def done() -> bool:
            paper.incoming = paper.incoming or arriving.incoming(clerk, paper.letter.subject) or ""
            return bool(paper.incoming) and self.heard(paper, "tuyet.ma", "03")

        return Act(
            lambda: arriving.pending(clerk, paper.letter.subject) is not None,
            lambda: arriving.register(clerk, paper.pending, present_to="Vương Thục Uyên"),
            done,
        )

    def instructed(self) -> Act:
        leader, address = self.who("uyen.vt"), self.paper.incoming
        text = f"{UNIT} tham mưu, báo cáo kết quả."
        return Act(
            lambda: arriving.offers(leader, address, "/cho-y-kien"),
            lambda: arriving.instruct(leader, address, text=text, unit=UNIT),
            lambda: (
                arriving.offers(self.who("khai.nq"), address, "/phan-cong") and self.heard(self.paper, "tuyet.ma", "04")
            ),
        )

    def assigned(self) -> Act:
        head, officer, address = self.who("khai.nq"), self.who("linh.pt"), self.paper.incoming
        return Act(
            lambda: arriving.offers(head, address, "/phan-cong") and not arriving.offers(officer, address, "/bat-dau"),
            lambda: arriving.assign(head, address, text="Đồng chí Linh xử lý.", officer="Phùng Trúc Linh"),
            lambda: arriving.offers(officer, address, "/bat-dau"),
        )

    def started(self) -> Act:
        officer, address = self.who("linh.pt"), self.paper.incoming
        return Act(
            lambda: arriving.offers(officer, address, "/bat-dau"),
            lambda: arriving.start(officer, address),
            lambda: not arriving.offers(officer, address, "/bat-dau") and self.heard(self.paper, "tuyet.ma", "05"),
        )

    def finished(self, person: str, code: str = "") -> Act:
        desk, address = self.who(person), self.paper.incoming
        return Act(
            lambda: arriving.offers(desk, address, "/ket-thuc"),
            lambda: arriving.finish(desk, address, text="Đã trả lời Văn phòng Chính phủ."),
            lambda: (
                not arriving.offers(desk, address, "/ket-thuc")
                and (not code or self.heard(self.paper, "tuyet.ma", code))
            ),
        )

    # --- taking back --------------------------------------------------------------------------------

    def refused(self) -> Act:
        paper, clerk = self.reply, self.who("tuyet.ma")
        return Act(
            lambda: arriving.pending(clerk, paper.letter.subject) is not None,
            lambda: arriving.refuse(clerk, paper.pending, reason="wrong_receiver", text="Gửi nhầm nơi nhận."),
            lambda: self.heard(paper, "thu.kd", "02"),
        )

    def recalled(self) -> list[Act]:
        paper, sender, receiver = self.paper, self.who("phuoc.th"), self.who("thu.kd")
        text = "Văn bản có sai sót."
        return [
            Act(
                lambda: arriving.offers(sender, paper.address, "/thu-hoi"),
                lambda: issuing.recall(sender, paper.address, reason="", text=text),
                lambda: arriving.offers(receiver, paper.incoming, "/dong-y"),
            ),
            Act(
                lambda: arriving.offers(receiver, paper.incoming, "/dong-y"),
                lambda: arriving.agree_change(receiver, paper.incoming, text="Đã hủy văn bản theo đề nghị."),
                lambda: self.heard(paper, "tuyet.ma", "15"),
            ),
        ]

    def answered(self) -> list[Act]:
        """The city's answer from its draft to its leader's signature."""
        reply, officer = self.reply, self.who("linh.pt")
        return [
            self.drafted(reply, "linh.pt", "khai.nq", lambda: issuing.reply(officer, self.paper.incoming)),
            self.pressed(reply, "khai.nq", "ky-nhay", self.waits(reply, "uyen.vt", "ky")),
            self.pressed(reply, "uyen.vt", "ky", self.waits(reply, "thu.kd", "phat-hanh")),
        ]

    def told(self) -> list[tuple[str, str, tuple[str, ...]]]:
        """Return what the senders must have heard at the end: office, subject, statuses."""
        return [
            ("g22", self.paper.letter.subject, ("01", "03", "04", "05", "06", "15")),
            ("h29", self.reply.letter.subject, ("01", "02")),
        ]


def _named(letter: Letter, name: str) -> Letter:
    return replace(letter, subject=f"{letter.subject} ({name})")


def _waiting(done: Callable[[], bool]) -> Act:
    return Act(lambda: False, lambda: None, done)


def _draft_of(officer: Desk, subject: str) -> str:
    """Return the address of the officer's own draft with this subject, empty when there is none."""
    page = officer.get("/di/?xem=cua-toi")
    for link in page.tree.xpath("//a[starts-with(@href, '/di/')]"):
        if subject in " ".join(link.text_content().split()):
            return "/di/" + str(link.get("href")).split("?")[0].rstrip("/").split("/")[-1]
    return ""


def _editable(officer: Desk, address: str) -> bool:
    page = officer.get(issuing.editor(address))
    return bool(page.tree.xpath("//form[@id='draft']"))


def _first(loop: Loop) -> list[Act]:
    drafter = loop.who("han.lg")
    return [loop.drafted(loop.paper, "han.lg", "long.db", lambda: issuing.draft(drafter, loop.paper.letter))]


STEPS: tuple[Step, ...] = (
    Step("draft", "g22", ("g22",), _first),
    Step(
        "initial",
        "g22",
        ("g22",),
        lambda one: [one.pressed(one.paper, "long.db", "ky-nhay", one.waits(one.paper, "phuoc.th", "ky"))],
    ),
    Step(
        "sign",
        "g22",
        ("g22",),
        lambda one: [one.pressed(one.paper, "phuoc.th", "ky", one.waits(one.paper, "tuyet.ma", "phat-hanh"))],
    ),
    Step(
        "issue",
        "g22",
        ("g22",),
        lambda one: [one.pressed(one.paper, "tuyet.ma", "phat-hanh", lambda: one.sent(one.paper, "tuyet.ma"))],
        freeze=("h29",),
    ),
    Step("arrive", "h29", ("h29",), lambda one: [one.arrived(one.paper, "thu.kd")], freeze=("g22",), thaw=("h29",)),
    Step(
        "hear 01",
        "g22",
        ("g22",),
        lambda one: [_waiting(lambda: one.heard(one.paper, "tuyet.ma", "01"))],
        thaw=("g22",),
    ),
    Step("register and hear 03", "h29", ("g22", "h29"), lambda one: [one.registered()]),
    Step("instruct and hear 04", "h29", ("g22", "h29"), lambda one: [one.instructed()]),
    Step("assign", "h29", ("h29",), lambda one: [one.assigned()]),
    Step("start and hear 05", "h29", ("g22", "h29"), lambda one: [one.started()]),
    Step("answer", "h29", ("h29",), lambda one: one.answered()),
    Step(
        "issue the answer",
        "h29",
        ("h29",),
        lambda one: [one.pressed(one.reply, "thu.kd", "phat-hanh", lambda: one.sent(one.reply, "thu.kd"))],
        freeze=("g22",),
    ),
    Step("the answer arrives", "g22", ("g22", "h29"), lambda one: [one.arrived(one.reply, "tuyet.ma")], thaw=("g22",)),
    Step(
        "finish and hear 06",
        "h29",
        ("g22", "h29"),
        lambda one: [one.finished("linh.pt"), one.finished("khai.nq", "06")],
    ),
    Step("refuse and hear 02", "g22", ("g22", "h29"), lambda one: [one.refused()]),
    Step("recall and hear 15", "g22", ("g22", "h29"), lambda one: one.recalled()),
)
