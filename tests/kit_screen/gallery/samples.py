"""What the pages of the gallery show. People and agencies are made up."""

from collections.abc import Callable

from kit.screen.parts import Choice, Fact, KeyLine, RailItem, Stage, StepDot, Tab, Turn

SUBJECT = "Lấy ý kiến về quy chế quản lý tài liệu điện tử của các cơ quan hành chính"
RAIL = [
    RailItem("home", "Hôm nay", "sun", "/page/home", shortcut="H", phone=True),
    RailItem("in", "Đến", "inbox", "/page/queue", badge=9, shortcut="I", phone=True),
    RailItem("out", "Đi", "send", "/page/tracking", badge=3, shortcut="O"),
    RailItem("tasks", "Nhiệm vụ", "clipboard-check", "/page/list", badge=2, shortcut="T"),
    RailItem("sign", "Ký số", "signature", "/page/signing", badge=5, shortcut="S", phone=True),
    RailItem("work", "Hồ sơ", "folder", "/page/parts"),
    RailItem("meet", "Lịch họp", "calendar-event", "/page/parts"),
    RailItem("report", "Báo cáo", "chart-bar", "/page/console"),
    RailItem("settings", "Thiết lập", "settings", "/page/login", foot=True),
]
CONSOLE_RAIL = [
    RailItem("home", "Hôm nay", "activity", "/page/console", phone=True),
    RailItem("packets", "Gói tin", "package", "#", phone=True),
    RailItem("waiting", "Chưa lấy", "clock-exclamation", "#", badge=37, phone=True),
    RailItem("failed", "Lỗi", "alert-triangle", "#", badge=4),
    RailItem("systems", "Hệ thống", "server-2", "#"),
    RailItem("directory", "Danh bạ", "building-community", "#"),
    RailItem("certificates", "Chứng thư", "certificate", "#", badge=2),
    RailItem("trace", "Dấu vết", "link", "#"),
    RailItem("settings", "Thiết lập", "settings", "#", foot=True),
]
CURRENT = {
    "queue": "in",
    "document": "in",
    "assign": "in",
    "list": "in",
    "tracking": "out",
    "signing": "sign",
    "home": "home",
    "console": "home",
    "draft": "out",
}


def common(name: str) -> dict[str, object]:
    """Return what every page of the gallery has."""
    return {
        "rail_items": CONSOLE_RAIL if name == "console" else RAIL,
        "current": CURRENT.get(name, ""),
        "posts": [Tab("Chánh Văn phòng, Sở Mẫu Hai", "2", current=True), Tab("Ủy viên, Ban Chỉ đạo", "3")],
        "menu": [Tab("Thông tin của tôi", "#", icon="user"), Tab("Ủy quyền", "#", icon="user-check")],
        "page_keys": [KeyLine("B", "Cho ý kiến và phân công"), KeyLine("R", "Soạn văn bản trả lời")],
        "subject": SUBJECT,
        "account": "linh",
    }


def _facts() -> list[Fact]:
    return [
        Fact("Cơ quan gửi", "Bộ Mẫu số Bảy"),
        Fact("Số, ký hiệu", "314/BMSB-VP", "ngày 16/11/2026"),
        Fact("Số đến", "1207", "hôm nay 08:15"),
        Fact("Hạn xử lý", "thứ Hai 07/12", "còn 10 ngày làm việc"),
        Fact("Đang ở", "Mai Khánh Linh", "22 phút", ring="quarter"),
    ]


