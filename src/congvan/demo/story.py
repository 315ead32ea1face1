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
from congvan.demo.country import CITY, GOVERNMENT_OFFICE, PASSWORD, PROVINCE_WARD
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

    def side(self, code: str) -> "Side":
        """Return the people of an agency of the loop: the Government Office or the city's People's Committee."""
        return Side(self, *SIDES[code])

    # --- parts of the story -------------------------------------------------------------------------

    def send(self, letter: Letter, sender: str = GOVERNMENT_OFFICE, receiver: str = CITY) -> Issued:
        """An agency writes: drafted, initialled, signed, numbered, issued, and seen by the receiver's clerk."""
        issued = Issued(letter, sender, receiver)
        self.sign(issued)
        self.issue(issued)
        return issued

    def answer(self, arrived: Issued, letter: Letter) -> Issued:
        """The receiver writes back: the answer is linked to what it answers."""
        issued = Issued(letter, arrived.receiver, arrived.sender)
        issued.address = issuing.reply(self.side(arrived.receiver).officer, arrived.incoming)
        self.sign(issued)
        self.issue(issued)
        return issued

    def sign(self, issued: Issued) -> None:
        """Bring a document so far that the clerk has only to issue it."""
        people, letter = self.side(issued.sender), issued.letter
        issued.address = issued.address or issuing.draft(people.officer, letter)
        address, waits = issued.address, issuing.waits_for
        officer, head, chief, clerk = people.officer, people.unit_head, people.leader, people.clerk

        def put_forward() -> None:
            issuing.fill(officer, address, letter)
            issuing.submit(officer, address)

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

    def issue(self, issued: Issued) -> None:
        """The clerk issues; the receiver's clerk sees it arrive; the sender hears so."""
        clerk = self.side(issued.sender).clerk
        self.step(
            "Cấp số, đóng dấu, phát hành, đến bên nhận",
            clerk,
            lambda: self.press_issue(issued),
            lambda: self.has_arrived(issued),
        )
        issued.visible_seconds = round(time.monotonic() - issued.clicked_at, 3)
        issued.code = issuing.code_of(clerk, issued.address)
        self._hears(issued, "01")

    def press_issue(self, issued: Issued) -> None:
        """Press the button, once, whether or not the document can go any further now."""
        clerk = self.side(issued.sender).clerk
        if issuing.waits_for(clerk, issued.address, "phat-hanh"):
            issued.clicked_at = time.monotonic()
            issuing.press(clerk, issued.address, "phat-hanh")

    def has_arrived(self, issued: Issued) -> bool:
        issued.pending = arriving.pending(self.side(issued.receiver).clerk, issued.letter.subject) or ""
        return bool(issued.pending)

    def _hears(self, issued: Issued, code: str) -> None:
        person = self.side(issued.sender).clerk
        name = f"Bên gửi thấy trạng thái {code}"
        self.step(name, person, lambda: None, lambda: code in issuing.heard(person, issued.address, issued.receiver))

    def statuses(self, issued: Issued) -> list[str]:
        """Return the statuses as the sender's tracking page shows them."""
        return issuing.heard(self.side(issued.sender).clerk, issued.address, issued.receiver)

    def verdict(self, issued: Issued) -> str:
        """Return the verdict as the receiver's page shows it, once the check has ended."""
        clerk, address = self.side(issued.receiver).clerk, issued.incoming or issued.pending
        return clerk.wait(address, arriving.verdict_of, seconds=PATIENCE_S, what="the verdict")

    def take_in(self, issued: Issued) -> None:
        """The receiver's clerk registers and presents; the sender hears it."""
        people, subject = self.side(issued.receiver), issued.letter.subject

        def found() -> bool:
            issued.incoming = arriving.incoming(people.clerk, subject) or ""
            return bool(issued.incoming)

        def register() -> None:
            arriving.register(people.clerk, issued.pending, present_to=people.leader_name)

        self.step("Tiếp nhận, vào sổ, trình lãnh đạo", people.clerk, register, found)
        self._hears(issued, "03")

    def work(self, issued: Issued) -> None:
        """The leader instructs, the unit's head assigns, the officer works; the sender hears each."""
        people, address = self.side(issued.receiver), issued.incoming

        def instruct() -> None:
            arriving.instruct(people.leader, address, text="Tham mưu, báo cáo kết quả.", unit=people.unit_name)

        def assign() -> None:
            arriving.assign(people.unit_head, address, text="Chủ trì xử lý.", officer=people.officer_name)

        def start() -> None:
            arriving.start(people.officer, address)

        def given() -> bool:
            return arriving.offers(people.unit_head, address, "/phan-cong")

        def ready() -> bool:
            return arriving.offers(people.officer, address, "/bat-dau")

        self.step("Lãnh đạo cho ý kiến, phân công", people.leader, instruct, given)
        self._hears(issued, "04")
        self.step("Trưởng đơn vị giao chuyên viên", people.unit_head, assign, ready)
        self.step("Chuyên viên bắt đầu xử lý", people.officer, start, lambda: not ready())
        self._hears(issued, "05")

    def close(self, issued: Issued) -> None:
        """The officer finishes, then the unit's head if he still holds it; the sender hears 06."""
        people, address = self.side(issued.receiver), issued.incoming
        for person in (people.officer, people.unit_head):
            if arriving.offers(person, address, "/ket-thuc"):
                self._finish(person, address)
        self._hears(issued, "06")

    def _finish(self, person: Desk, address: str) -> None:
        self.step(
            "Kết thúc xử lý",
            person,
            lambda: arriving.finish(person, address, text="Đã xử lý xong."),
            lambda: not arriving.offers(person, address, "/ket-thuc"),
        )

    def refuse(self, issued: Issued, *, reason: str, text: str) -> None:
        clerk = self.side(issued.receiver).clerk

        def refuse() -> None:
            arriving.refuse(clerk, issued.pending, reason=reason, text=text)

        self.step("Từ chối tiếp nhận", clerk, refuse, lambda: arriving.pending(clerk, issued.letter.subject) is None)
        if issued.address:
            self._hears(issued, "02")

    def recall(self, issued: Issued, *, text: str) -> None:
        """The sender's leader recalls, the receiver's clerk confirms; the sender hears 15."""
        sender, receiver = self.side(issued.sender).leader, self.side(issued.receiver).clerk

        def asked() -> bool:
            return arriving.offers(receiver, issued.incoming, "/dong-y")

        def recall() -> None:
            issuing.recall(sender, issued.address, reason="", text=text)

        def agree() -> None:
            arriving.agree_change(receiver, issued.incoming, text="Đã hủy văn bản theo đề nghị.")

        self.step("Thu hồi", sender, recall, asked)
        self.step("Bên nhận đồng ý thu hồi", receiver, agree, lambda: not asked())
        self._hears(issued, "15")


