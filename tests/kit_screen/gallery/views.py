"""Pages and answers of the gallery."""

import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from tests.kit_screen.gallery import paper, samples
from tests.kit_screen.gallery.settings import POLICY

acts: list[dict[str, object]] = []


def content_policy(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Return a middleware that sends the strict content policy with every answer, static files too."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response["Content-Security-Policy"] = POLICY
        return response

    return answer


def page(request: HttpRequest, name: str) -> HttpResponse:
    """Return one page of the gallery."""
    context = samples.common(name) | samples.PAGES.get(name, dict)()
    context["account"] = request.GET.get("nguoi", context["account"])
    context["refuse_url"] = f"/act/leave-{request.GET.get('van-ban', 'a')}"
    return render(request, f"gallery/{name}.html", context)


def document(request: HttpRequest, name: str) -> HttpResponse:
    """Return a PDF made here; ``broken`` is not one."""
    if name == "broken":
        return HttpResponse(b"not a document", content_type="application/pdf")
    return HttpResponse(paper.make(pages=6 if name == "long" else 2), content_type="application/pdf")


def events(request: HttpRequest) -> HttpResponse:
    """Return one event of the topic that was asked for, then end: the browser comes back by itself."""
    topics = request.GET.get("topics", "").split(",")
    body = "retry: 60000\n\n" + "".join(f"event: {topic}\ndata: 1\n\n" for topic in topics if topic)
    return HttpResponse(body, content_type="text/event-stream")


def find(request: HttpRequest) -> HttpResponse:
    """Return lines of the palette."""
    return render(request, "gallery/_found.html", {"q": request.GET.get("q", "")})


def act(request: HttpRequest, what: str) -> HttpResponse:
    """Remember what was posted; ``rule`` and ``break`` answer as a rule and a fault do, ``leave-…`` leads on, ``…slow`` waits."""
    acts.append({"what": what, **{key: request.POST.getlist(key) for key in request.POST if "csrf" not in key}})
    if what.endswith("slow"):
        time.sleep(0.8)
    if what == "rule":
        response = render(
            request,
            "screen/problem.html",
            {"title": "Chưa nhận được việc này", "text": "Thái Minh Triết đã nhận lúc 09:12.", "code": "HAN-009"},
            status=409,
        )
        response["X-Error-Code"] = "HAN-009"
        return response
    if what == "break":
        return HttpResponse("Lỗi", status=500)
    if what.startswith("leave"):
        return HttpResponse(status=204, headers={"HX-Redirect": "/page/home"})
    if "HX-Request" not in request.headers:
        return render(request, "gallery/sent.html", samples.common("sent"))
    return render(request, "gallery/_done.html", {"what": what})


def fragment(request: HttpRequest, what: str) -> HttpResponse:
    """Return a fragment that the page asks for by itself."""
    return render(request, f"gallery/_{what}.html", {})