def queue() -> dict[str, object]:
    rows = [
        ("Bộ Mẫu số Bảy", "08:15", "314/BMSB-VP", SUBJECT, "Hợp lệ", "shield-check", "ok", "Hạn 07/12", ""),
        (
            "Sở Nông nghiệp Mẫu",
            "08:11",
            "56/CĐ-SNNM",
            "Công điện chủ động ứng phó bão số 9 và mưa lớn sau bão trên các sông ở hạ du",
            "Hợp lệ",
            "shield-check",
            "ok",
            "",
            "Hỏa tốc",
        ),
        (
            "UBND xã Ví Dụ",
            "07:58",
            "88/UBND-KT",
            "Báo cáo tiến độ giải ngân vốn đầu tư công quý IV",
            "Hợp lệ, có lưu ý",
            "shield-check",
            "ok",
            "Hạn 30/11",
            "",
        ),
        (
            "Sở Tài chính Mẫu",
            "07:49",
            "902/STCM-NS",
            "Phân bổ kinh phí chi thường xuyên quý IV năm 2026",
            "Đã bị sửa",
            "shield-x",
            "bad",
            "",
            "",
        ),
        (
            "UBND phường Thử Nghiệm",
            "07:40",
            "41/UBND-VP",
            "Kết quả tiếp công dân và giải quyết kiến nghị tháng 10",
            "Chưa kiểm tra đủ",
            "shield-question",
            "warn",
            "",
            "",
        ),
        (
            "Bộ Mẫu số Ba",
            "07:31",
            "775/BMSBA-PC",
            "Góp ý dự thảo Nghị định về công tác văn thư",
            "Hợp lệ",
            "shield-check",
            "ok",
            "Hạn 02/12",
            "",
        ),
    ]
    return {
        "rows": rows,
        "tabs": [("Qua Trục", 7, True), ("Bản giấy", 2, False), ("Có hạn", 4, False)],
        "books": [("1", "Văn bản Trung ương"), ("2", "Văn bản địa phương")],
        "leaders": [("1", "Mai Khánh Linh"), ("2", "Đỗ Thành Công")],
    }


def document() -> dict[str, object]:
    turns = [
        Turn("Lương Quang Định", "ký số, Bộ Mẫu số Bảy", "08:12"),
        Turn("Trần Thu Ngân", "vào sổ, số đến 1207", "08:15"),
        Turn(
            "Trần Thu Ngân",
            "trình Phó Chủ tịch Mai Khánh Linh",
            "08:15",
            quote="Đề nghị giao Sở Mẫu Hai chủ trì.",
            gap="",
        ),
        Turn(
            "Mai Khánh Linh",
            "đang xem xét",
            "từ 08:15",
            now=True,
            more="Mở xem 2 lần · chưa cho ý kiến",
            gap="chờ 2 ngày",
        ),
    ]
    return {"facts": _facts(), "turns": turns}


def draft() -> dict[str, object]:
    steps = [
        Stage("Soạn thảo", "done", "Lê Hữu Nghĩa, 3 bản", "14/11 16:20"),
        Stage("Góp ý", "back", "Sở Mẫu Hai trả lại: thiếu số liệu quý III", "15/11 08:05"),
        Stage("Ký nháy", "now", "Bạn, Giám đốc Sở Mẫu Hai", "từ 08:05"),
        Stage("Lãnh đạo ký số", "next", "Mai Khánh Linh · thường ký trong 3 giờ"),
        Stage("Cấp số, đóng dấu, phát hành", "next", "Văn thư Trần Thu Ngân"),
    ]
    return {
        "facts": _facts(),
        "steps": steps,
        "versions": [Tab("Bản 1", "#"), Tab("Bản 2", "#"), Tab("Bản 3", "#", current=True)],
    }


def assign() -> dict[str, object]:
    duties = [
        Choice("lead", "Chủ trì", weight="solid"),
        Choice("join", "Phối hợp"),
        Choice("know", "Để biết", weight="grey"),
    ]
    units = [
        ("u1", "Sở Mẫu Hai", "14 việc, 1 quá hạn · 6 lần tương tự", "lead"),
        ("u2", "Sở Nội vụ Mẫu", "9 việc, không quá hạn", "join"),
        ("u3", "Văn phòng UBND", "22 việc, không quá hạn", "join"),
        ("u4", "42 phường, xã", "nhóm gửi nhanh", "know"),
    ]
    return {"duties": duties, "units": units}


