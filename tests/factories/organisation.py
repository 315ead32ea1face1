"""Agencies, units, people, posts, books of a small made-up country."""

from factory import LazyAttribute, Sequence, SubFactory
from factory.django import DjangoModelFactory

from kit.sort_keys import fold, sort_key
from office.organisation.models import Account, Agency, Person, Post, SigningAuthority, Unit
from office.organisation.roles import Role


class AgencyFactory(DjangoModelFactory[Agency]):
    code = Sequence(lambda n: f"T{n:02d}")
    name = Sequence(lambda n: f"Cơ quan thử số {n}")
    abbreviation = "CQT"
    place = "Hà Nội"
    hosted = True
    sort_key = LazyAttribute(lambda it: sort_key(it.name))
    search_text = LazyAttribute(lambda it: fold(f"{it.code} {it.name} {it.abbreviation}"))

    class Meta:
        model = Agency


class UnitFactory(DjangoModelFactory[Unit]):
    agency = SubFactory(AgencyFactory)
    name = "Phòng Hành chính"
    sort_key = LazyAttribute(lambda it: sort_key(it.name))

    class Meta:
        model = Unit


class PersonFactory(DjangoModelFactory[Person]):
    full_name = Sequence(lambda n: f"Trần Văn {n}")
    sort_key = LazyAttribute(lambda it: sort_key(it.full_name))

    class Meta:
        model = Person


class AccountFactory(DjangoModelFactory[Account]):
    username = Sequence(lambda n: f"nguoi{n}")
    person = SubFactory(PersonFactory)
    password = "!"  # logs in by force_login only

    class Meta:
        model = Account


class PostFactory(DjangoModelFactory[Post]):
    person = SubFactory(PersonFactory)
    agency = SubFactory(AgencyFactory)
    title = "Chuyên viên"
    roles = [Role.OFFICER]

    class Meta:
        model = Post


class SigningAuthorityFactory(DjangoModelFactory[SigningAuthority]):
    post = SubFactory(PostFactory)
    agency = LazyAttribute(lambda it: it.post.agency)
    capacity_lines = LazyAttribute(lambda it: [it.post.title.upper()])

    class Meta:
        model = SigningAuthority
