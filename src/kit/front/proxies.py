"""Who really calls, when a proxy of ours stands in between. Doors: through_proxy.

Believed are only proxies that the operator named: anybody can write X-Forwarded-For.
"""

import ipaddress
from collections.abc import Collection

from kit.front.call import Environ


def through_proxy(environ: Environ, proxies: Collection[str]) -> Environ:
    """Return the environment with the caller's address and scheme as the named proxies tell them.

    The address is the last one in X-Forwarded-For that is no proxy of ours; what stands before it was written by the caller.
    """
    if not proxies or environ["REMOTE_ADDR"] not in proxies:
        return environ
    told = [one.strip() for one in environ.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    caller = next((one for one in reversed(told) if one not in proxies), "")
    if _is_address(caller):
        environ["REMOTE_ADDR"] = caller
    if (scheme := environ.get("HTTP_X_FORWARDED_PROTO", "")) in ("http", "https"):
        environ["wsgi.url_scheme"] = scheme
    return environ


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
