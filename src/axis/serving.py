"""The web side of the axis: granian, the front, Django. Doors: serve, make."""

from typing import Any

import axis.bootstrap  # noqa: F401 - a worker process begins here
from axis import env
from axis.api.quick import quick_paths
from axis.api.submit import submit_app
from axis.api.wire import claimed_system
from axis.vxp.answers import failure
from axis.wsgi import application
from kit.errors import DomainError
from kit.front import FrontLimits, make_front
from kit.serve import serve as serve_front
from kit.wake import django_conninfo

MIB = 1 << 20


def serve(*, host: str | None, port: int | None, workers: int | None) -> int:
    """Serve until told to stop; options override the environment."""
    serve_front(
        "axis.serving:make",
        host=host or env.ENV.axis_host,
        port=env.ENV.axis_port if port is None else port,
        workers=workers or env.ENV.axis_workers,
    )
    return 0


def _vxp_refusal(error: DomainError) -> tuple[int, dict[str, Any]]:
    """Return a refusal of the front as a client of the VXP dialect knows it: what may pass is 503."""
    said = failure(error)
    return max(said.http_status, error.http_status), said.body


def make() -> Any:
    """Return the ASGI application of one worker process."""
    limits = FrontLimits(
        spool_dir=env.ENV.spool,
        body_max_bytes=MIB,
        # A little more than a packet may have, so that one just above the cap is refused with the axis' own code.
        body_max_by_prefix={
            "/v1/packets": env.ENV.max_packet_bytes + MIB,
            "/vxp/sendEdoc": env.ENV.max_packet_bytes + MIB,
        },
    )
    return make_front(
        application,
        database_url=django_conninfo("front"),
        limits=limits,
        short_paths={("POST", "/v1/packets"): submit_app, **quick_paths(application)},
        refusals={"/vxp/": _vxp_refusal},
        static={"/static/": env.ENV.axis_data / "static"},
        proxies=env.ENV.trusted_proxies,
        name_of=claimed_system,
    )