def home() -> dict[str, object]:
    decide = [
        (
            "Ứng phó bão số 9 và mưa lớn sau bão trên các sông ở hạ du",
            "56/CĐ-SNNM · Sở Nông nghiệp Mẫu · đến 08:11",
            "Hỏa tốc",
            "",
            "Sở Nông nghiệp Mẫu chủ trì; 3 xã ven sông phối hợp",
        ),
        (
            SUBJECT,
            "314/BMSB-VP · Bộ Mẫu số Bảy · đến 08:15",
            "",
            "hạn 07/12",
            "Sở Mẫu Hai chủ trì; Sở Nội vụ Mẫu phối hợp",
        ),
        (
            "Xin gia hạn báo cáo đầu tư công đến 12/12",
            "Sở Kế hoạch Mẫu · lần thứ nhất",
            "",
            "hạn 30/11",
            "đến thứ Bảy 12/12",
        ),
    ]
    sign = [
        ("Quyết định thành lập Tổ rà soát thủ tục", "Dự thảo QĐ · Sở Mẫu Hai trình · 2 trang", True),
        ("Báo cáo cải cách hành chính tháng 11 năm 2026", "Dự thảo BC · Sở Nội vụ Mẫu trình · 9 trang", True),
        ("Tờ trình chủ trương đầu tư kho lưu trữ", "Dự thảo TTr · Sở Tài chính Mẫu trình · 6 trang", False),
    ]
    late = [
        ("Sở Xây dựng Mẫu", 5, "lâu nhất 6 ngày"),
        ("Sở Tài chính Mẫu", 3, "lâu nhất 4 ngày"),
        ("Sở Y tế Mẫu", 1, "lâu nhất 1 ngày"),
    ]
    came = [
        ("08:52", "Sở Du lịch Mẫu", "kế hoạch lễ hội đầu năm 2027"),
        ("08:47", "Ngân hàng khu vực", "lịch làm việc với các tổ chức tín dụng"),
    ]
    counters = [
        Tab("Quyết định", "#decide", 7, current=True),
        Tab("Chờ ký", "#sign", 5),
        Tab("Quá hạn", "#late", 9, bad=True),
        Tab("Vừa đến", "#came", 12),
    ]
    return {"decide": decide, "sign": sign, "late": late, "came": came, "counters": counters}


def list_page() -> dict[str, object]:
    names = ["Đã tiếp nhận", "Đã phân công", "Đang xử lý"]
    rings = ["quarter", "half", "three_quarter"]
    dues = [
        ("còn 9 ngày", ""),
        ("hôm nay", "warn"),
        ("quá hạn 4 ngày", "bad"),
        ("còn 2 ngày", "warn"),
        ("đúng hạn", "ok"),
    ]
    words = [
        "Điều chỉnh quy hoạch phân khu bến cảng",
        SUBJECT,
        "Kế hoạch phòng, chống dịch bệnh dịp cuối năm",
        "Bổ sung kinh phí sửa chữa trường học vùng lũ",
    ]
    rows = [
        {
            "number": 1207 - n * 3,
            "subject": words[n % 4],
            "sender": ["Bộ Mẫu số Bảy", "UBND xã Ví Dụ", "Sở Giáo dục và Đào tạo Mẫu"][n % 3],
            "word": names[n % 3],
            "ring": rings[n % 3],
            "holder": ["Mai Khánh Linh", "Sở Xây dựng Mẫu", "Lê Hữu Nghĩa"][n % 3],
            "due": dues[n % 5][0],
            "tone": dues[n % 5][1],
            "unread": n < 2,
            "chosen": n in (2, 3),
        }
        for n in range(12)
    ]
    senders = [
        Choice("bx", "Bộ Xây dựng Mẫu", 18, True),
        Choice("bn", "Bộ Nội vụ Mẫu", 14),
        Choice("nn", "Bộ Nông nghiệp và Môi trường Mẫu", 9),
        Choice("tc", "Bộ Tài chính Mẫu", 7),
    ]
    return {
        "rows": rows,
        "senders": senders,
        "due_options": [Choice("week", "Tuần này", 18), Choice("late", "Quá hạn", 11)],
        "views": [
            Tab("Chờ tiếp nhận", "#", 14, icon="inbox"),
            Tab("Chờ cho ý kiến", "#", 7, icon="user-question"),
            Tab("Đang xử lý", "#", 126, current=True, icon="loader"),
            Tab("Quá hạn", "#", 11, icon="clock-exclamation", bad=True),
            Tab("Đã hoàn thành", "#", icon="circle-check"),
            Tab("Nhận để biết", "#", 48, icon="eye"),
        ],
        "mine": [Tab("Trung ương, có hạn trả lời trong tuần", "#", 23), Tab("Quy hoạch, đất đai", "#", 9)],
        "foot_views": [Tab("Sổ văn bản đến", "#", icon="book-2"), Tab("In sổ", "#", icon="printer")],
    }


STEPS = ["Trục nhận", "Đã đến", "Tiếp nhận", "Phân công", "Xử lý", "Hoàn thành"]


