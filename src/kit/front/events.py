"""Event streams (SSE). Doors: stream_events.

Each wake of a topic is one event: its name is the topic, its data the payload. A stream begins with a comment and
a reconnection time, beats every few seconds so that proxies keep it, and ends after a while: the browser connects
again and the view decides again whether this person may still listen.
"""

import asyncio

from kit.front.answer import Receive, Send, until_gone
from kit.front.call import Answer
from kit.front.hub import Subscription
from kit.front.limits import FrontLimits

RECONNECT_MS = 2000


def event(topic: str, payload: str) -> bytes:
    """Return one event; a payload of several lines becomes several data fields."""
    data = "".join(f"data: {line}\n" for line in (payload.splitlines() or [""]))
    return f"event: {topic}\n{data}\n".encode()


async def stream_events(
    answer: Answer, subscription: Subscription, limits: FrontLimits, receive: Receive, send: Send
) -> None:
    """Send the events of ``subscription`` until the client leaves, the worker stops or the time is over."""
    loop = asyncio.get_running_loop()
    kept = answer.without("content-length", "content-type", "cache-control").headers
    headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in kept]
    headers += [
        (b"content-type", b"text/event-stream; charset=utf-8"),
        (b"cache-control", b"no-store"),
        (b"x-accel-buffering", b"no"),
    ]
    gone = loop.create_task(until_gone(receive))
    gone.add_done_callback(lambda _: subscription.end())
    end = loop.time() + limits.events_max_s
    try:
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        block = f": congvan\nretry: {RECONNECT_MS}\n\n".encode()
        while True:
            async with asyncio.timeout(limits.send_idle_s):
                await send({"type": "http.response.body", "body": block, "more_body": True})
            left = end - loop.time()
            if subscription.ended or left <= 0:
                break
            woken = await subscription.changed(min(limits.heartbeat_s, left))
            block = b"".join(event(*item) for item in subscription.take()) if woken else b":\n\n"
        await send({"type": "http.response.body", "body": b""})
    except TimeoutError:
        return
    finally:
        gone.cancel()
