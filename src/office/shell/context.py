"""What every page's frame shows. Doors: frame."""

from typing import Any

from django.http import HttpRequest

from office.settings import ENV


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return the acting post and the installation's facts for the top bar and the rail."""
    return {"acting": getattr(request, "acting", None), "is_demo": ENV.demo}
