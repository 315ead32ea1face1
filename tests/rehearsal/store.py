"""An S3 store of several processes: SeaweedFS with a master, three volume servers, a filer and two gateways. Doors: Store, weed."""

import json
import secrets
import shutil
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from pathlib import Path

from tests.rehearsal.part import Part, free_ports, listens

from kit.object_storage import ObjectStore
from kit.s3 import S3Bucket

HOST = "127.0.0.1"
BUCKET = "packets"
VOLUMES, GATEWAYS = 3, 2
REPLICATION = "001"  # each content twice, on two volume servers
READY_S = 90.0


def weed() -> str | None:
    """Return SeaweedFS' program: beside our Python, else wherever the system has it."""
    beside = Path(sys.executable).with_name("weed")
    return str(beside) if beside.exists() else shutil.which("weed")


class Store:
    """``parts``: master, volume-1 to -3, filer, gateway-1 and -2, in the order in which they start."""

    def __init__(self, folder: Path, program: str) -> None:
        self.folder, self.program = folder, program
        self.access, self.secret = "axis", secrets.token_hex(20)
        master, filer, *rest = free_ports(2 + VOLUMES + GATEWAYS)
        self._master, self._filer = f"{HOST}:{master}", f"{HOST}:{filer}"
        volumes, gateways = rest[:VOLUMES], rest[VOLUMES:]
        self.urls = [f"http://{HOST}:{port}" for port in gateways]
        self.parts: dict[str, Part] = {}
        self._add("master", master, "master", "-mdir", self._made("master"), "-peers=none", "-telemetry=false",
                  f"-defaultReplication={REPLICATION}", "-volumeSizeLimitMB=64")  # fmt: skip
        for number, port in enumerate(volumes, 1):
            name = f"volume-{number}"
            # A volume server copies from no loopback address unless told so; on machines of their own it need not be told.
            self._add(name, port, "volume", "-dir", self._made(name), "-max=40", f"-master={self._master}",
                      "-volume.allowUntrustedRemoteEndpoints")  # fmt: skip
        self._add("filer", filer, "filer", f"-master={self._master}", f"-defaultStoreDir={self._made('filer')}")
        config = self.folder / "identities.json"
        key = {"accessKey": self.access, "secretKey": self.secret}
        rights = [f"{right}:{BUCKET}" for right in ("Read", "Write", "List")]
        config.write_text(json.dumps({"identities": [{"name": "axis", "credentials": [key], "actions": rights}]}))
        config.chmod(0o600)
        for number, port in enumerate(gateways, 1):
            self._add(f"gateway-{number}", port, "s3", f"-filer={self._filer}", f"-config={config}", "-iam=false",
                      "-port.iceberg=0", "-port.lance=0", ip="-ip.bind")  # fmt: skip

    def start(self) -> None:
        """Start everything, make the bucket, and have every write flushed to the disks of both replicas."""
        for part in self.parts.values():
            part.start()
        self._shell(f"s3.bucket.create -name {BUCKET}")
        self._shell(f"fs.configure -locationPrefix=/buckets/{BUCKET}/ -replication={REPLICATION} -fsync -apply")
        end = time.monotonic() + READY_S
        while not self._takes():
            if time.monotonic() > end:
                raise TimeoutError("the store does not take anything")
            time.sleep(0.5)

    def lose_disk(self, name: str) -> None:
        """A volume server dies with all it had."""
        self.parts[name].kill()
        shutil.rmtree(self.folder / name)

    def replace_disk(self, name: str) -> str:
        """Start the volume server with an empty disk, have what it had copied from the other replicas; return what was said of it."""
        self._made(name)
        self.parts[name].start()
        end = time.monotonic() + READY_S
        while lonely := self._lonely():
            if time.monotonic() > end:
                raise TimeoutError(f"{len(lonely)} volumes have one replica only")
            self._shell("volume.fix.replication -apply")
            time.sleep(3)
        return "every content is there twice again"

    def _lonely(self) -> list[int]:
        """Return the volumes of which the master knows one replica."""
        with urllib.request.urlopen(f"http://{self._master}/vol/status", timeout=10) as answer:
            centres = json.load(answer)["Volumes"]["DataCenters"]
        volumes = Counter(
            volume["Id"]
            for racks in centres.values()
            for servers in racks.values()
            for held in servers.values()
            for volume in held or ()
        )
        return [number for number, count in volumes.items() if count < 2]

    def close(self) -> None:
        for part in reversed(self.parts.values()):
            part.kill()

    def contents(self, copies: Path) -> ObjectStore:
        """Return the store as the axis sees it."""
        return ObjectStore(S3Bucket(self.urls, BUCKET, self.access, self.secret), copies, 1 << 30)

    def _takes(self) -> bool:
        try:
            self.contents(self.folder / "trial").put_bytes(b"trial")
        except OSError:
            return False
        return True

    def _add(self, name: str, port: int, *words: str, ip: str = "-ip") -> None:
        argv = [self.program, *words, f"{ip}={HOST}", f"-port={port}"]
        log = self.folder / "logs" / f"{name}.log"
        self.parts[name] = Part(name, argv, log, cwd=self.folder, ready=lambda: listens(port))

    def _made(self, name: str) -> str:
        place = self.folder / name
        place.mkdir(parents=True, exist_ok=True)
        return str(place)

    def _shell(self, line: str) -> str:
        return subprocess.run(
            [self.program, "shell", f"-master={self._master}", f"-filer={self._filer}"],
            input=f"lock\n{line}\nunlock\n",
            text=True,
            capture_output=True,
            check=True,
            cwd=self.folder,
            timeout=READY_S,
        ).stdout
