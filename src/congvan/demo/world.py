"""One axis and two offices, or two axes and three offices, as real processes under one folder. Doors: World, Ports.

Used by the demonstration, the stories and the fault tests: everything is prepared once (keys, databases, tables,
people), then the programs run under a supervisor that starts again what dies.
"""

import json
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import astuple, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path

import httpx

from axislink.client import AxisClient
from congvan.database.cluster import open_server
from congvan.database.server import Server
from congvan.demo import keys
from congvan.demo.country import (
    INSTALLATIONS,
    NATIONAL_AXIS,
    PASSWORD,
    PROVINCE,
    PROVINCE_AXIS,
    Installation,
    address_book,
)
from congvan.supervise import Child, Ready, Supervisor
from evidence.keys import read_private_key

REPOSITORY = Path(__file__).resolve().parents[3]
HOST = "127.0.0.1"
OPERATOR = "dieuhanh"
PROVINCE_SYSTEM = "quang-ninh"  # what the national axis calls the provincial one
MEET_S = 120.0
CONNECTIONS = 130  # 109 were counted while the play ran
HANDED_ON = ("CONGVAN_CALL_LOG", "CONGVAN_PATIENCE_S")  # settings of ours that the offices get too
Say = Callable[[str], None]


class StepFailed(RuntimeError):
    """A preparation step ended with an error; the text has its last lines."""


