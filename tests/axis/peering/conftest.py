"""Two axes: the national one as programs over real HTTP, the provincial one inside this process with the test's database."""

import time
from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from tests.axis.packets import document
from tests.axis.programs import Programs, running
from tests.axis.world import INSIDE
from tests.transport_wire import TransportWire

from axis import env
from axis.config import config
from axis.directory.actions.connect import NewAgency, connect_system
from axis.keyring import public_keys
from axis.peering.actions.upstream import add_upstream
from axis.peering.link import Link
from axis.peering.links import connect
from axislink.client import AxisClient
from evidence.keys import PrivateKey, keep_private_key, new_private_key, public_pem, read_private_key

PATIENCE_S = 60
KEYS: dict[str, PrivateKey] = {name: new_private_key() for name in ("baichay", "skhcn")}
AGENCIES = {
    "baichay": [NewAgency("H49.41", "UBND phường Bãi Cháy", ("000.00.41.H49",))],
    "skhcn": [
        NewAgency("H49.08", "Sở Khoa học và Công nghệ tỉnh Quảng Ninh"),
        NewAgency("H49.09", "Sở Nội vụ tỉnh Quảng Ninh"),
    ],
}


@pytest.fixture(scope="module")
def national(tmp_path_factory):
    """The national axis with the Government Office (G22) and the city's committee (H29), and a province joined below."""
    with running(tmp_path_factory.mktemp("national"), CONGVAN_AXIS_NAME="national") as one:
        one.connect("vpcp", "G22,000.00.00.G22=Văn phòng Chính phủ")
        one.connect("tphcm", "H29=UBND Thành phố Hồ Chí Minh")
        # Three that the operator above believes to lie behind the province; the province does not know them.
        join(one, "quangninh", "H49.77=Xã Quảng La", "H49.78=Xã Thống Nhất", "G98=Cơ quan đã chuyển về tỉnh")
        yield one


def join(programs: Programs, system: str, *agencies: str) -> None:
    """Register an axis below, as the operator of the one above does; its private key is beside the programs' data."""
    key = programs.folder / f"{system}.key.pem"
    keep_private_key(key, new_private_key())
    public = key.with_suffix(".pub.pem")
    public.write_bytes(public_pem(read_private_key(key)))
    flags = [part for agency in agencies for part in ("--agency", agency)]
    programs.run(
        "system", "add", "--id", system, "--name", "Trục tỉnh Quảng Ninh", "--axis", "--key", str(public), *flags
    )


class Province:
    """The provincial axis with a commune and a department, each with its own system, and its link upward."""

    def __init__(self, national: Programs) -> None:
        self.national, self.now = national, datetime.now(UTC)
        for name, agencies in AGENCIES.items():
            pem = public_pem(KEYS[name])
            connect_system(system_id=name, secret=None, pem=pem, agencies=agencies, now=self.now)
        self.upstream = add_upstream(
            name="national",
            title="Trục quốc gia",
            url=national.url,
            own_id="quangninh",
            key=(national.folder / "quangninh.key.pem").read_bytes(),
            receipt_key=(national.folder / "axis" / "keys" / "receipts.pub.pem").read_bytes(),
            keys=env.ENV.axis_data / "keys",
            now=self.now,
        )
        self.link = Link(self.upstream, connect, config())
        self.baichay, self.skhcn = self.client("baichay"), self.client("skhcn")

    def client(self, name: str) -> AxisClient:
        wire = TransportWire("http://127.0.0.1", INSIDE)
        return AxisClient("http://127.0.0.1", name, KEYS[name], wire=wire, axis_keys=public_keys())

    def meet(self) -> None:
        """Exchange directories."""
        self.link.learn_once()
        while self.link.announce_once():
            pass

    def push(self) -> None:
        while self.link.push_once(sweep=True, idle_s=5):
            pass

    def pull(self) -> None:
        """Take in everything that waits above; who lies behind us is seen there a moment after it was announced."""
        until(self.link.pull_once, "something comes down")
        while self.link.pull_once():
            pass


@pytest.fixture
def province(national, transactional_db, own_folder, monkeypatch):
    monkeypatch.setattr(env, "ENV", replace(env.ENV, axis_name="quang-ninh"))
    config.cache_clear()
    one = Province(national)
    one.meet()
    yield one
    one.link.close()


@pytest.fixture
def vpcp(national):
    """The Government Office; what earlier tests left in its inbox is taken."""
    client = national.client("vpcp")
    drain(client)
    yield client
    client.close()


def drain(client) -> None:
    while waiting := client.inbox(limit=200):
        for one in waiting:
            client.acknowledge(one.delivery_id)


def fresh(sender="H49.41", to=("G22",), **more):
    """Return a packet that nobody has sent before, and its document id."""
    name = f"{sender},2026/11/22,{uuid4().hex[:12]}"
    return document(sender, to, name, **more), name


def until(wanted, what: str):
    """Return what ``wanted`` finds, once it finds something."""
    end = time.monotonic() + PATIENCE_S
    while not (found := wanted()):
        assert time.monotonic() < end, what
        time.sleep(0.1)
    return found
