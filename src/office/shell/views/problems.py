"""Pages for what is not there, not allowed, or broken. Views: not_found, forbidden, bad_request, csrf, server_error."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from kit.screen.context import screen
from office.organisation.requests import open_to_all


def _answer(request: HttpRequest, status: int, *, title: str, text: str, code: str, kind: str) -> HttpResponse:
    context = {"title": title, "text": text, "code": code, "kind": kind}
    fragment = bool(request.headers.get("HX-Request"))
    template = "screen/problem.html" if fragment else "shell/refused.html"
    response = render(request, template, context, status=status)
    response["X-Error-Code"] = code
    return response


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    text = _("Không có trang này, hoặc nội dung không thuộc cơ quan bạn đang làm việc.")
    return _answer(request, 404, title=_("Không tìm thấy"), text=text, code="OFF-404", kind="refused")


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    text = _("Chức danh đang làm việc không được giao việc này. Hãy đổi chức danh hoặc chuyển cho người phụ trách.")
    return _answer(request, 403, title=_("Không được giao việc này"), text=text, code="OFF-403", kind="refused")


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    text = _("Yêu cầu gửi lên không đúng dạng. Hãy quay lại trang trước rồi làm lại.")
    return _answer(request, 400, title=_("Chưa hiểu yêu cầu"), text=text, code="OFF-400", kind="refused")


@open_to_all
def csrf(request: HttpRequest, reason: str = "") -> HttpResponse:
    text = _(
        "Trang đã mở quá lâu hoặc bạn vừa đăng nhập ở nơi khác. Hãy tải lại trang rồi làm lại; chưa có gì được ghi."
    )
    return _answer(request, 403, title=_("Hãy tải lại trang"), text=text, code="OFF-405", kind="refused")


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer without asking the database anything: it may be what failed."""
    context: dict[str, Any] = {
        **screen(request),
        "title": _("Trang này chưa mở được"),
        "text": _("Việc đã làm trước đó vẫn được giữ; thao tác vừa rồi chưa được ghi."),
        "code": "OFF-500",
        "kind": "failed",
    }
    if request.headers.get("HX-Request"):
        page = render_to_string("screen/problem.html", context)
    else:
        page = render_to_string("shell/failed.html", context)
    return HttpResponse(page, status=500, headers={"X-Error-Code": "OFF-500"})
