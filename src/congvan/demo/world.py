"""One axis and two offices as real processes under one folder. Doors: World, Ports.

Used by the demonstration, the stories and the fault tests: everything is prepared once (keys, databases, tables,
people), then the programs run under a supervisor that starts again what dies.
"""

import json
import os
import secrets
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx

from congvan.database.cluster import open_server
from congvan.database.server import Server
from congvan.demo import keys
from congvan.demo.country import INSTALLATIONS, PASSWORD, Installation, address_book
from congvan.supervise import Child, Ready, Supervisor

REPOSITORY = Path(__file__).resolve().parents[3]
HOST = "127.0.0.1"
OPERATOR = "dieuhanh"
Say = Callable[[str], None]


class StepFailed(RuntimeError):
    """A preparation step ended with an error; the text has its last lines."""


@dataclass(frozen=True)
class Ports:
    """Where the programs listen."""

    axis: int = 8100
    g22: int = 8101
    h29: int = 8102
    tsa: int = 8109

    @classmethod
    def free(cls) -> "Ports":
        """Return four ports that nobody uses now."""
        with ExitStack() as stack:
            taken = []
            for _ in range(4):
                one = stack.enter_context(socket.socket())
                one.bind((HOST, 0))
                taken.append(one.getsockname()[1])
        return cls(*taken)

    @classmethod
    def usual_or_free(cls) -> "Ports":
        """Return the usual ports when all are free, else others."""
        usual = cls()
        for port in (usual.axis, usual.g22, usual.h29, usual.tsa):
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    probe.bind((HOST, port))
                except OSError:
                    return cls.free()
        return usual

    def url(self, name: str) -> str:
        return f"http://{HOST}:{getattr(self, name)}"


