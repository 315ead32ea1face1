"""Where everybody can go: the addresses of each person, with the objects a story left behind. Doors: ROUNDS, MAIN,
Objects, prepare, addresses_of_rooms."""

import re
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from tests.stories import letters
from tests.stories.screens import REPOSITORY

from congvan.demo import arriving, issuing
from congvan.demo.country import CITY, GOVERNMENT_OFFICE
from congvan.demo.desk import Desk
from congvan.demo.letters import TO_RECALL, TO_REFUSE
from congvan.demo.story import Issued, Story

Objects = dict[str, str]

NOWHERE = "00000000-0000-7000-8000-000000000000"

# Person -> office and what this person opens; {names} are objects of the story, see prepare().
ROUNDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "thu.kd": (
        "h29",
        (
            *("/", "/den/cho-tiep-nhan", "/den/cho-tiep-nhan/{pending}", "/den/cho-tiep-nhan?muc=de-nghi", "/den/"),
            *("/den/cho-tiep-nhan?muc=giay", "/den/{waiting}", "/den/{done}", "/den/{refused}", "/den/ban-giay"),
            *("/den/{done}/phieu-giai-quyet", "/gui-nhan/can-xu-ly", "/so/", "/so/{book}", "/thong-bao", "/thiet-lap"),
            *("/tim", "/tim?q=văn bản", "/to-chuc/", "/to-chuc/uy-quyen", "/di/", "/viec/", "/ky-so/"),
            *("/khong-co-trang-nay", f"/den/{NOWHERE}", "/screen/offline"),
        ),
    ),
    "uyen.vt": (
        "h29",
        ("/", "/den/{waiting}", "/viec/{deciding}/cho-y-kien", "/viec/", "/ky-so/", "/to-chuc/uy-quyen"),
    ),
    "khai.nq": ("h29", ("/", "/den/{working}", "/viec/{leading}/phan-cong", "/viec/", "/di/", "/ky-so/")),
    "linh.pt": (
        "h29",
        (
            "/",
            "/den/{done}",
            "/di/du-thao/tra-loi/{done}",
            "/di/du-thao/chuyen-tiep/{done}",
            "/di/du-thao/{answer}",
            "/di/",
            "/viec/",
        ),
    ),
    "quantri.h29": ("h29", ("/", "/to-chuc/", "/to-chuc/uy-quyen", "/thiet-lap", "/den/", "/den/cho-tiep-nhan")),
    "tuyet.ma": (
        "g22",
        (
            *("/", "/di/", "/di/{signed}", "/di/{done_out}", "/di/{refused_out}", "/di/{recalled_out}"),
            *("/gui-nhan/{done_out}", "/gui-nhan/{refused_out}", "/gui-nhan/{signed}", "/gui-nhan/can-xu-ly", "/so/"),
            *("/di/{done_out}/cap-nhat", "/di/{done_out}/lay-lai"),
        ),
    ),
    "han.lg": ("g22", ("/", "/di/du-thao/moi", "/di/du-thao/{draft}", "/di/{draft}")),
    "long.db": ("g22", ("/", "/di/{forward}", "/di/")),
    "phuoc.th": ("g22", ("/", "/di/{initialled}", "/ky-so/", "/ky-so/?xem=da-ky")),
}
CONSOLE = (
    *("/", "/goi-tin", "/goi-tin/{packet}", "/chua-den/tat-ca", "/chua-den/loi", "/he-thong", "/danh-ba", "/bang-so"),
    *("/thong-ke", "/muc-dich-vu", "/canh-bao", "/dau-vet", "/v1/docs"),
)
LISTS = ("/den/", "/di/", "/viec/", "/ky-so/")  # each also in every view that it offers

# The ten pages that a demanding reader sees first: name -> person, address.
MAIN: dict[str, tuple[str, str]] = {
    "01-dang-nhap": ("", "/dang-nhap"),
    "02-cho-tiep-nhan": ("thu.kd", "/den/cho-tiep-nhan/{pending}"),
    "03-van-ban": ("uyen.vt", "/den/{waiting}"),
    "04-hom-nay": ("uyen.vt", "/"),
    "05-cho-y-kien": ("uyen.vt", "/viec/{deciding}/cho-y-kien"),
    "06-du-thao": ("han.lg", "/di/du-thao/{draft}"),
    "07-theo-doi": ("tuyet.ma", "/gui-nhan/{done_out}"),
    "08-ky-so": ("phuoc.th", "/ky-so/"),
    "09-danh-sach": ("thu.kd", "/den/?xem=tat-ca"),
    "10-van-ban-di": ("tuyet.ma", "/di/{signed}"),
}

# Addresses that are no page of their own: parts that a page fetches, files, streams, ways to another address.
PARTS = {
    *("shell:rail", "shell:events", "shell:health", "shell:document", "shell:book_sheet"),
    *("incoming:queue_rows", "incoming:queue_new", "incoming:verdict", "incoming:row_verdict", "incoming:process"),
    *("incoming:change", "outgoing:change"),  # of a change under way: stories/test_operations.py opens them
    *(
        "outgoing:list_news",
        "outgoing:find_receivers",
        "outgoing:process",
        "outgoing:preview",
    ),  # the last is a PDF file
    *("handling:receivers", "handling:receiver_row", "handling:propose"),
    *("signing:rows", "exchange:line", "exchange:notices", "files:content", "files:open"),
}


@dataclass(frozen=True)
class Address:
    """A page's name and the pattern of its address."""

    name: str
    pattern: re.Pattern[str]


