"""What the views of every room may rely on. Doors: OfficeRequest, open_to_all.

The shell's middleware fills the request; the names stand here, below every room with views.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django_htmx.middleware import HtmxDetails

from kit.actor import Actor
from office.organisation.acting import Acting

View = Callable[..., HttpResponse]


class OfficeRequest(HttpRequest):
    """A request of a logged-in person: the actor, all his posts, and htmx's facts."""

    actor: Actor
    acting: Acting
    htmx: HtmxDetails


def open_to_all(view: View) -> View:
    """Mark a view that needs no acting post (login, manifest, health)."""
    view.open_to_all = True  # type: ignore[attr-defined]
    return view