@dataclass(frozen=True)
class Side:
    """The people of one agency at their desks, and the names that others choose them by."""

    story: Story
    office: str
    clerk_login: str
    leader_login: str
    leader_name: str
    head_login: str
    unit_name: str
    officer_login: str
    officer_name: str

    @property
    def clerk(self) -> Desk:
        return self.story.desk(self.clerk_login, self.office)

    @property
    def leader(self) -> Desk:
        return self.story.desk(self.leader_login, self.office)

    @property
    def unit_head(self) -> Desk:
        return self.story.desk(self.head_login, self.office)

    @property
    def officer(self) -> Desk:
        return self.story.desk(self.officer_login, self.office)


_KSTT_G22, _KSTT_H29 = "Vụ Kiểm soát thủ tục hành chính", "Phòng Kiểm soát thủ tục hành chính"
SIDES: dict[str, tuple[str, str, str, str, str, str, str, str]] = {
    GOVERNMENT_OFFICE: (
        *("g22", "tuyet.ma", "phuoc.th", "Tạ Hữu Phước"),
        *("long.db", _KSTT_G22, "han.lg", "Lưu Gia Hân"),
    ),
    CITY: (
        *("h29", "thu.kd", "uyen.vt", "Vương Thục Uyên"),
        *("khai.nq", _KSTT_H29, "linh.pt", "Phùng Trúc Linh"),
    ),
    PROVINCE_WARD: (
        *("h49", "hoa.nb", "quang.th", "Thạch Hồng Quang"),
        *("loan.dk", "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân", "tien.ph", "Phí Hùng Tiến"),
    ),
}
