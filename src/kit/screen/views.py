"""Preferences, manifest, service worker, offline page. Doors: keep_preferences, manifest, service_worker, offline.

Keeps the choices in a cookie of one year, so that the first byte of a page already has the right theme.
"""

import json
from dataclasses import replace

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_POST

from kit.screen.context import COOKIE, TEXT_SIZES, THEMES, preferences

YEAR_S = 365 * 24 * 3600
# The shell: what a page needs to say that the network is gone. Never a document, never a page with data.
SHELL = (
    "screen/screen.css",
    *(
        f"screen/css/{name}.css"
        for name in [
            "tokens",
            "base",
            "frame",
            "buttons",
            "forms",
            "lists",
            "tables",
            "panel",
            "status",
            "states",
            "floating",
            "viewer",
            "layouts",
            "console",
            "narrow",
            "print",
        ]
    ),
    "vendor/tabler/tabler.min.css",
    "fonts/inter/latin.woff2",
    "fonts/inter/vietnamese.woff2",
    "icons/sprite.svg",
    "screen/shapes.svg",
    "screen/mark.svg",
)


@require_POST
def keep_preferences(request: HttpRequest) -> HttpResponse:
    """Return 204 after keeping the theme, text size and keys that were sent; unknown words change nothing."""
    chosen = preferences(request)
    sent = request.POST
    if sent.get("theme") in THEMES:
        chosen = replace(chosen, theme=sent["theme"])
    if sent.get("text") in TEXT_SIZES:
        chosen = replace(chosen, text=sent["text"])
    if sent.get("keys") in {"on", "off"}:
        chosen = replace(chosen, keys=sent["keys"])
    response = HttpResponse(status=204)
    response.set_cookie(COOKIE, chosen.packed(), max_age=YEAR_S, samesite="Lax", secure=request.is_secure())
    return response


@require_GET
@cache_control(max_age=3600)
def manifest(request: HttpRequest) -> JsonResponse:
    """Return the web manifest, so that the program can be installed on a phone."""
    name = getattr(settings, "SCREEN_APP_NAME", "Congvan")
    icon = {"src": static("screen/mark.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"}
    return JsonResponse(
        {
            "name": name,
            "short_name": name,
            "lang": "vi",
            "start_url": "/",
            "scope": "/",
            "display": "standalone",
            "background_color": "#F5F6F8",
            "theme_color": "#12264F" if getattr(settings, "SCREEN_CONSOLE", False) else "#FFFFFF",
            "icons": [icon],
        },
        content_type="application/manifest+json",
    )


@require_GET
@cache_control(no_cache=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    """Return the service worker; it must live at the root to see the pages of the program."""
    shell = [static(name) for name in SHELL] + [reverse("screen:offline")]
    return render(
        request,
        "screen/sw.js",
        {"shell": json.dumps(shell), "offline": json.dumps(reverse("screen:offline"))},
        content_type="text/javascript; charset=utf-8",
    )


@require_GET
def offline(request: HttpRequest) -> HttpResponse:
    """Return the page that is shown when the network is gone."""
    return render(request, "screen/offline.html")
