"""Bring agencies, units, people and posts of a country file into the directory. Doors: import_country, Imported.

Doing it twice changes nothing: rows are known by agency code, unit name, username, and person + agency + title.
Passwords are set for new accounts only. Books belong to the registers room, which is told the agencies by the caller.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from kit.actor import Actor
from kit.sort_keys import fold, sort_key
from kit.tenancy import set_acting
from office.audit import actions as audit
from office.organisation.country import AgencySpec, Country, PostSpec
from office.organisation.models import Account, Agency, Person, Post, SigningAuthority, Unit
from office.organisation.words import keep_words


@dataclass(frozen=True)
class Imported:
    """How many rows came new; the agencies that work here, by code."""

    agencies: int
    people: int
    posts: int
    hosted: dict[str, Agency]


def _agency(spec: AgencySpec) -> tuple[Agency, bool]:
    facts: dict[str, Any] = {
        "name": spec.name,
        "code_qcvn102": spec.code_qcvn102,
        "parent_name": spec.parent_name,
        "abbreviation": spec.abbreviation,
        "place": spec.place,
        "level": spec.level,
        "hosted": spec.hosted,
        "collective": spec.collective,
        "sort_key": sort_key(spec.name),
        "search_text": fold(f"{spec.code} {spec.code_qcvn102} {spec.name} {spec.abbreviation}"),
    }
    agency = Agency.objects.filter(code=spec.code, valid_to__isnull=True).first()
    if agency is None:
        return Agency.objects.create(code=spec.code, **facts), True
    if agency.hosted and not spec.hosted:  # an address never takes a working agency away
        facts["hosted"] = True
    for name, value in facts.items():
        setattr(agency, name, value)
    agency.save(update_fields=list(facts))
    return agency, False


def _person(spec: PostSpec) -> tuple[Person, bool]:
    account = Account.objects.filter(username=spec.username).select_related("person").first()
    if account is not None and account.person is not None:
        return account.person, False
    person = Person.objects.create(full_name=spec.full_name, sort_key=sort_key(spec.full_name))
    Account.objects.create_user(spec.username, spec.password or None, person=person)
    return person, True


def _post(spec: PostSpec, agency: Agency, person: Person) -> bool:
    unit = Unit.objects.filter(agency=agency, name=spec.unit).first() if spec.unit else None
    post, is_new = Post.objects.update_or_create(
        person=person,
        agency=agency,
        title=spec.title,
        defaults={"unit": unit, "roles": list(spec.roles), "position": spec.position},
    )
    for one in spec.authority:
        SigningAuthority.objects.update_or_create(
            agency=agency,
            post=post,
            code=one.code,
            capacity_lines=list(one.capacity_lines),
            defaults={"document_types": list(one.document_types)},
        )
    return is_new


@transaction.atomic
def import_country(country: Country, *, now: datetime) -> Imported:
    """Write the country into the directory and return what came new."""
    agencies = {spec.code: _agency(spec) for spec in country.agencies}
    people = posts = 0
    for spec in country.agencies:
        agency, _ = agencies[spec.code]
        if spec.parent_code:
            agency.parent = Agency.objects.filter(code=spec.parent_code, valid_to__isnull=True).first()
            agency.save(update_fields=["parent"])
        for name, abbreviation in spec.units:
            facts = {"abbreviation": abbreviation, "sort_key": sort_key(name)}
            Unit.objects.update_or_create(agency=agency, name=name, defaults=facts)
        for post in spec.posts:
            person, is_new = _person(post)
            people += is_new
            posts += _post(post, agency, person)
    keep_words(agency.pk for agency, _ in agencies.values())
    hosted = {code: agency for code, (agency, _) in agencies.items() if agency.hosted}
    set_acting(agency.pk for agency in hosted.values())
    for agency in hosted.values():
        program = Actor.system(agency.pk, agency.code)
        audit.record("organisation.imported", actor=program, at=now, subject_ref=agency.ref)
    return Imported(sum(is_new for _, is_new in agencies.values()), people, posts, hosted)
