"""A person's own views beside a list. Tags: own_views, keep_view."""

from typing import Any

from django import template
from django.urls import reverse

from office.organisation import own_views as kept

register = template.Library()


@register.inclusion_tag("organisation/_own_views.html", takes_context=True)
def own_views(context: dict[str, Any], list_name: str) -> dict[str, Any]:
    """Return the entries below the list's usual views; nothing without any."""
    request = context["request"]
    now = kept.plain_query(request.GET.urlencode())
    page = reverse(f"{list_name}:list")
    views = kept.own_views(request.acting.post.person, list_name)
    rows = [(one.name, f"{page}?{one.query}", one.query == now) for one in views]
    return {"list_name": list_name, "rows": rows, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("organisation/_keep_view.html", takes_context=True)
def keep_view(context: dict[str, Any], list_name: str) -> dict[str, Any]:
    """Return what keeps the present filters; nothing where they are kept already."""
    request = context["request"]
    query = kept.plain_query(request.GET.urlencode())
    known = {one.query for one in kept.own_views(request.acting.post.person, list_name)}
    return {
        "list_name": list_name,
        "query": "" if query in known else query,
        "words": request.GET.get("q", ""),
        "csrf_token": context.get("csrf_token"),
    }
