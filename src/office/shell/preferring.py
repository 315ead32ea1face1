"""A person's screen: theme, text size, keys, language, kept with the person and carried by cookies.

Doors: keep, remember. Cookies make the first byte of a page right; the person's own row makes the next computer right.
"""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from kit.screen.context import COOKIE, TEXT_SIZES, THEMES, Preferences
from office.organisation.models import Person

YEAR_S = 365 * 24 * 3600
WORDS: dict[str, set[str]] = {
    "theme": set(THEMES),
    "text": set(TEXT_SIZES),
    "keys": {"on", "off"},
    "language": {code for code, _ in settings.LANGUAGES},
}


def keep(person: Person, sent: Any) -> None:
    """Write the known words among ``sent``; unknown ones change nothing."""
    chosen = {name: sent[name] for name, known in WORDS.items() if sent.get(name) in known}
    if chosen:
        row = Person.objects.select_for_update().get(pk=person.pk)
        row.preferences |= chosen
        row.save(update_fields=["preferences"])
        person.preferences = row.preferences


def remember(response: HttpResponse, person: Person | None) -> None:
    """Let the browser carry what the person chose on another computer."""
    if person is None:
        return
    kept = person.preferences
    known = {name: kept[name] for name in ("theme", "text", "keys") if kept.get(name) in WORDS[name]}
    if known:
        set_cookie(response, COOKIE, Preferences(**known).packed())
    if kept.get("language") in WORDS["language"]:
        set_cookie(response, settings.LANGUAGE_COOKIE_NAME, kept["language"])


def set_cookie(response: HttpResponse, name: str, value: str) -> None:
    secure = settings.SESSION_COOKIE_SECURE
    response.set_cookie(name, value, max_age=YEAR_S, samesite="Lax", secure=secure)


def is_known_language(request: HttpRequest) -> str:
    """Return the language asked for in the form, empty when it is none of ours."""
    wanted = request.POST.get("language", "")
    return wanted if wanted in WORDS["language"] else ""
