"""The agency as its administrator sees it. View: overview."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kit import clock
from kit.access import allow
from office.organisation.models import SigningAuthority
from office.organisation.people import delegations_of, posts_of_agency, units_of
from office.organisation.permissions import RULES
from office.organisation.requests import OfficeRequest
from office.organisation.roles import Role


@require_GET
def overview(request: OfficeRequest) -> HttpResponse:
    """Show units, posts with roles and signing authority, delegations. Raises: NotPermitted."""
    allow(request.actor, RULES, "administer", None)
    agency_id = request.actor.agency_id
    today = clock.today(clock.now())
    posts = posts_of_agency(agency_id)
    authorities: dict[int, list[str]] = {}
    for one in SigningAuthority.objects.filter(agency_id=agency_id).order_by("id"):
        authorities.setdefault(one.post_id, []).append(" / ".join(one.capacity_lines))
    names = dict(Role.choices)
    rows = [
        {
            "post": post,
            "roles": ", ".join(str(names.get(role, role)) for role in post.roles),
            "signs": "; ".join(authorities.get(post.pk, [])),
        }
        for post in posts
    ]
    context = {
        "agency": request.acting.post.agency,
        "units": units_of(agency_id),
        "rows": rows,
        "delegations": delegations_of(agency_id, today),
    }
    return render(request, "organisation/overview.html", context)
