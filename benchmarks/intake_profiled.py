"""The inner program of benchmarks.intake_profile: acceptances inside the axis' program."""

import cProfile
import hashlib
import os
import pstats
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.axis_programs import packet

import axis.bootstrap  # noqa: F401 - before anything that touches models
from axis.api.submit import submit_app
from axislink.protocol.signatures import Signer, WireRequest, content_digest
from evidence.keys import read_private_key
from kit.front.body import Body
from kit.front.call import call, environ_of

Job = tuple[dict[str, Any], Body]
WARM = 50
PARTS = (
    ("request checked", "callers.py", "identify"),
    ("header read", "packets.py", "read"),
    ("  markup", "tree.py", "parse"),
    ("  fields", "header.py", "read_document"),
    ("body kept", "storage.py", "take"),
    ("  fsync", "~", "<built-in method posix.fsync>"),
    ("transfer and receipt", "accept.py", "_transfer"),
    ("rows committed", "commit.py", "commit"),
    ("log line", "__init__.py", "info"),
)


def jobs(key: Path, count: int) -> list[Job]:
    """Return requests as the front hands them over."""
    signer, made = Signer("vpcp", read_private_key(key)), []
    for number in range(1, count + 1):
        data = packet(number)
        digest = hashlib.sha256(data).digest()
        headers = {"content-type": "application/xml", "content-length": str(len(data))}
        headers["content-digest"] = content_digest(digest)
        headers |= signer.headers_for(WireRequest("POST", "/v1/packets", "", headers), created=int(time.time()))
        scope = {"method": "POST", "path": "/v1/packets", "query_string": b"", "headers": _coded(headers)}
        made.append((scope, Body(len(data), digest.hex(), data, "")))
    return made


def _coded(headers: dict[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.encode(), value.encode()) for name, value in headers.items()]


def run(some: list[Job]) -> None:
    for scope, body in some:
        answer = call(submit_app, environ_of(scope, body), body)
        if answer.status != 201:
            raise RuntimeError(str(answer.body))


def main(key: str, documents: str) -> None:
    count = int(documents)
    made = jobs(Path(key), WARM + 2 * count)
    run(made[:WARM])
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    before, began = os.times(), time.thread_time()
    run(made[WARM : WARM + count])
    thread, after = 1000 * (time.thread_time() - began) / count, os.times()
    profile = cProfile.Profile(time.process_time)
    profile.enable()
    run(made[WARM + count :])
    profile.disable()
    stats = pstats.Stats(profile)
    found: dict[tuple[str, int, str], tuple[int, int, float, float, Any]] = stats.stats  # type: ignore[attr-defined]
    whole: float = stats.total_tt  # type: ignore[attr-defined]
    sys.stdout.write(
        f"acceptance without HTTP: {thread:.2f} CPU-ms/document of its thread, of which the kernel "
        f"{1000 * (after.system - before.system) / count:.2f}\n"
    )
    for name, file, function in PARTS:
        spent = sum(row[3] for (path, _, called), row in found.items() if path.endswith(file) and called == function)
        sys.stdout.write(f"  {100 * spent / whole:3.0f} % {name}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
    sys.stdout.flush()
    os._exit(0)
