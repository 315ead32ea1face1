"""What every console page shows. Doors: frame."""

from django.http import HttpRequest

from axis import env


def frame(request: HttpRequest) -> dict[str, object]:
    return {"axis_title": env.ENV.axis_title, "demo": env.ENV.demo}