@dataclass(frozen=True)
class Ports:
    """Where the programs listen."""

    axis: int = 8100
    g22: int = 8101
    h29: int = 8102
    province: int = 8103
    h49: int = 8104
    tsa: int = 8109

    @classmethod
    def free(cls) -> "Ports":
        """Return ports that nobody uses now."""
        with ExitStack() as stack:
            taken = []
            for _ in fields(cls):
                one = stack.enter_context(socket.socket())
                one.bind((HOST, 0))
                taken.append(one.getsockname()[1])
        return cls(*taken)

    @classmethod
    def usual_or_free(cls) -> "Ports":
        """Return the usual ports when all are free, else others."""
        usual = cls()
        for port in astuple(usual):
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
    """The running country. ``with World(folder, ports) as world``: prepared and serving inside the block.

    With ``province`` it has a second axis, below the first, and an office there: five programs more.
    With ``passing`` it leaves nothing on a server that is not its own.
    """

    def __init__(
        self,
        folder: Path,
        ports: Ports,
        *,
        say: Say = lambda _: None,
        environ: Mapping[str, str] | None = None,
        province: bool = False,
        passing: bool = False,
    ) -> None:
        self.folder = Path(folder).absolute()
        self.ports = ports
        self.say = say
        self.environ = os.environ if environ is None else environ
        self.province = province
        self.passing = passing
        self.installations = (*INSTALLATIONS, PROVINCE) if province else INSTALLATIONS
        self.supervisor = Supervisor()
        self.server: Server
        self._stack = ExitStack()
        self._programs: dict[str, Child] = {}
        self._running: set[subprocess.Popen[str]] = set()
        self._given_up = False

    # --- life ---------------------------------------------------------------------------------

    def __enter__(self) -> "World":
        with ExitStack() as stack:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self.say("PostgreSQL")
            self.server = stack.enter_context(open_server(self.folder / "postgres", self.environ))
            if self.environ.get("CONGVAN_PG_URL"):
                self.server.need(CONNECTIONS)
                if self.passing:
                    stack.callback(self.server.drop_all)
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

    def switch_off(self, name: str) -> None:
        """Stop a program and keep it stopped."""
        self.supervisor.stop(name)

    def switch_on(self, name: str) -> None:
        """Start a program that was switched off, and wait until it serves."""
        self.supervisor.start(self._programs[name])
        self.supervisor.wait_ready(name, timeout_s=240)

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
            place.write_text(secrets.token_hex(32))  # no sign in it that a command line could take for an option
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

    def province_environment(self) -> dict[str, str]:
        return {
            **self.axis_environment(),
            "DATABASE_URL": self.server.ensure_database("axis_province", "axis_province"),
            "CONGVAN_SECRET_KEY": self._secret("province"),
            "CONGVAN_AXIS_NAME": "quang-ninh",
            "CONGVAN_AXIS_TITLE": "Trục liên thông tỉnh Quảng Ninh",
            "CONGVAN_AXIS_DATA": str(self.folder / "province"),
            "CONGVAN_AXIS_PORT": str(self.ports.province),
            "CONGVAN_AXIS_PUBLIC_URL": self.url("province"),
            "CONGVAN_AXIS_WORKERS": "1",
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
            "CONGVAN_AXIS_URL": self.url(one.axis),
            "CONGVAN_AXIS_SYSTEM": one.system,
            "CONGVAN_AXIS_KEY": str(self.folder / "link" / f"{one.system}.pem"),
            "CONGVAN_AXIS_RECEIPT_KEY": str(self.receipt_key(one.axis)),
            **{name: self.environ[name] for name in HANDED_ON if name in self.environ},
        }

    def receipt_key(self, axis: str) -> Path:
        """Return the file with an axis' public receipt key, as its operator hands it out."""
        return self.folder / axis / "keys" / "receipts.pub.pem"

    def _compiled(self) -> dict[str, str]:
        """Keep compiled modules in our folder where Python was told to write none: a start takes a third of the time."""
        if not self.environ.get("PYTHONDONTWRITEBYTECODE"):
            return {}
        return {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(self.folder / "compiled")}

    # --- preparation ------------------------------------------------------------------------------

    def run(self, *arguments: str, environment: Mapping[str, str]) -> str:
        """Run one of our programs to its end. Raises: StepFailed."""
        if self._given_up:
            raise StepFailed(f"{' '.join(arguments)}: not begun")
        with subprocess.Popen(
            [sys.executable, "-m", *arguments],
            env={**os.environ, **self._compiled(), **environment},
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            self._running.add(process)
            try:
                said, complaint = process.communicate()
            except BaseException:
                process.kill()
                raise
            finally:
                self._running.discard(process)
        if process.returncode != 0:
            raise StepFailed(f"{' '.join(arguments)}: {(complaint or said)[-2000:]}")
        return said

    def _give_up(self) -> None:
        """End the programs of a preparation that failed or was stopped, and let none begin."""
        self._given_up = True
        for process in tuple(self._running):
            process.terminate()

    def _prepare(self) -> None:
        now = datetime.now(UTC)
        self.say("Chứng thư số thử nghiệm")
        keys.prepare(self.pki, self.folder / "link", now, self.installations)
        self.say("Cơ sở dữ liệu, danh bạ, người dùng")
        with ThreadPoolExecutor(1 + len(self.installations)) as pool:
            jobs = [
                pool.submit(self._prepare_axes),
                *(pool.submit(self._prepare_office, one) for one in self.installations),
            ]
            try:
                for done in jobs:
                    done.result()
            except BaseException:  # the other threads would prepare on, and leaving waits for them
                self._give_up()
                raise

    def _prepare_axes(self) -> None:
        self._prepare_axis(self.axis_environment(), NATIONAL_AXIS)
        if self.province:
            self._prepare_axis(self.province_environment(), PROVINCE_AXIS)
            self._join()

    def _join(self) -> None:
        """Register the provincial axis at the national one, and tell it where that is."""
        links = self.folder / "link"
        private = keys.private_key(links, PROVINCE_SYSTEM)
        self.run(
            *("axis", "system", "add", "--id", PROVINCE_SYSTEM, "--name", "Trục liên thông tỉnh Quảng Ninh", "--axis"),
            *("--key", str(keys.public_key(links, PROVINCE_SYSTEM))),
            environment=self.axis_environment(),
        )
        self.run(
            *("axis", "upstream", "add", "--id", "national", "--name", "Trục liên thông văn bản quốc gia"),
            *("--url", self.url(NATIONAL_AXIS), "--system-id", PROVINCE_SYSTEM, "--key", str(private)),
            *("--receipt-key", str(self.receipt_key(NATIONAL_AXIS))),
            environment=self.province_environment(),
        )

    def _prepare_axis(self, axis: Mapping[str, str], name: str) -> None:
        self.run("axis", "migrate", environment=axis)
        for one in (one for one in self.installations if one.axis == name):
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
        others = [agency for agency in address_book(self.installations) if agency["code"] not in hosted]
        spec.write_text(json.dumps({"agencies": [*one.agencies, *others]}, ensure_ascii=False))
        self.run("office", "prepare", str(spec), str(self.pki / "certificates.json"), environment=office)

    # --- programs ---------------------------------------------------------------------------------

    def _start(self) -> None:
        self.say("Các chương trình")
        axis, province = self.axis_environment(), self.province_environment
        tsa = ["pdfseal.localtsa", "--pki", str(self.pki), "--port", str(self.ports.tsa)]
        self._child("tsa", tsa, {}, None)
        self._child("axis", ["axis", "serve"], axis, f"{self.url('axis')}/health")
        self._child("axis-worker", ["axis", "worker"], axis, None)
        if self.province:
            self._child("province", ["axis", "serve"], province(), f"{self.url('province')}/health")
            self._child("province-worker", ["axis", "worker"], province(), None)
        for one in self.installations:
            office, port = self.office_environment(one), str(getattr(self.ports, one.name))
            serve = ["office", "serve", "--host", HOST, "--port", port]
            self._child(one.name, serve, office, f"{self.url(one.name)}/suc-khoe")
            self._child(f"{one.name}-worker", ["office", "worker"], office, None)
            self._child(f"{one.name}-link", ["office", "link"], office, None)
        self.supervisor.wait_ready(timeout_s=240)
        if self.province:
            self._meet()

    def _meet(self) -> None:
        """Return when each axis knows the agencies beyond the other."""
        national, far = INSTALLATIONS[0], {code for one in INSTALLATIONS for code in one.codes}
        for one, codes in ((national, set(PROVINCE.codes)), (PROVINCE, far)):
            with self.system(one) as client:
                end = time.monotonic() + MEET_S
                while not codes <= {agency["code"] for agency in client.agencies()["agencies"] if agency["system"]}:
                    if time.monotonic() > end:
                        raise StepFailed(f"{one.axis} does not know {', '.join(sorted(codes))}")
                    time.sleep(0.2)

    def system(self, one: Installation) -> AxisClient:
        """Return a client with an office's own key at its axis."""
        key = read_private_key(self.folder / "link" / f"{one.system}.pem")
        return AxisClient(self.url(one.axis), one.system, key)

    def _child(self, name: str, module: list[str], environment: Mapping[str, str], url: str | None) -> None:
        self._programs[name] = Child(
            name=name,
            argv=[sys.executable, "-m", *module],
            log=self.folder / "logs" / f"{name}.log",
            env={**self._compiled(), **environment},
            cwd=self.folder,
            ready=Ready(url=url) if url else None,
        )
        self.supervisor.start(self._programs[name])


@contextmanager
def client(base_url: str) -> Iterator[httpx.Client]:
    """Yield an HTTP client that stays on this machine whatever proxies are set."""
    with httpx.Client(base_url=base_url, trust_env=False, timeout=60, follow_redirects=True) as one:
        yield one
