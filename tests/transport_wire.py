"""A wire of axislink whose other end is inside this process: an httpx transport. Doors: TransportWire."""

from collections.abc import Iterator, Mapping

import httpx

from axislink.errors import Unreachable
from axislink.wire import Content


class TransportWire:
    """Sends requests to ``base_url`` through ``transport``."""

    def __init__(self, base_url: str, transport: httpx.BaseTransport) -> None:
        self._client = httpx.Client(base_url=base_url, transport=transport, trust_env=False)

    def send(
        self, method: str, target: str, headers: Mapping[str, str], content: Content, timeout_seconds: float
    ) -> "TransportReply":
        try:
            return TransportReply(self._client.request(method, target, headers=dict(headers), content=content))
        except httpx.HTTPError as error:
            raise Unreachable(reason=f"{type(error).__name__}: {error}") from error

    def close(self) -> None:
        self._client.close()


class TransportReply:
    """An answer that is already here."""

    def __init__(self, response: httpx.Response) -> None:
        self.status = response.status_code
        self._body = response.content

    def read(self) -> bytes:
        return self._body

    def blocks(self) -> Iterator[bytes]:
        yield self._body

    def close(self) -> None:
        """Nothing is open."""
