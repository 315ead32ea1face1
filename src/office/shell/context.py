"""What every page's frame shows. Doors: frame."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from office.shell.frame import frame_of


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return the acting post, whether this is a trial, and the frame (asked of the database only when drawn)."""
    acting = getattr(request, "acting", None)
    return {
        "acting": acting,
        "is_demo": settings.ENV.demo,
        "frame": SimpleLazyObject(lambda: frame_of(request, acting)) if acting is not None else None,
    }