def tracking() -> dict[str, object]:
    def dots(times: list[str], end: str = "now") -> list[StepDot]:
        full = [*times, *[""] * (6 - len(times))]
        return [
            StepDot("empty" if not at else (end if n == len(times) - 1 else "done"), at, STEPS[n])
            for n, at in enumerate(full)
        ]

    board = [
        (
            "Sở Tài chính Mẫu",
            dots(["08:05", "08:05", "08:31"], "bad"),
            "Từ chối tiếp nhận",
            "octagon",
            "bad",
            "Thiếu phụ lục 2",
            "bad",
            "Gửi bổ sung…",
            "",
        ),
        (
            "UBND xã đảo Ví Dụ",
            dots(["08:05"]),
            "Chưa đến bên nhận",
            "triangle",
            "bad",
            "Mất kết nối từ 07:48, thử lại 09:15",
            "bad",
            "Chi tiết",
            "",
        ),
        (
            "UBND phường Thử Nghiệm",
            dots(["08:05", "08:05"]),
            "Đã đến",
            "dot",
            "ink",
            "Chưa tiếp nhận sau 1 giờ 07 phút",
            "warn",
            "Nhắc",
            "",
        ),
        (
            "Sở Xây dựng Mẫu",
            dots(["08:05", "08:05", "08:40"]),
            "Đã tiếp nhận",
            "quarter",
            "ink",
            "Văn thư Hà Thanh",
            "",
            "",
            "",
        ),
        (
            "UBND xã Ví Dụ",
            dots(["08:05", "08:05", "08:11", "08:34"]),
            "Đã phân công",
            "half",
            "ink",
            "Hạn 27/11",
            "",
            "",
            "",
        ),
        (
            "Sở Giáo dục và Đào tạo Mẫu",
            dots(["08:05", "08:05", "08:07", "08:20", "08:33"]),
            "Đang xử lý",
            "three_quarter",
            "ink",
            "Phòng Kế hoạch",
            "",
            "",
            "",
        ),
        (
            "Sở Tư pháp Mẫu",
            dots(["08:05", "08:05", "08:08", "08:14", "08:15", "09:02"]),
            "Đã hoàn thành",
            "check",
            "ok",
            "Trả lời bằng 2210/STPM",
            "",
            "",
            "ok",
        ),
    ]
    return {"facts": _facts()[:4], "board": board, "steps": STEPS}


def signing() -> dict[str, object]:
    rows = [
        (
            "s1",
            "Tờ trình chủ trương đầu tư kho lưu trữ điện tử dùng chung của tỉnh",
            "Sở Tài chính Mẫu · 6 trang",
            "Đang xem 1/6",
            "eye",
            "ink",
            False,
            True,
        ),
        (
            "s2",
            "Quyết định thành lập Tổ rà soát thủ tục",
            "Sở Mẫu Hai · 2 trang",
            "Đã xem",
            "eye-check",
            "mute",
            True,
            False,
        ),
        (
            "s3",
            "Báo cáo cải cách hành chính tháng 11 năm 2026",
            "Sở Nội vụ Mẫu · 9 trang, 3 phụ lục",
            "Đã xem",
            "eye-check",
            "mute",
            True,
            False,
        ),
        (
            "s4",
            "Giấy mời họp về tiến độ dự án thoát nước",
            "Văn phòng UBND · 1 trang",
            "Chưa xem",
            "eye",
            "",
            False,
            False,
        ),
    ]
    return {
        "rows": rows,
        "tabs": [
            Tab("Chờ ký", "#", 9, current=True),
            Tab("Đang ký", "#", 2),
            Tab("Đã ký", "#", 41),
            Tab("Không ký được", "#", 1),
        ],
        "pairs": [
            Fact("Chứng thư của", "Mai Khánh Linh"),
            Fact("Nơi cấp", "CA thử nghiệm"),
            Fact("Dùng đến", "14/08/2028"),
            Fact("Thẩm quyền", "KT. Chủ tịch"),
        ],
    }


