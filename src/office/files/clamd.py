"""Talk to ClamAV's daemon in its own words (INSTREAM). Doors: Clamd, ScannerUnreachable, ScannerRefused.

The content is streamed, so the daemon needs no access to our folder.
"""

import socket
import struct
from pathlib import Path

BLOCK = 1 << 17
TIMEOUT_S = 60.0


class ScannerUnreachable(Exception):
    """The daemon does not answer; the content may be offered again."""


class ScannerRefused(Exception):
    """The daemon answered that it cannot scan this content (size, format)."""


class Clamd:
    """``address`` is the path of a socket, or host:port."""

    def __init__(self, address: str) -> None:
        self.address = address

    def scan(self, path: Path) -> str | None:
        """Return the name of what was found, None when clean. Raises: ScannerUnreachable, ScannerRefused."""
        answer = self._ask(path)
        if answer.endswith("OK"):
            return None
        if answer.endswith("FOUND"):
            return answer.removeprefix("stream:").removesuffix("FOUND").strip() or "?"
        raise ScannerRefused(answer.removeprefix("stream:").strip() or "không có câu trả lời")

    def _connect(self) -> socket.socket:
        host, colon, port = self.address.rpartition(":")
        if self.address.startswith("/") or not colon:
            line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            line.settimeout(TIMEOUT_S)
            line.connect(self.address)
            return line
        return socket.create_connection((host.strip("[]"), int(port)), timeout=TIMEOUT_S)

    def _ask(self, path: Path) -> str:
        try:
            with self._connect() as line, path.open("rb") as content:
                line.sendall(b"zINSTREAM\0")
                while block := content.read(BLOCK):
                    line.sendall(struct.pack("!I", len(block)) + block)
                line.sendall(struct.pack("!I", 0))
                return self._answer(line)
        except (BrokenPipeError, ConnectionResetError) as error:
            if self.is_alive():
                # the daemon hangs up when the content passes its own limit, and its reason is lost with the line
                return "stream: vượt giới hạn của máy quét ERROR"
            raise ScannerUnreachable(str(error)) from error
        except (OSError, ValueError) as error:
            raise ScannerUnreachable(str(error)) from error

    def is_alive(self) -> bool:
        """Return whether the daemon answers at all."""
        try:
            with self._connect() as line:
                line.sendall(b"zPING\0")
                return self._answer(line) == "PONG"
        except (OSError, ValueError):
            return False

    @staticmethod
    def _answer(line: socket.socket) -> str:
        parts = []
        while part := line.recv(4096):
            parts.append(part)
        return b"".join(parts).decode("utf-8", "replace").strip("\0\n ")
