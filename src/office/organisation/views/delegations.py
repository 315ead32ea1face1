"""See, give and end delegations. Views: delegations, delegate, revoke."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kit import clock
from kit.access import refusal
from office.organisation import actions
from office.organisation.forms import DelegationForm
from office.organisation.models import Post
from office.organisation.people import delegations_of, posts_of_agency
from office.organisation.permissions import RULES
from office.organisation.requests import OfficeRequest


def _form(request: OfficeRequest, data: Any = None) -> DelegationForm:
    today = clock.today(clock.now())
    posts = posts_of_agency(request.actor.agency_id, today)
    givers = [post for post in posts if refusal(request.actor, RULES, "delegate", post) is None]
    givers.sort(key=lambda post: post.pk != request.actor.post_id)
    initial = {"valid_from": today}
    return DelegationForm(data, givers=givers, takers=posts, initial=initial)


def _page(request: OfficeRequest, form: DelegationForm, status: int = 200) -> HttpResponse:
    found = delegations_of(request.actor.agency_id, clock.today(clock.now()))
    rows = [(one, refusal(request.actor, RULES, "revoke", one.from_post)) for one in found]
    return render(request, "organisation/delegations.html", {"form": form, "rows": rows}, status=status)


@require_GET
def delegations(request: OfficeRequest) -> HttpResponse:
    return _page(request, _form(request))


@require_POST
def delegate(request: OfficeRequest) -> HttpResponse:
    form = _form(request, request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    facts = form.cleaned_data
    delegation = actions.delegate(
        from_post_ref=facts["from_post"],
        to_post_ref=facts["to_post"],
        valid_from=facts["valid_from"],
        valid_to=facts["valid_to"],
        reason=facts["reason"],
        actor=request.actor,
        now=clock.now(),
    )
    to_post = Post.objects.select_related("person").get(pk=delegation.to_post_id)
    messages.success(request, _("Đã ủy quyền cho %(name)s.") % {"name": to_post.person.full_name})
    return redirect("organisation:delegations")


@require_POST
def revoke(request: OfficeRequest, delegation_ref: UUID) -> HttpResponse:
    actions.revoke(delegation_ref=delegation_ref, actor=request.actor, now=clock.now())
    messages.success(request, _("Đã kết thúc ủy quyền."))
    return redirect("organisation:delegations")
