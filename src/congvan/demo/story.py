"""The story step by step. Doors: Story, Step, Issued.

Each step belongs to one person, does what that person does on the page, and ends when the page shows that it is done. A
step looks first whether it is done already, so it may be repeated after anything that went wrong: the fault tests rely
on that.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from congvan.demo import arriving, issuing
from congvan.demo.country import CITY, GOVERNMENT_OFFICE, PASSWORD
from congvan.demo.desk import CallLog, Desk, NotOnPage
from congvan.demo.issuing import Letter
from congvan.demo.world import World

PATIENCE_S = 90.0


@dataclass(frozen=True)
class Step:
    """What happened, who did it, how long it took from the click until the page showed it."""

    name: str
    actor: str
    seconds: float


@dataclass
class Issued:
    """A document on its way: where each side sees it."""

    letter: Letter
    sender: str
    receiver: str
    address: str = ""
    pending: str = ""
    incoming: str = ""
    code: str = ""
    visible_seconds: float = 0.0
    clicked_at: float = 0.0


@dataclass
class Story:
    """The people of the two offices at their desks, and the steps they have done."""

    world: World
    log: CallLog
    say: Callable[[Step], None] = lambda _step: None
    steps: list[Step] = field(default_factory=list)
    desks: dict[str, Desk] = field(default_factory=dict)

    @classmethod
    def of(cls, world: World, calls: Path | None = None, say: Callable[[Step], None] = lambda _step: None) -> "Story":
        return cls(world, CallLog(calls), say)

    def desk(self, username: str, office: str) -> Desk:
        """Return the logged-in desk of a person in an office program."""
        key = f"{username}@{office}"
        if key not in self.desks:
            self.desks[key] = Desk(self.world.url(office), username, PASSWORD, self.log).login()
        return self.desks[key]

    def step(self, name: str, person: Desk, act: Callable[[], None], done: Callable[[], bool]) -> None:
        """Let a person act once and wait until the page shows the result. Raises: NotOnPage."""
        began = time.monotonic()
        if not done():
            act()
        self.until(name, done)
        step = Step(name, person.username, round(time.monotonic() - began, 3))
        self.steps.append(step)
        self.say(step)

    @staticmethod
    def until(name: str, done: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE_S
        while not done():
            if time.monotonic() > end:
                raise NotOnPage(f"“{name}” did not come true within {PATIENCE_S:.0f} s")
            time.sleep(0.05)

    # --- people -----------------------------------------------------------------------------------

    @property
    def drafter(self) -> Desk:
        return self.desk("han.lg", "g22")

    @property
    def head(self) -> Desk:
        return self.desk("long.db", "g22")

    @property
    def chief(self) -> Desk:
        return self.desk("phuoc.th", "g22")

    @property
    def sender_clerk(self) -> Desk:
        return self.desk("tuyet.ma", "g22")

    @property
    def clerk(self) -> Desk:
        return self.desk("thu.kd", "h29")

    @property
    def leader(self) -> Desk:
        return self.desk("uyen.vt", "h29")

    @property
    def unit_head(self) -> Desk:
        return self.desk("khai.nq", "h29")

    @property
    def officer(self) -> Desk:
        return self.desk("linh.pt", "h29")

    # --- parts of the story -------------------------------------------------------------------------

    def send(self, letter: Letter) -> Issued:
        """The Government Office writes: drafted, initialled, signed, numbered, issued."""
        issued = Issued(letter, GOVERNMENT_OFFICE, CITY)
        issued.address = issuing.draft(self.drafter, letter)
        self._route(issued, self.drafter, self.head, self.chief, self.sender_clerk)
        return issued

    def answer(self, arrived: Issued, letter: Letter) -> Issued:
        """The city writes back: the answer is linked to what it answers."""
        issued = Issued(letter, CITY, GOVERNMENT_OFFICE)
        issued.address = issuing.reply(self.officer, arrived.incoming)
        self._route(issued, self.officer, self.unit_head, self.leader, self.clerk)
        return issued

    def _route(self, issued: Issued, officer: Desk, head: Desk, chief: Desk, clerk: Desk) -> None:
        address, letter = issued.address, issued.letter

        def put_forward() -> None:
            issuing.fill(officer, address, letter)
            issuing.submit(officer, address)

        waits = issuing.waits_for
        self.step("Soạn thảo, trình trưởng đơn vị", officer, put_forward, lambda: waits(head, address, "ky-nhay"))
        self.step(
            "Ký nháy, trình lãnh đạo",
            head,
            lambda: issuing.press(head, address, "ky-nhay"),
            lambda: waits(chief, address, "ky"),
        )
        self.step(
            "Lãnh đạo ký số",
            chief,
            lambda: issuing.press(chief, address, "ky"),
            lambda: waits(clerk, address, "phat-hanh"),
        )

        def issue() -> None:
            issued.clicked_at = time.monotonic()
            issuing.press(clerk, address, "phat-hanh")

        receiving = self.clerk if issued.receiver == CITY else self.sender_clerk

        def arrived() -> bool:
            issued.pending = arriving.pending(receiving, letter.subject) or ""
            return bool(issued.pending)

        self.step("Cấp số, đóng dấu, phát hành và đến bên nhận", clerk, issue, arrived)
        issued.visible_seconds = round(time.monotonic() - issued.clicked_at, 3)
        issued.code = issuing.code_of(clerk, address)
        self._hears(issued, clerk, "01")

    def _hears(self, issued: Issued, person: Desk, code: str) -> None:
        name = f"Bên gửi thấy trạng thái {code}"
        self.step(name, person, lambda: None, lambda: code in issuing.heard(person, issued.address, issued.receiver))

    def take_in(self, issued: Issued) -> None:
        """The city's clerk registers and presents; the sender hears it."""
        subject = issued.letter.subject

        def found() -> bool:
            issued.incoming = arriving.incoming(self.clerk, subject) or ""
            return bool(issued.incoming)

        act = lambda: arriving.register(self.clerk, issued.pending, present_to="Vương Thục Uyên")  # noqa: E731
        self.step("Tiếp nhận, vào sổ, trình lãnh đạo", self.clerk, act, found)
        self._hears(issued, self.sender_clerk, "03")

    def work(self, issued: Issued) -> None:
        """The leader instructs, the unit's head assigns, the officer works; the sender hears each."""
        address = issued.incoming
        self.step(
            "Lãnh đạo cho ý kiến, phân công",
            self.leader,
            lambda: arriving.instruct(
                self.leader,
                address,
                text="Phòng Kiểm soát thủ tục hành chính tham mưu, báo cáo kết quả.",
                unit="Phòng Kiểm soát thủ tục hành chính",
            ),
            lambda: arriving.offers(self.unit_head, address, "/phan-cong"),
        )
        self._hears(issued, self.sender_clerk, "04")
        self.step(
            "Trưởng phòng giao chuyên viên",
            self.unit_head,
            lambda: arriving.assign(self.unit_head, address, text="Đồng chí Linh xử lý.", officer="Phùng Trúc Linh"),
            lambda: arriving.offers(self.officer, address, "/bat-dau"),
        )
        self.step(
            "Chuyên viên bắt đầu xử lý",
            self.officer,
            lambda: arriving.start(self.officer, address),
            lambda: not arriving.offers(self.officer, address, "/bat-dau"),
        )
        self._hears(issued, self.sender_clerk, "05")

    def close(self, issued: Issued) -> None:
        """The officer finishes; the sender hears 06."""
        address = issued.incoming
        self.step(
            "Kết thúc xử lý",
            self.officer,
            lambda: arriving.finish(self.officer, address, text="Đã trả lời Văn phòng Chính phủ."),
            lambda: not arriving.offers(self.officer, address, "/ket-thuc"),
        )
        if arriving.offers(self.unit_head, address, "/ket-thuc"):
            self.step(
                "Trưởng phòng kết thúc việc",
                self.unit_head,
                lambda: arriving.finish(self.unit_head, address, text="Đã hoàn thành."),
                lambda: not arriving.offers(self.unit_head, address, "/ket-thuc"),
            )
        self._hears(issued, self.sender_clerk, "06")

    def refuse(self, issued: Issued, *, reason: str, text: str) -> None:
        self.step(
            "Từ chối tiếp nhận",
            self.clerk,
            lambda: arriving.refuse(self.clerk, issued.pending, reason=reason, text=text),
            lambda: arriving.pending(self.clerk, issued.letter.subject) is None,
        )
        self._hears(issued, self.sender_clerk, "02")

    def recall(self, issued: Issued, *, text: str) -> None:
        """The sender recalls, the receiver's clerk confirms; the sender hears 15."""
        self.step(
            "Thu hồi",
            self.sender_clerk,
            lambda: issuing.recall(self.sender_clerk, issued.address, reason="", text=text),
            lambda: arriving.offers(self.clerk, issued.incoming, "/dong-y"),
        )
        self.step(
            "Bên nhận đồng ý thu hồi",
            self.clerk,
            lambda: arriving.agree_change(self.clerk, issued.incoming, text="Đã hủy văn bản theo đề nghị."),
            lambda: not arriving.offers(self.clerk, issued.incoming, "/dong-y"),
        )
        self._hears(issued, self.sender_clerk, "15")
