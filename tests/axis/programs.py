"""The axis as it really runs: `axis serve` and `axis worker` as processes. Doors: Programs, running."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from axislink.client import AxisClient
from congvan.database.testing import create_database
from evidence.keys import PrivateKey, new_private_key, public_pem

START_S = 90


class Programs:
    """One axis in a folder, with two systems connected by the command line."""

    def __init__(self, folder: Path, **environ: str) -> None:
        self.folder = folder
        self.url = ""
        self.keys: dict[str, PrivateKey] = {}
        self.environ = {
            **os.environ,
            "DATABASE_URL": create_database("axisrun"),
            "DJANGO_SETTINGS_MODULE": "axis.settings",
            "CONGVAN_AXIS_DATA": str(folder / "axis"),
            "CONGVAN_AXIS_PORT": "0",
            "CONGVAN_AXIS_MAX_PACKET_MIB": "8",
            **environ,
        }
        self.processes: dict[str, subprocess.Popen[str]] = {}

    def run(self, *arguments: str, exit_code: int = 0) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "axis", *arguments], env=self.environ, capture_output=True, text=True, check=False
        )
        assert done.returncode == exit_code, done.stderr
        return done.stdout + done.stderr

    def connect(self, name: str, *agencies: str) -> AxisClient:
        key = self.keys.setdefault(name, new_private_key())
        pem = self.folder / f"{name}.pem"
        pem.write_bytes(public_pem(key))
        flags = [part for agency in agencies for part in ("--agency", agency)]
        self.run("system", "add", "--id", name, "--secret", "x", "--key", str(pem), *flags)
        return self.client(name)

    def client(self, name: str) -> AxisClient:
        return AxisClient(self.url, name, self.keys[name], timeout_seconds=60)

    def start(self, *arguments: str) -> None:
        self.processes[arguments[0]] = subprocess.Popen(
            [sys.executable, "-m", "axis", *arguments],
            env=self.environ,
            stdout=subprocess.PIPE,
            stderr=(self.folder / f"{arguments[0]}.log").open("a"),
            text=True,
        )
        if arguments[0] == "serve":
            stdout = self.processes["serve"].stdout
            assert stdout is not None
            line = stdout.readline().split()
            assert line[:1] == ["ready"], (self.folder / "serve.log").read_text()[-2000:]
            self.url = line[1]
            self.environ["CONGVAN_AXIS_PORT"] = self.url.rpartition(":")[2]
            self.wait_healthy()

    def wait_healthy(self) -> None:
        end = time.monotonic() + START_S
        while time.monotonic() < end:
            try:
                if httpx.get(self.url + "/health", trust_env=False, timeout=10).status_code == 200:
                    return
            except httpx.HTTPError:
                time.sleep(0.1)
        raise AssertionError("the axis does not answer")

    def kill(self, name: str) -> None:
        """Kill -9 a program with all its workers."""
        process = self.processes.pop(name)
        process.send_signal(
            signal.SIGSTOP
        )  # or it starts a worker anew before its own turn comes, which then outlives it
        for pid in [*children(process.pid), process.pid]:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        process.wait()

    def stop(self) -> None:
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            process.wait(30)
        self.processes.clear()


def children(pid: int) -> list[int]:
    """Return the processes started by ``pid`` (its workers)."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if int((folder / "stat").read_text().rpartition(")")[2].split()[1]) == pid:
                found.append(int(folder.name))
        except OSError:
            continue
    return found


@contextmanager
def running(folder: Path, *, workers: int = 2, **environ: str) -> Iterator[Programs]:
    programs = Programs(folder, **environ)
    programs.run("migrate")
    try:
        programs.start("serve", "--workers", str(workers))
        yield programs
    finally:
        programs.stop()
