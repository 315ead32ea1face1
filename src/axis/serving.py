"""The web side of the axis. Doors: serve."""

from granian import Granian
from granian.constants import Interfaces

from axis import env


def serve(*, host: str | None, port: int | None, workers: int | None) -> int:
    """Serve until told to stop; options override the environment."""
    Granian(
        "axis.wsgi:application",
        address=host or env.ENV.axis_host,
        port=port or env.ENV.axis_port,
        interface=Interfaces.WSGI,
        workers=workers or env.ENV.axis_workers,
    ).serve()
    return 0
