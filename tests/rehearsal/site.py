"""An axis on two machines, as far as one can have them: two web nodes and two workers behind nginx, two databases, an S3 store.

Doors: Site, missing_programs.
"""

import os
import secrets
import shutil
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.rehearsal.databases import Databases
from tests.rehearsal.part import Part, free_ports, listens
from tests.rehearsal.store import BUCKET, Store, weed

from congvan.database.server import Server
from congvan.demo.world import HOST, REPOSITORY, Ports, World

DATABASE = "axis_national"
NGINX = """
daemon off;
{user}
worker_processes 1;
pid {folder}/nginx.pid;
error_log stderr warn;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u;
    scgi_temp_path {folder}/s;
    upstream congvan_axis {{ {servers} keepalive 32; }}
    server {{
        listen {host}:{port};
        client_max_body_size 330m;
        proxy_http_version 1.1;
        proxy_set_header Connection "";
        proxy_set_header Host $host;
        proxy_set_header X-Forwarded-For $remote_addr;
        proxy_request_buffering off;
        proxy_buffering off;
        proxy_connect_timeout 2s;
        proxy_read_timeout 150s;
        location / {{ proxy_pass http://congvan_axis; }}
    }}
}}
"""


def missing_programs() -> list[str]:
    """Return what has to be installed before a rehearsal, as the commands that do it."""
    found = [] if weed() else ["uv pip install --require-hashes -r requirements-rehearsal.lock"]
    return found if _nginx() else [*found, "apt-get install -y nginx-light"]


def _nginx() -> str | None:
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")


class Site(World):
    """``parts``: node-a, node-b, worker-a, worker-b, balancer; those of the store are ``store.parts``."""

    def __init__(self, folder: Path) -> None:
        [balancer, *self._nodes] = free_ports(3)
        super().__init__(folder, Ports(*[balancer] * 6), environ={})
        self.databases = Databases(self.folder / "databases")
        self.store = Store(self._made("store"), weed() or "weed")
        self.parts: dict[str, Part] = {}

    @contextmanager
    def running(self) -> Iterator["Site"]:
        """Start everything; it is all gone when the block ends."""
        with ExitStack() as stack:
            stack.callback(self.databases.close)
            self.databases.start()
            self.server.ensure_database(DATABASE, DATABASE)
            self.databases.attach()
            stack.callback(self.store.close)
            self.store.start()
            self.run("axis", "migrate", environment=self.axis_environment())
            self._prepare_parts()
            for part in self.parts.values():
                stack.callback(part.kill)
                part.start(wait=False)
            for part in self.parts.values():
                part.wait()
            stack.enter_context(self.supervisor)
            yield self

    @property
    def server(self) -> Server:  # type: ignore[override]
        return self.databases.server

    def axis_environment(self) -> dict[str, str]:
        return self.node_environment("a")

    def node_environment(self, name: str) -> dict[str, str]:
        """Return what a node is told: all is the same but its folder and its port; the keys are the same files' contents."""
        mine = "axis" if name == "a" else f"axis-{name}"
        return {
            "DATABASE_URL": self.databases.url(DATABASE, DATABASE),
            "DJANGO_SETTINGS_MODULE": "axis.settings",
            "CONGVAN_DEMO": "1",
            "CONGVAN_SECRET_KEY": self._secret("axis"),
            "CONGVAN_KEY_FILE": str(self._key_file()),
            "CONGVAN_AXIS_KEY": str(self.folder / "axis" / "keys" / "receipts.pem"),
            "CONGVAN_AXIS_WEBHOOK_SECRET": self._secret("webhook"),
            "CONGVAN_AXIS_DATA": str(self.folder / mine),
            "CONGVAN_AXIS_HOST": HOST,
            "CONGVAN_AXIS_PORT": str(self._nodes["ab".index(name)]),
            "CONGVAN_AXIS_PUBLIC_URL": self.url("axis"),
            "CONGVAN_AXIS_NODES": "2",
            "CONGVAN_AXIS_S3_URL": ",".join(self.store.urls),
            "CONGVAN_AXIS_S3_BUCKET": BUCKET,
            "CONGVAN_AXIS_S3_ACCESS_KEY": self.store.access,
            "CONGVAN_AXIS_S3_SECRET_KEY": self.store.secret,
            "CONGVAN_ASSETS_DIR": str(REPOSITORY / "build" / "assets"),
        }

    def _prepare_parts(self) -> None:
        for name, port in zip("ab", self._nodes, strict=True):
            env = {**self._compiled(), **self.node_environment(name)}
            for part, word in ((f"node-{name}", "serve"), (f"worker-{name}", "worker")):
                self._part(part, [sys.executable, "-m", "axis", word], env)
            self.parts[f"node-{name}"].ready = lambda url=f"http://{HOST}:{port}/health": _answers(url)  # type: ignore[misc]
        folder = self._made("nginx")
        servers = " ".join(f"server {HOST}:{port} max_fails=1 fail_timeout=2s;" for port in self._nodes)
        user = "user root;" if os.geteuid() == 0 else ""
        config = folder / "nginx.conf"
        config.write_text(NGINX.format(folder=folder, user=user, servers=servers, host=HOST, port=self.ports.axis))
        self._part("balancer", [_nginx() or "nginx", "-e", "stderr", "-c", str(config)], {})
        self.parts["balancer"].ready = lambda: listens(self.ports.axis)

    def _part(self, name: str, argv: list[str], env: dict[str, str]) -> None:
        self.parts[name] = Part(name, argv, self.folder / "logs" / f"{name}.log", env, self.folder)

    def _key_file(self) -> Path:
        place = self.folder / "secrets" / "master"
        if not place.exists():
            self._secret("master")
            place.write_text(secrets.token_hex(32))
        return place

    def _made(self, name: str) -> Path:
        place = self.folder / name
        place.mkdir(parents=True, exist_ok=True)
        return place


def _answers(url: str) -> bool:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
