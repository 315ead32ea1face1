"""The named people of the tests: two agencies of the story, who works where, and as what.

The sender is the Government Office (G22), the receiver the People's Committee of Ho Chi Minh City (H29); the people
are made up. A test asks for a person by name and gets an Actor; ``Cast.post`` gives the row behind it.
"""

from dataclasses import dataclass

from tests.factories.organisation import (
    AccountFactory,
    AgencyFactory,
    PersonFactory,
    PostFactory,
    SigningAuthorityFactory,
    UnitFactory,
)
from tests.factories.registers import BookFactory

from kit.actor import Actor
from office.organisation.acting import actor_for
from office.organisation.models import Account, Agency, Post, Unit
from office.organisation.roles import Level, Role
from office.registers.models import Book, Direction


@dataclass(frozen=True)
class Part:
    """One person of the cast: name used by tests, full name, title, unit, roles, lines of signing capacity."""

    name: str
    full_name: str
    title: str
    unit: str
    roles: tuple[Role, ...]
    capacity: tuple[str, ...] = ()


SENDER = (
    Part("quang", "Đỗ Minh Quang", "Chuyên viên", "Vụ Cải cách", (Role.OFFICER,)),
    Part("bich", "Lý Ngọc Bích", "Vụ trưởng", "Vụ Cải cách", (Role.UNIT_HEAD,)),
    Part("phong", "Hồ Đình Phong", "Phó Chủ nhiệm", "", (Role.DEPUTY,), ("KT. BỘ TRƯỞNG, CHỦ NHIỆM", "PHÓ CHỦ NHIỆM")),
    Part("van", "Mai Thu Vân", "Văn thư", "Phòng Văn thư", (Role.CLERK,)),
)
RECEIVER = (
    Part("lan", "Ngô Thị Lan", "Văn thư", "Văn phòng", (Role.CLERK,)),
    Part(
        "uyen",
        "Phan Tú Uyên",
        "Phó Chủ tịch",
        "",
        (Role.DEPUTY,),
        ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
    ),
    Part("son", "Vũ Hoàng Sơn", "Trưởng phòng", "Phòng Khoa học", (Role.UNIT_HEAD,)),
    Part("triet", "Bùi Minh Triết", "Chuyên viên", "Phòng Khoa học", (Role.OFFICER,)),
    Part("quan_tri", "Tạ Văn Trị", "Quản trị hệ thống", "Văn phòng", (Role.ADMINISTRATOR,)),
)


@dataclass(frozen=True)
class House:
    """One agency with its people and books, as the tests know it."""

    agency: Agency
    units: dict[str, Unit]
    posts: dict[str, Post]
    accounts: dict[str, Account]
    arrivals: Book
    departures: Book

    def actor(self, name: str) -> Actor:
        return actor_for(self.posts[name], account_id=self.accounts[name].pk)


def build(agency: Agency, people: tuple[Part, ...]) -> House:
    """Make the agency's units, people, posts and two books; call inside ``acting_for(agency.pk)``."""
    names = dict.fromkeys(one.unit for one in people if one.unit)
    units = {name: UnitFactory(agency=agency, name=name) for name in names}
    posts: dict[str, Post] = {}
    accounts: dict[str, Account] = {}
    for place, one in enumerate(people):
        person = PersonFactory(full_name=one.full_name)
        accounts[one.name] = AccountFactory(username=one.name, person=person)
        posts[one.name] = PostFactory(
            person=person,
            agency=agency,
            unit=units.get(one.unit),
            title=one.title,
            roles=list(one.roles),
            position=place,
        )
        if one.capacity:
            code = one.capacity[0].split(" ")[0]
            SigningAuthorityFactory(post=posts[one.name], code=code, capacity_lines=list(one.capacity))
    arrivals = BookFactory(agency=agency, direction=Direction.INCOMING, name="Sổ văn bản đến")
    departures = BookFactory(agency=agency, direction=Direction.OUTGOING, name="Sổ văn bản đi")
    return House(agency, units, posts, accounts, arrivals, departures)


def government_office() -> Agency:
    return AgencyFactory(
        code="G22", name="Văn phòng Chính phủ", abbreviation="VPCP", place="Hà Nội", level=Level.CENTRAL
    )


def city_committee() -> Agency:
    return AgencyFactory(
        code="H29",
        name="Ủy ban nhân dân Thành phố Hồ Chí Minh",
        abbreviation="UBND",
        place="Thành phố Hồ Chí Minh",
        collective=True,
    )
