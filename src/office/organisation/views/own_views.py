"""Keep and drop a view of a list. Views: keep, drop."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from office.organisation import actions
from office.organisation.requests import OfficeRequest


@require_POST
def keep(request: OfficeRequest) -> HttpResponse:
    list_name = request.POST.get("list", "")
    view = actions.keep_view(
        list_name=list_name,
        name=request.POST.get("name", ""),
        query=request.POST.get("query", ""),
        actor=request.actor,
    )
    messages.success(request, _("Đã lưu khung nhìn “%(name)s”.") % {"name": view.name})
    return redirect(f"{reverse(f'{list_name}:list')}?{view.query}")


@require_POST
def drop(request: OfficeRequest) -> HttpResponse:
    list_name, name = request.POST.get("list", ""), request.POST.get("name", "")
    actions.drop_view(list_name=list_name, name=name, actor=request.actor)
    messages.success(request, _("Đã bỏ khung nhìn “%(name)s”.") % {"name": name})
    return redirect(f"{list_name}:list")