def console() -> dict[str, object]:
    quiet = [3, 4, 3, 5, 4, 3, 6, 5, 4, 5, 3, 4, 5, 4, 6, 5]
    slow = ["", "", "", "", "", "", "", "", "", "warn", "warn", "warn", "warn", "warn", "warn", "warn"]
    health = [
        ("Đặc khu Ví Dụ", "bad", "mất từ 07:48", [5, 6, 5, 6, 4, 6, 6, 6, 6, 0, 0, 0, 0, 0, 0, 0], []),
        ("Tỉnh Mẫu Một", "warn", "chậm 34 phút", quiet, slow),
        ("Bộ Mẫu số Ba", "warn", "chậm 18 phút", quiet, slow),
        ("Văn phòng Chính phủ Mẫu", "ok", "0,2 s", quiet, []),
        ("Thành phố Thử Nghiệm", "ok", "0,3 s", quiet, []),
    ]
    waiting = [
        ("Đặc khu Ví Dụ", "UBND đặc khu Ví Dụ", 21, "1 giờ 27 phút", "bad", "07:48"),
        ("Tỉnh Mẫu Một", "4 phường, xã", 11, "34 phút", "warn", "09:14"),
    ]
    failed = [
        ("612/BMSBA-QH", "Bộ Mẫu số Ba → UBND tỉnh Mẫu Một", "Tệp không khớp mã băm", "08:21"),
        ("91/UBND-VP", "Xã Ví Dụ → Sở Nội vụ Mẫu", "Mã cơ quan nhận đã đổi", "08:46"),
    ]
    pulse = [4 + n % 3 for n in range(60)] + [8 + (n * n) // 20 + n % 4 for n in range(50)]
    figures = [
        ("3.184", "gói nhận", "82.910 lượt giao"),
        ("0,21 s", "đến bên nhận", "99 % dưới 0,8 s"),
        ("99,96 %", "đã lấy", "37 lượt chưa lấy"),
        ("6", "bị từ chối", "đều có lý do"),
    ]
    return {
        "health": health,
        "waiting": waiting,
        "failed": failed,
        "figures": figures,
        "pulse": pulse,
        "hours": ["0h", "2h", "4h", "6h", "8h", "10h", "12h"],
    }


def parts() -> dict[str, object]:
    return {
        "refusal_reasons": [
            Choice("changed", "Nội dung bị sửa", chosen=True),
            Choice("missing", "Thiếu phụ lục"),
            Choice("wrong", "Sai nơi nhận"),
        ],
        "choices": [("1", "Văn bản Trung ương"), ("2", "Văn bản địa phương")],
        "turns": document()["turns"],
        "steps": draft()["steps"],
        "statuses": [
            ("Đang chờ gửi", "dashed", "mute"),
            ("Trục đã nhận", "empty", "mute"),
            ("Đã đến", "dot", "ink"),
            ("Đã tiếp nhận", "quarter", "ink"),
            ("Đã phân công", "half", "ink"),
            ("Đang xử lý", "three_quarter", "ink"),
            ("Đã hoàn thành", "check", "ok"),
            ("Từ chối tiếp nhận", "octagon", "bad"),
            ("Chưa gửi được", "triangle", "bad"),
            ("Đã thu hồi", "return", "warn"),
            ("Tạm dừng", "pause", "mute"),
        ],
    }


def login() -> dict[str, object]:
    sender = [
        (1, "Quách Minh Đăng", "Chuyên viên, soạn thảo", "1 dự thảo"),
        (2, "Nghiêm Văn Bách", "Vụ trưởng, ký nháy", "2 chờ ký nháy"),
        (3, "Lương Quang Định", "Thứ trưởng, ký số", "4 chờ ký"),
        (4, "Đàm Thu Hà", "Văn thư, cấp số và phát hành", "3 chờ phát hành"),
    ]
    receiver = [
        (5, "Trần Thu Ngân", "Văn thư, tiếp nhận và vào sổ", "14 chờ tiếp nhận"),
        (6, "Mai Khánh Linh", "Phó Chủ tịch, cho ý kiến", "7 chờ quyết định"),
        (7, "Lê Hữu Nghĩa", "Chuyên viên Sở Mẫu Hai", "3 việc, 1 sắp đến hạn"),
    ]
    others = [
        ("", "Lưu Bảo Trâm", "Văn thư, phường Thử Nghiệm", "2 chờ"),
        ("", "Phùng Nhật Lệ", "Vận hành Trục liên thông", "4 lỗi"),
    ]
    return {"sender": sender, "receiver": receiver, "others": others}


PAGES: dict[str, Callable[[], dict[str, object]]] = {
    "queue": queue, "document": document, "draft": draft, "assign": assign, "home": home, "list": list_page,
    "tracking": tracking, "signing": signing, "console": console, "parts": parts, "login": login,
}  # fmt: skip
