"""The country file: agencies, units, people, posts and books as one JSON value. Doors: Country, read_country.

Reads and checks; it writes nothing.
"""

from dataclasses import dataclass, field
from typing import Any

from office.organisation.errors import CountryUnreadable
from office.organisation.roles import Authority, Level, Role


@dataclass(frozen=True)
class AuthoritySpec:
    code: str
    capacity_lines: tuple[str, ...]
    document_types: tuple[str, ...] = ()


@dataclass(frozen=True)
class PostSpec:
    username: str
    full_name: str
    title: str
    roles: tuple[str, ...]
    password: str = ""
    unit: str = ""
    position: int = 0
    authority: tuple[AuthoritySpec, ...] = ()


@dataclass(frozen=True)
class BookSpec:
    direction: str
    name: str
    types: tuple[str, ...] = ()


@dataclass(frozen=True)
class AgencySpec:
    code: str
    name: str
    code_qcvn102: str = ""
    parent_name: str = ""
    abbreviation: str = ""
    place: str = ""
    level: str = Level.PROVINCE
    hosted: bool = False
    collective: bool = False
    parent_code: str = ""
    units: tuple[tuple[str, str], ...] = ()
    posts: tuple[PostSpec, ...] = ()
    books: tuple[BookSpec, ...] = ()


@dataclass(frozen=True)
class Country:
    agencies: tuple[AgencySpec, ...] = field(default=())


class _Reader:
    """Takes values out of the JSON and knows the path of each, for the error's sentence."""

    def __init__(self, value: Any, place: str) -> None:
        if not isinstance(value, dict):
            raise CountryUnreadable(place=place, problem="phải là một đối tượng")
        self.value, self.place = value, place

    def text(self, key: str, *, required: bool = False) -> str:
        found = self.value.get(key, "")
        if not isinstance(found, str) or (required and not found.strip()):
            raise CountryUnreadable(place=f"{self.place}.{key}", problem="phải là chữ, không để trống")
        return found.strip()

    def number(self, key: str) -> int:
        found = self.value.get(key, 0)
        if not isinstance(found, int) or isinstance(found, bool) or found < 0:
            raise CountryUnreadable(place=f"{self.place}.{key}", problem="phải là số không âm")
        return found

    def flag(self, key: str) -> bool:
        found = self.value.get(key, False)
        if not isinstance(found, bool):
            raise CountryUnreadable(place=f"{self.place}.{key}", problem="phải là true hoặc false")
        return found

    def words(self, key: str) -> tuple[str, ...]:
        found = self.value.get(key, [])
        if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
            raise CountryUnreadable(place=f"{self.place}.{key}", problem="phải là danh sách chữ")
        return tuple(found)

    def parts(self, key: str) -> "list[_Reader]":
        found = self.value.get(key, [])
        if not isinstance(found, list):
            raise CountryUnreadable(place=f"{self.place}.{key}", problem="phải là danh sách")
        return [_Reader(one, f"{self.place}.{key}[{place}]") for place, one in enumerate(found)]

    def one_of(self, key: str, found: str, known: list[str]) -> str:
        if found not in known:
            listed = ", ".join(repr(one) for one in known)
            raise CountryUnreadable(place=f"{self.place}.{key}", problem=f"{found!r} không có trong {listed}")
        return found


def _authority(item: _Reader) -> AuthoritySpec:
    code = item.one_of("code", item.text("code"), Authority.values)
    return AuthoritySpec(code, item.words("capacity_lines"), item.words("document_types"))


def _post(item: _Reader) -> PostSpec:
    return PostSpec(
        username=item.text("username", required=True),
        full_name=item.text("full_name", required=True),
        title=item.text("title", required=True),
        roles=tuple(item.one_of("roles", role, Role.values) for role in item.words("roles")),
        password=item.text("password"),
        unit=item.text("unit"),
        position=item.number("position"),
        authority=tuple(_authority(one) for one in item.parts("authority")),
    )


def _agency(item: _Reader) -> AgencySpec:
    units = tuple((unit.text("name", required=True), unit.text("abbreviation")) for unit in item.parts("units"))
    posts = tuple(_post(post) for post in item.parts("posts"))
    known = [name for name, _ in units]
    for post, reader in zip(posts, item.parts("posts"), strict=True):
        if post.unit:
            reader.one_of("unit", post.unit, known)
    return AgencySpec(
        code=item.text("code", required=True),
        name=item.text("name", required=True),
        code_qcvn102=item.text("code_qcvn102"),
        parent_name=item.text("parent_name"),
        abbreviation=item.text("abbreviation"),
        place=item.text("place"),
        level=item.one_of("level", item.text("level") or Level.PROVINCE, Level.values),
        hosted=item.flag("hosted"),
        collective=item.flag("collective"),
        parent_code=item.text("parent_code"),
        units=units,
        posts=posts,
        books=tuple(
            BookSpec(
                book.one_of("direction", book.text("direction"), ["incoming", "outgoing"]),
                book.text("name", required=True),
                book.words("types"),
            )
            for book in item.parts("books")
        ),
    )


def read_country(value: Any) -> Country:
    """Return the checked country. Raises: CountryUnreadable naming the first wrong place."""
    agencies = tuple(_agency(item) for item in _Reader(value, "tệp").parts("agencies"))
    codes = {agency.code for agency in agencies}
    if len(codes) != len(agencies):
        raise CountryUnreadable(place="tệp.agencies", problem="một mã cơ quan có hai lần")
    return Country(agencies)
