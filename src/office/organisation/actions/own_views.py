"""Keep and drop a person's own views of a list. Doors: keep_view, drop_view."""

from django.db import transaction

from kit.access import allow
from kit.actor import Actor
from office.organisation.errors import TooManyViews, ViewNotKept
from office.organisation.models import Person
from office.organisation.own_views import KEY, LISTS, OwnView, own_views, plain_query
from office.organisation.permissions import RULES

MOST, NAME_MAX, QUERY_MAX = 20, 60, 1000


@transaction.atomic
def keep_view(*, list_name: str, name: str, query: str, actor: Actor) -> OwnView:
    """Keep the filters of ``query`` under a name; the same name again is the same view. Raises: ViewNotKept, TooManyViews."""
    actor = allow(actor, RULES, "keep_view", None)
    view = OwnView(" ".join(name.split())[:NAME_MAX], plain_query(query))
    if list_name not in LISTS or not view.name or not view.query or len(view.query) > QUERY_MAX:
        raise ViewNotKept
    person = Person.objects.select_for_update().get(pk=actor.person_id or 0)
    others = [one for one in own_views(person, list_name) if one.name != view.name]
    if len(others) >= MOST:
        raise TooManyViews(most=MOST)
    _write(person, list_name, [*others, view])
    return view


@transaction.atomic
def drop_view(*, list_name: str, name: str, actor: Actor) -> None:
    """Forget a view; one that is not there is forgotten already. Raises: ViewNotKept for a list that keeps none."""
    actor = allow(actor, RULES, "drop_view", None)
    if list_name not in LISTS:
        raise ViewNotKept
    person = Person.objects.select_for_update().get(pk=actor.person_id or 0)
    _write(person, list_name, [one for one in own_views(person, list_name) if one.name != name])


def _write(person: Person, list_name: str, views: list[OwnView]) -> None:
    kept = {**person.preferences.get(KEY, {}), list_name: [(one.name, one.query) for one in views]}
    person.preferences = {**person.preferences, KEY: kept}
    person.save(update_fields=["preferences"])
