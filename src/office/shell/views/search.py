"""Find things. View: search (the palette's lines for htmx, a page otherwise)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from office.organisation.requests import OfficeRequest
from office.shell.searching import find, find_documents

LONGEST = 200
PAGE = 100


@require_GET
def search(request: OfficeRequest) -> HttpResponse:
    words = request.GET.get("q", "")[:LONGEST]
    if request.htmx:
        return render(request, "shell/_found.html", {"hits": find(words, request.acting), "words": words})
    found = find_documents(words, request.acting, PAGE) if words.strip() else []
    return render(request, "shell/search.html", {"documents": found, "words": words})