class World:
    """The running country. ``with World(folder, ports) as world``: prepared and serving inside the block."""

    def __init__(
        self, folder: Path, ports: Ports, *, say: Say = lambda _: None, environ: Mapping[str, str] | None = None
    ) -> None:
        self.folder = Path(folder).absolute()
        self.ports = ports
        self.say = say
        self.environ = os.environ if environ is None else environ
        self.supervisor = Supervisor()
        self.server: Server
        self._stack = ExitStack()

    # --- life ---------------------------------------------------------------------------------

    def __enter__(self) -> "World":
        with ExitStack() as stack:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self.say("PostgreSQL")
            self.server = stack.enter_context(open_server(self.folder / "postgres", self.environ))
            self._prepare()
            stack.enter_context(self.supervisor)
            self._start()
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def url(self, name: str) -> str:
        return self.ports.url(name)

    def child(self, name: str) -> int:
        """Return the process id of a program: axis, axis-worker, g22, g22-worker, g22-link, h29 …"""
        pid = self.supervisor.pid(name)
        if pid is None:
            raise StepFailed(f"{name} is not running")
        return pid

    # --- what each program gets -----------------------------------------------------------------

    @property
    def pki(self) -> Path:
        return self.folder / "pki"

    @property
    def trust(self) -> Path:
        return self.pki / "trust"

    def _secret(self, name: str) -> str:
        place = self.folder / "secrets" / name
        if not place.exists():
            place.parent.mkdir(exist_ok=True, mode=0o700)
            place.write_text(secrets.token_urlsafe(48))
            place.chmod(0o600)
        return place.read_text()

    def axis_environment(self) -> dict[str, str]:
        return {
            "DATABASE_URL": self.server.ensure_database("axis_national", "axis_national"),
            "DJANGO_SETTINGS_MODULE": "axis.settings",
            "CONGVAN_DEMO": "1",
            "CONGVAN_SECRET_KEY": self._secret("axis"),
            "CONGVAN_AXIS_DATA": str(self.folder / "axis"),
            "CONGVAN_AXIS_HOST": HOST,
            "CONGVAN_AXIS_PORT": str(self.ports.axis),
            "CONGVAN_AXIS_PUBLIC_URL": self.url("axis"),
            "CONGVAN_AXIS_TSA_URL": self.url("tsa"),
            "CONGVAN_ASSETS_DIR": str(REPOSITORY / "build" / "assets"),
        }

    def office_environment(self, one: Installation) -> dict[str, str]:
        role = f"office_{one.name}"
        return {
            "DATABASE_URL": self.server.ensure_database(role, role),
            "DJANGO_SETTINGS_MODULE": "office.settings",
            "CONGVAN_DEMO": "1",
            "CONGVAN_SECRET_KEY": self._secret(role),
            "CONGVAN_DATA_DIR": str(self.folder / role),
            "CONGVAN_PUBLIC_URL": self.url(one.name),
            "CONGVAN_ASSETS_DIR": str(REPOSITORY / "build" / "assets"),
            "CONGVAN_KEYS_DIR": str(self.pki / "keys"),
            "CONGVAN_TRUST_DIR": str(self.trust),
            "CONGVAN_TSA_URL": self.url("tsa"),
            "CONGVAN_AXIS_URL": self.url("axis"),
            "CONGVAN_AXIS_SYSTEM": one.system,
            "CONGVAN_AXIS_KEY": str(self.folder / "link" / f"{one.system}.pem"),
            "CONGVAN_AXIS_RECEIPT_KEY": str(self.folder / "axis" / "keys" / "receipts.pub.pem"),
            **({"CONGVAN_CALL_LOG": self.environ["CONGVAN_CALL_LOG"]} if "CONGVAN_CALL_LOG" in self.environ else {}),
        }

    def _compiled(self) -> dict[str, str]:
        """Keep compiled modules in our folder where Python was told to write none: a start takes a third of the time."""
        if not self.environ.get("PYTHONDONTWRITEBYTECODE"):
            return {}
        return {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(self.folder / "compiled")}

    # --- preparation ------------------------------------------------------------------------------

    def run(self, *arguments: str, environment: Mapping[str, str]) -> str:
        """Run one of our programs to its end. Raises: StepFailed."""
        done = subprocess.run(
            [sys.executable, "-m", *arguments],
            env={**os.environ, **self._compiled(), **environment},
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise StepFailed(f"{' '.join(arguments)}: {(done.stderr or done.stdout)[-2000:]}")
        return done.stdout

    def _prepare(self) -> None:
        now = datetime.now(UTC)
        self.say("Chứng thư số thử nghiệm")
        keys.prepare(self.pki, self.folder / "link", now)
        self.say("Cơ sở dữ liệu, danh bạ, người dùng")
        with ThreadPoolExecutor(1 + len(INSTALLATIONS)) as pool:
            for done in [
                pool.submit(self._prepare_axis),
                *(pool.submit(self._prepare_office, one) for one in INSTALLATIONS),
            ]:
                done.result()

    def _prepare_axis(self) -> None:
        axis = self.axis_environment()
        self.run("axis", "migrate", environment=axis)
        for one in INSTALLATIONS:
            agencies = [
                part
                for agency in one.agencies
                for part in ("--agency", f"{agency['code']},{agency['code_qcvn102']}={agency['name']}")
            ]
            key = keys.public_key(self.folder / "link", one.system)
            self.run(
                *("axis", "system", "add", "--id", one.system, "--secret", self._secret(f"vxp-{one.system}")),
                *("--key", str(key), *agencies),
                environment=axis,
            )
        self.run("axis", "operator", "add", OPERATOR, "--password", PASSWORD, environment=axis)

    def _prepare_office(self, one: Installation) -> None:
        office = self.office_environment(one)
        spec = self.folder / f"{one.name}.json"
        hosted = {agency["code"] for agency in one.agencies}
        others = [agency for agency in address_book() if agency["code"] not in hosted]
        spec.write_text(json.dumps({"agencies": [*one.agencies, *others]}, ensure_ascii=False))
        self.run("office", "prepare", str(spec), str(self.pki / "certificates.json"), environment=office)

    # --- programs ---------------------------------------------------------------------------------

    def _start(self) -> None:
        self.say("Các chương trình")
        axis = self.axis_environment()
        tsa = ["pdfseal.localtsa", "--pki", str(self.pki), "--port", str(self.ports.tsa)]
        self._child("tsa", tsa, {}, None)
        self._child("axis", ["axis", "serve"], axis, f"{self.url('axis')}/health")
        self._child("axis-worker", ["axis", "worker"], axis, None)
        for one in INSTALLATIONS:
            office, port = self.office_environment(one), str(getattr(self.ports, one.name))
            serve = ["office", "serve", "--host", HOST, "--port", port]
            self._child(one.name, serve, office, f"{self.url(one.name)}/suc-khoe")
            self._child(f"{one.name}-worker", ["office", "worker"], office, None)
            self._child(f"{one.name}-link", ["office", "link"], office, None)
        self.supervisor.wait_ready(timeout_s=240)

    def _child(self, name: str, module: list[str], environment: Mapping[str, str], url: str | None) -> None:
        self.supervisor.start(
            Child(
                name=name,
                argv=[sys.executable, "-m", *module],
                log=self.folder / "logs" / f"{name}.log",
                env={**self._compiled(), **environment},
                cwd=self.folder,
                ready=Ready(url=url) if url else None,
            )
        )


@contextmanager
def client(base_url: str) -> Iterator[httpx.Client]:
    """Yield an HTTP client that stays on this machine whatever proxies are set."""
    with httpx.Client(base_url=base_url, trust_env=False, timeout=60, follow_redirects=True) as one:
        yield one
