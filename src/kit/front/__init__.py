"""The ASGI front of a Django program. Doors: make_front, FrontLimits, cookie, file_header, wait_header, events_header.

It keeps slow clients, waiting requests and event streams in asyncio, so that Django's one thread per worker
only ever works. It knows no URL of a program and touches no table.
"""

from kit.front.app import make_front
from kit.front.call import cookie
from kit.front.headers import events_header, file_header, wait_header
from kit.front.limits import FrontLimits

__all__ = ["FrontLimits", "cookie", "events_header", "file_header", "make_front", "wait_header"]
