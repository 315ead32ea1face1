"""The small country of the demonstration, all made up. Doors: INSTALLATIONS, PROVINCE, Installation, persons, address_book.

The story is that of 2016: the Government Office writes to the People's Committee of Ho Chi Minh City, both connected to the
national axis. Beside them is a province with an axis of its own below the national one. Numbers in
``position`` order the login page in the order of the loop.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

PASSWORD = "congvan-dung-thu"  # noqa: S105 - a demonstration's password protects nothing and is printed

GOVERNMENT_OFFICE = "G22"
CITY = "H29"
CITY_OFFICE = "H29.01"
DEPARTMENT = "H29.08"
WARD = "H29.26"
PROVINCE_DEPARTMENT = "H49.08"
PROVINCE_WARD = "H49.41"
NATIONAL_AXIS, PROVINCE_AXIS = (
    "axis",
    "province",
)  # as programs; in receipts and traces they are "national" and "quang-ninh"


@dataclass(frozen=True)
class Installation:
    """One office program with its database: a name for folders, its system id on the axis, and its agencies."""

    name: str
    system: str
    title: str
    agencies: tuple[dict[str, Any], ...] = field(default=())
    axis: str = NATIONAL_AXIS  # the program it is connected to

    @property
    def codes(self) -> dict[str, str]:
        return {agency["code"]: agency["name"] for agency in self.agencies}


def _post(
    username: str, full_name: str, title: str, roles: list[str], position: int, unit: str = "", **more: Any
) -> dict[str, Any]:
    return {
        "username": username,
        "password": PASSWORD,
        "full_name": full_name,
        "title": title,
        "roles": roles,
        "position": position,
        "unit": unit,
        "authority": [],
        **more,
    }


def _authority(code: str, *lines: str) -> dict[str, Any]:
    return {"code": code, "capacity_lines": list(lines), "document_types": []}


_BOOKS = [
    {"direction": "incoming", "name": "Sổ văn bản đến", "types": []},
    {"direction": "outgoing", "name": "Sổ văn bản đi", "types": []},
]
_CITY_BOOKS = [
    {"direction": "incoming", "name": "Văn bản Trung ương", "types": []},
    {"direction": "incoming", "name": "Văn bản địa phương", "types": []},
    {"direction": "outgoing", "name": "Sổ văn bản đi", "types": []},
    {"direction": "outgoing", "name": "Sổ quyết định", "types": ["QD", "NQ", "CT"]},
]

_G22: dict[str, Any] = {
    "code": GOVERNMENT_OFFICE,
    "code_qcvn102": "000.00.00.G22",
    "name": "Văn phòng Chính phủ",
    "parent_name": "",
    "abbreviation": "VPCP",
    "place": "Hà Nội",
    "level": "central",
    "hosted": True,
    "collective": False,
    "units": [{"name": "Vụ Kiểm soát thủ tục hành chính", "abbreviation": "KSTT"}],
    "posts": [
        _post("han.lg", "Lưu Gia Hân", "Chuyên viên", ["officer"], 1, "Vụ Kiểm soát thủ tục hành chính"),
        _post("long.db", "Đoàn Bảo Long", "Vụ trưởng", ["unit_head"], 2, "Vụ Kiểm soát thủ tục hành chính"),
        _post(
            "phuoc.th",
            "Tạ Hữu Phước",
            "Phó Chủ nhiệm",
            ["deputy", "leader"],
            3,
            authority=[_authority("KT.", "KT. BỘ TRƯỞNG, CHỦ NHIỆM", "PHÓ CHỦ NHIỆM")],
        ),
        _post("tuyet.ma", "Mai Ánh Tuyết", "Văn thư", ["clerk"], 4),
        _post("quantri.g22", "Hồ Thanh Bình", "Quản trị hệ thống", ["administrator"], 9),
    ],
    "books": _BOOKS,
}

_H29: dict[str, Any] = {
    "code": CITY,
    "code_qcvn102": "000.00.00.H29",
    "name": "Ủy ban nhân dân Thành phố Hồ Chí Minh",
    "parent_name": "",
    "abbreviation": "UBND",
    "place": "Thành phố Hồ Chí Minh",
    "level": "province",
    "hosted": True,
    "collective": True,
    "units": [
        {"name": "Phòng Khoa giáo - Văn xã", "abbreviation": "VX"},
        {"name": "Phòng Kiểm soát thủ tục hành chính", "abbreviation": "KSTT"},
    ],
    "posts": [
        _post("thu.kd", "Kiều Diễm Thư", "Văn thư", ["clerk"], 5),
        _post(
            "uyen.vt",
            "Vương Thục Uyên",
            "Phó Chủ tịch",
            ["deputy", "leader"],
            6,
            authority=[_authority("KT.", "TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")],
        ),
        _post("khai.nq", "Nghiêm Quốc Khải", "Trưởng phòng", ["unit_head"], 7, "Phòng Kiểm soát thủ tục hành chính"),
        _post("linh.pt", "Phùng Trúc Linh", "Chuyên viên", ["officer"], 8, "Phòng Kiểm soát thủ tục hành chính"),
        _post("ngan.vx", "Từ Bích Ngân", "Trưởng phòng", ["unit_head"], 8, "Phòng Khoa giáo - Văn xã"),
        _post("quantri.h29", "Lý Hoài Nam", "Quản trị hệ thống", ["administrator"], 20),
    ],
    "books": _CITY_BOOKS,
}

_CITY_OFFICE: dict[str, Any] = {
    "code": CITY_OFFICE,
    "code_qcvn102": "000.00.01.H29",
    "name": "Văn phòng Ủy ban nhân dân Thành phố Hồ Chí Minh",
    "parent_name": "Ủy ban nhân dân Thành phố Hồ Chí Minh",
    "parent_code": CITY,
    "abbreviation": "VP",
    "place": "Thành phố Hồ Chí Minh",
    "level": "department",
    "hosted": True,
    "collective": False,
    "units": [{"name": "Phòng Hành chính - Tổ chức", "abbreviation": "HCTC"}],
    "posts": [
        _post("yen.dh", "Đàm Hải Yến", "Văn thư", ["clerk"], 11),
        _post(
            "khai.nq",
            "Nghiêm Quốc Khải",
            "Phó Chánh Văn phòng",
            ["deputy", "leader"],
            12,
            authority=[_authority("KT.", "KT. CHÁNH VĂN PHÒNG", "PHÓ CHÁNH VĂN PHÒNG")],
        ),
        _post("tram.vn", "Viên Ngọc Trâm", "Chuyên viên", ["officer"], 13, "Phòng Hành chính - Tổ chức"),
    ],
    "books": _BOOKS,
}

_DEPARTMENT: dict[str, Any] = {
    "code": DEPARTMENT,
    "code_qcvn102": "000.00.08.H29",
    "name": "Sở Khoa học và Công nghệ Thành phố Hồ Chí Minh",
    "parent_name": "Ủy ban nhân dân Thành phố Hồ Chí Minh",
    "parent_code": CITY,
    "abbreviation": "SKHCN",
    "place": "Thành phố Hồ Chí Minh",
    "level": "department",
    "hosted": True,
    "collective": False,
    "units": [{"name": "Phòng Chuyển đổi số", "abbreviation": "CĐS"}],
    "posts": [
        _post("diep.tn", "Thân Ngọc Diệp", "Văn thư", ["clerk"], 14),
        _post(
            "son.ck",
            "Châu Khánh Sơn",
            "Giám đốc",
            ["leader"],
            15,
            authority=[_authority("", "GIÁM ĐỐC")],
        ),
        _post("vy.lt", "La Tường Vy", "Trưởng phòng", ["unit_head"], 16, "Phòng Chuyển đổi số"),
        _post("duc.am", "Âu Minh Đức", "Chuyên viên", ["officer"], 17, "Phòng Chuyển đổi số"),
    ],
    "books": _BOOKS,
}

_WARD: dict[str, Any] = {
    "code": WARD,
    "code_qcvn102": "000.00.26.H29",
    "name": "Ủy ban nhân dân phường Bến Thành",
    "parent_name": "Ủy ban nhân dân Thành phố Hồ Chí Minh",
    "parent_code": CITY,
    "abbreviation": "UBND",
    "place": "Bến Thành",
    "level": "commune",
    "hosted": True,
    "collective": True,
    "units": [],
    "posts": [
        _post("my.ct", "Cù Thảo My", "Văn thư", ["clerk"], 18),
        _post(
            "hung.bd",
            "Bành Đức Hưng",
            "Chủ tịch",
            ["leader"],
            19,
            authority=[_authority("TM.", "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")],
        ),
        _post("thao.mp", "Mạc Phương Thảo", "Công chức Văn phòng - Thống kê", ["officer"], 19),
    ],
    "books": _BOOKS,
}

_PROVINCE_DEPARTMENT: dict[str, Any] = {
    "code": PROVINCE_DEPARTMENT,
    "code_qcvn102": "000.00.08.H49",
    "name": "Sở Khoa học và Công nghệ tỉnh Quảng Ninh",
    "parent_name": "Ủy ban nhân dân tỉnh Quảng Ninh",
    "abbreviation": "SKHCN",
    "place": "Quảng Ninh",
    "level": "department",
    "hosted": True,
    "collective": False,
    "units": [],
    "posts": [
        _post("nga.tt", "Tống Thanh Nga", "Văn thư", ["clerk"], 21),
        _post("khoa.vd", "Vi Đăng Khoa", "Giám đốc", ["leader"], 22, authority=[_authority("", "GIÁM ĐỐC")]),
        _post("quantri.h49", "Giáp Minh Tuấn", "Quản trị hệ thống", ["administrator"], 29),
    ],
    "books": _BOOKS,
}

_PROVINCE_WARD: dict[str, Any] = {
    "code": PROVINCE_WARD,
    "code_qcvn102": "000.00.41.H49",
    "name": "Ủy ban nhân dân phường Bãi Cháy",
    "parent_name": "Ủy ban nhân dân tỉnh Quảng Ninh",
    "abbreviation": "UBND",
    "place": "Bãi Cháy",
    "level": "commune",
    "hosted": True,
    "collective": True,
    "units": [{"name": "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân", "abbreviation": "VP"}],
    "posts": [
        _post("hoa.nb", "Ninh Bích Hòa", "Văn thư", ["clerk"], 23),
        _post(
            "quang.th",
            "Thạch Hồng Quang",
            "Chủ tịch",
            ["leader"],
            24,
            authority=[_authority("TM.", "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")],
        ),
        _post(
            "loan.dk",
            "Doãn Kim Loan",
            "Chánh Văn phòng",
            ["unit_head"],
            25,
            "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân",
        ),
        _post(
            "tien.ph",
            "Phí Hùng Tiến",
            "Công chức Văn phòng - Thống kê",
            ["officer"],
            26,
            "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân",
        ),
    ],
    "books": _BOOKS,
}

INSTALLATIONS: tuple[Installation, ...] = (
    Installation("g22", "vpcp", "Văn phòng Chính phủ", (_G22,)),
    Installation("h29", "hcm", "Thành phố Hồ Chí Minh", (_H29, _CITY_OFFICE, _DEPARTMENT, _WARD)),
)

PROVINCE = Installation(
    "h49", "qn-vanphong", "Tỉnh Quảng Ninh", (_PROVINCE_DEPARTMENT, _PROVINCE_WARD), axis=PROVINCE_AXIS
)


def persons(installation: Installation) -> dict[str, tuple[str, str, str]]:
    """Return username -> (full name, agency name, unit) of everybody who gets a certificate, once each."""
    found: dict[str, tuple[str, str, str]] = {}
    for agency in installation.agencies:
        for post in agency["posts"]:
            found.setdefault(post["username"], (post["full_name"], agency["name"], post["unit"]))
    return found


def address_book(installations: Iterable[Installation] = INSTALLATIONS) -> list[dict[str, Any]]:
    """Every agency of the country as an address (no posts), for installations that do not host it."""
    return [
        {**agency, "hosted": False, "units": [], "posts": [], "books": []}
        for installation in installations
        for agency in installation.agencies
    ]