def addresses_of_rooms() -> Iterator[Address]:
    """Yield every address of the office that answers a GET, read from the tables of addresses."""
    office = REPOSITORY / "src" / "office"
    rooms = re.findall(r'path\("([^"]*)", include\("office\.(\w+)\.urls"\)', (office / "urls.py").read_text())
    for prefix, room in rooms:
        table = (office / room / "urls.py").read_text()
        for route, module, view, name in re.findall(r'path\("([^"]*)", (\w+)\.(\w+), name="(\w+)"', table):
            source = (office / room / "views" / f"{module}.py").read_text()
            if re.search(rf"@require_POST\n(?:@.*\n)*def {view}\(", source):
                continue
            plain = re.sub(r"<uuid:\w+>", "REF", re.sub(r"<str:\w+>", "NAME", prefix + route))
            pattern = re.escape(f"/{plain}").replace("REF", "[0-9a-f-]{36}").replace("NAME", "[^/]+")
            yield Address(f"{room}:{name}", re.compile(pattern))


def opened_by_all() -> set[str]:
    """Return every address of the rounds and the login, with one object's reference for all."""
    found = {"/dang-nhap", *LISTS}
    for _, addresses in ROUNDS.values():
        found |= {re.sub(r"\{\w+\}", str(uuid.UUID(int=0)), address).split("?")[0] for address in addresses}
    return found


# --- what the story leaves behind ---------------------------------------------------------------------


def prepare(story: Story) -> Objects:
    """Let the two agencies work until there is an object of every kind in every state that has a page."""
    with ThreadPoolExecutor(3) as pool:
        arriving_ = pool.submit(_arrivals, story)
        leaving = pool.submit(_departures, Story.of(story.world))
        objects = {**arriving_.result(), **leaving.result()}
    clerk = story.side(CITY).clerk
    objects["book"] = _ref(clerk, "/so/", "/so/")
    return objects


def _arrivals(story: Story) -> Objects:
    pending, waiting, working, done = (
        letters.letter(subject)
        for subject in (
            "Báo cáo định kỳ về gửi, nhận văn bản điện tử",
            "Rà soát danh mục văn bản không gửi kèm bản giấy",
            "Đề nghị cử cán bộ đầu mối phối hợp kỹ thuật",
            "Thông báo kết quả kiểm tra việc cập nhật trạng thái xử lý văn bản",
        )
    )
    sent = {
        "done": story.send(done),
        "working": story.send(working),
        "waiting": story.send(waiting),
        "recalled": story.send(letters.letter("Mời dự hội nghị trực tuyến", TO_RECALL)),
        "refused": story.send(letters.letter("Góp ý dự thảo quy chế phối hợp", TO_REFUSE)),
        "pending": story.send(pending),
    }
    for name in ("done", "working", "waiting", "recalled"):
        story.take_in(sent[name])
    people = story.side(CITY)
    for name in ("done", "working"):
        arriving.instruct(people.leader, sent[name].incoming, text="Tham mưu, báo cáo kết quả.", unit=people.unit_name)
    arriving.assign(people.unit_head, sent["done"].incoming, text="Chủ trì xử lý.", officer=people.officer_name)
    arriving.start(people.officer, sent["done"].incoming)
    answer = issuing.reply(people.officer, sent["done"].incoming)
    refused = sent["refused"].pending
    story.refuse(sent["refused"], reason="wrong_receiver", text="Việc này thuộc Bộ Nội vụ.")
    issuing.recall(story.side(GOVERNMENT_OFFICE).leader, sent["recalled"].address, reason="", text="Gửi nhầm bản cũ.")
    story.verdict(sent["waiting"])
    return {
        **{f"{name}_out": _tail(one.address) for name, one in sent.items()},
        **{name: _tail(one.incoming) for name, one in sent.items() if one.incoming},
        "pending": _tail(sent["pending"].pending),
        "refused": _tail(refused),
        "answer": _tail(answer),
        "deciding": _handling(people.leader, sent["waiting"], "/cho-y-kien"),
        "leading": _handling(people.unit_head, sent["working"], "/phan-cong"),
    }


def _departures(story: Story) -> Objects:
    return {
        "draft": _tail(letters.draft(story, letters.letter("Hướng dẫn kết nối Trục"), GOVERNMENT_OFFICE)),
        "forward": _tail(letters.put_forward(story, letters.letter("Đôn đốc báo cáo quý"), GOVERNMENT_OFFICE)),
        "initialled": _tail(letters.initialled(story, letters.letter("Trả lời kiến nghị"), GOVERNMENT_OFFICE)),
        "signed": _tail(letters.signed(story, letters.letter("Thông báo lịch làm việc"), GOVERNMENT_OFFICE)),
    }


def _tail(address: str) -> str:
    return address.split("?")[0].rstrip("/").split("/")[-1]


def _handling(person: Desk, issued: Issued, act: str) -> str:
    link = str(person.get(issued.incoming).one(f"//*[contains(@href, '{act}')]").get("href"))
    return link.split("/")[2]


def _ref(person: Desk, page: str, start: str) -> str:
    """Return the reference in the first link of a page that begins so."""
    for link in person.get(page).tree.xpath(f"//main//a[starts-with(@href, '{start}')]/@href"):
        found = re.search(r"[0-9a-f-]{36}", str(link))
        if found:
            return found.group()
    raise AssertionError(f"{page} has no link to {start}…")
