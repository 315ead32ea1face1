"""The office as a WSGI application, and the front before it. Doors: application, front."""

from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application

import office.bootstrap  # noqa: F401 - a worker process begins here
from kit.front import FrontLimits, cookie, make_front
from kit.wake import django_conninfo

MIB = 1 << 20
FORM_MIB = 4  # a body without files; forms with files have their own prefixes
# where forms carry files: documents entered on paper, drafts, and signed files that come back from a person's own tool
WITH_FILES = ("/den/", "/di/", "/ky-so/")

FRONT = "front.here"  # tells views that X-Front-* headers will be obeyed

application = get_wsgi_application()


def _behind_the_front(environ: dict[str, Any], start_response: Any) -> Any:
    return application({**environ, FRONT: "1"}, start_response)


def _session(environ: dict[str, Any]) -> str:
    """Return whose page asks: people of one agency often come from one address."""
    return cookie(environ, settings.SESSION_COOKIE_NAME)


def front() -> Any:
    """Return the ASGI application of one worker process."""
    import_module(settings.ROOT_URLCONF)  # Django would leave it to the first who asks
    env = settings.ENV
    spool: Path = env.data_dir / "spool"
    spool.mkdir(parents=True, exist_ok=True)
    largest = env.upload_max_mib * MIB + MIB
    limits = FrontLimits(
        spool_dir=spool, body_max_bytes=FORM_MIB * MIB, body_max_by_prefix=dict.fromkeys(WITH_FILES, largest)
    )
    return make_front(
        _behind_the_front,
        database_url=django_conninfo("front"),
        limits=limits,
        static={"/static/": env.data_dir / "static"},
        proxies=env.trusted_proxies,
        name_of=_session,
    )
