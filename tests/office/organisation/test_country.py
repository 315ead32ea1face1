"""A country file is read as a whole or not at all, and reading it twice changes nothing."""

from copy import deepcopy
from datetime import datetime
from typing import Any

import pytest

from kit.tenancy import acting_for
from office.organisation import people
from office.organisation.actions import import_country
from office.organisation.country import read_country
from office.organisation.errors import CountryUnreadable
from office.organisation.models import Account, Agency, Person, Post, SigningAuthority, Unit
from office.registers.actions import books_of, open_books

SPEC: dict[str, Any] = {
    "agencies": [
        {
            "code": "H29",
            "name": "Ủy ban nhân dân Thành phố Hồ Chí Minh",
            "abbreviation": "UBND",
            "place": "Thành phố Hồ Chí Minh",
            "level": "province",
            "hosted": True,
            "collective": True,
            "units": [{"name": "Phòng Khoa học", "abbreviation": "KH"}],
            "posts": [
                {"username": "an", "password": "mat-khau-dai", "full_name": "Đinh Văn Ân", "title": "Phó Chủ tịch",
                 "roles": ["deputy"], "position": 1, "authority": [
                     {"code": "KT.", "capacity_lines": ["KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"], "document_types": []}]},
                {"username": "binh", "full_name": "Bùi Thị Bình", "title": "Chuyên viên", "unit": "Phòng Khoa học",
                 "roles": ["officer"], "position": 2},
            ],
            "books": [{"direction": "incoming", "name": "Sổ văn bản đến", "types": []}],
        },
        {
            "code": "H29.08",
            "name": "Sở Khoa học",
            "parent_code": "H29",
            "hosted": True,
            "posts": [{"username": "binh", "full_name": "Bùi Thị Bình", "title": "Kiêm nhiệm", "roles": ["unit_head"]}],
        },
        {"code": "G22", "name": "Văn phòng Chính phủ"},
    ]
}  # fmt: skip


def rows() -> list[int]:
    return [model.objects.count() for model in (Agency, Unit, Person, Account, Post, SigningAuthority)]


def test_the_whole_country_comes_in_once(db: None, monday: datetime) -> None:
    country = read_country(SPEC)

    first = import_country(country, now=monday)
    counted = rows()
    again = import_country(country, now=monday)

    assert (first.agencies, first.people, first.posts) == (3, 2, 3)
    assert (again.agencies, again.people, again.posts) == (0, 0, 0)
    assert rows() == counted == [3, 1, 2, 2, 3, 1]


def test_one_person_may_hold_posts_in_two_agencies(db: None, monday: datetime) -> None:
    import_country(read_country(SPEC), now=monday)

    posts = Account.objects.get(username="binh").person.posts.order_by("agency__code")  # type: ignore[union-attr]

    assert [post.agency.code for post in posts] == ["H29", "H29.08"]


def test_passwords_are_hashed_and_a_missing_one_opens_nothing(db: None, monday: datetime) -> None:
    import_country(read_country(SPEC), now=monday)

    assert Account.objects.get(username="an").password.startswith("argon2")
    assert not Account.objects.get(username="binh").has_usable_password()


def test_agencies_are_found_with_and_without_marks_in_vietnamese_order(db: None, monday: datetime) -> None:
    import_country(read_country(SPEC), now=monday)

    assert [one.code for one in people.find_agencies("so khoa", 5)] == ["H29.08"]
    assert [one.code for one in people.find_agencies("", 5)] == ["H29.08", "H29", "G22"]
    assert people.agency_by_code("H29.08").parent.code == "H29"  # type: ignore[union-attr]


def test_books_are_opened_once(db: None, monday: datetime) -> None:
    country = read_country(SPEC)
    done = import_country(country, now=monday)
    agency = done.hosted["H29"]

    opened = [open_books(agency, country.agencies[0].books) for _ in range(2)]

    assert opened == [1, 0]
    with acting_for(agency.pk):
        assert [book.name for book in books_of(agency.pk, "incoming")] == ["Sổ văn bản đến"]


@pytest.mark.parametrize(
    ("place", "harm"),
    [
        ("agencies[0].name", lambda spec: spec["agencies"][0].update(name=" ")),
        ("agencies[0].posts[1].roles", lambda spec: spec["agencies"][0]["posts"][1].update(roles=["king"])),
        ("agencies[0].posts[1].unit", lambda spec: spec["agencies"][0]["posts"][1].update(unit="Phòng Lạ")),
        ("agencies[0].hosted", lambda spec: spec["agencies"][0].update(hosted="yes")),
        ("agencies", lambda spec: spec["agencies"].append({"code": "G22", "name": "Trùng"})),
    ],
)
def test_a_wrong_file_is_refused_with_its_place(place: str, harm: Any) -> None:
    spec = deepcopy(SPEC)
    harm(spec)

    with pytest.raises(CountryUnreadable) as refused:
        read_country(spec)

    assert place in refused.value.text()


def test_leaders_clerks_and_heads_are_found_by_role(db: None, monday: datetime) -> None:
    done = import_country(read_country(SPEC), now=monday)
    agency = done.hosted["H29"]
    an = people.leaders_of(agency.pk)[0]

    assert an.person.full_name == "Đinh Văn Ân"
    assert people.clerks_of(agency.pk) == []
    assert [one.code for one in people.authorities_of(an, "CV", monday.date())] == ["KT."]
    assert [post.title for post in people.members_of(Unit.objects.get())] == ["Chuyên viên"]
