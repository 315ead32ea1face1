"""An axis as real processes in a folder on disk, for the benchmarks. Doors: AxisPrograms, packet, SENDER, RECEIVER."""

import base64
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from axislink.client import AxisClient
from evidence.keys import keep_private_key, new_private_key, public_pem, read_private_key, read_public_key

NS = "http://www.mic.gov.vn/TBT/QCVN_102_2016"
FILE_BYTES = 102_400  # a 100 KB file makes a packet of about 137 KB
SENDER = ("vpcp", "G22=Văn phòng Chính phủ")
RECEIVER = ("tphcm", "H29=UBND Thành phố Hồ Chí Minh")
STOP_S = 60.0


def heads(number: int, receivers: tuple[str, ...] = ("H29",)) -> str:
    """Return a packet of a new document up to its first attachment."""
    to = "".join(
        f"<edXML:To><edXML:OrganId>{code}</edXML:OrganId><edXML:OrganName>Cơ quan {code}</edXML:OrganName></edXML:To>"
        for code in receivers
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<edXML xmlns="{NS}" xmlns:edXML="{NS}"><edXML:edXMLEnvelope><edXML:edXMLHeader><edXML:MessageHeader><edXML:From>
<edXML:OrganId>G22</edXML:OrganId><edXML:OrganName>Văn phòng Chính phủ</edXML:OrganName></edXML:From>{to}<edXML:Code>
<edXML:CodeNumber>{number}</edXML:CodeNumber><edXML:CodeNotation>VPCP-KSTT</edXML:CodeNotation></edXML:Code>
<edXML:PromulgationInfo><edXML:Place>Hà Nội</edXML:Place><edXML:PromulgationDate>2026/11/22</edXML:PromulgationDate>
</edXML:PromulgationInfo><edXML:DocumentType><edXML:Type>18</edXML:Type><edXML:TypeName>Công văn</edXML:TypeName>
</edXML:DocumentType><edXML:Subject>V/v thực hiện gửi, nhận văn bản điện tử</edXML:Subject><edXML:SignerInfo>
<edXML:FullName>Nguyễn Văn Mẫu</edXML:FullName></edXML:SignerInfo>
<edXML:DocumentId>G22,2026/11/22,{number}/VPCP-KSTT</edXML:DocumentId></edXML:MessageHeader>
<edXML:TraceHeaderList id="0a0b0c0d" version="1.0"><edXML:TraceHeader><edXML:OrganId>G22</edXML:OrganId>
<edXML:Timestamp>2026/11/22 08:00:00</edXML:Timestamp></edXML:TraceHeader><edXML:Bussiness><edXML:BussinessDocType>0
</edXML:BussinessDocType><edXML:BussinessDocReason>Văn bản mới</edXML:BussinessDocReason></edXML:Bussiness>
</edXML:TraceHeaderList></edXML:edXMLHeader><edXML:edXMLBody><edXML:edXMLManifest version="1.0">"""


def reference(name: str) -> str:
    return (
        f"<edXML:Reference><edXML:ContentId>cid:{name}</edXML:ContentId><edXML:ContentType>application/pdf"
        f"</edXML:ContentType><edXML:AttachmentName>{name}.pdf</edXML:AttachmentName></edXML:Reference>"
    )


def attachment(name: str) -> tuple[str, str]:
    """Return what stands before and after the Base64 of one attachment."""
    before = (
        f"<Attachment><ContentId>cid:{name}</ContentId><AttachmentName>{name}.pdf</AttachmentName>"
        "<ContentType>application/pdf</ContentType><ContentTransferEncoded>"
    )
    return before, "</ContentTransferEncoded></Attachment>"


BODY = "</edXML:edXMLManifest></edXML:edXMLBody></edXML:edXMLEnvelope><AttachmentEncoded>"
END = "</AttachmentEncoded></edXML>\n"


def packet(number: int, receivers: tuple[str, ...] = ("H29",), size: int = FILE_BYTES) -> bytes:
    """Return a packet of a new document with one file of incompressible content."""
    before, after = attachment("1")
    content = base64.b64encode(b"%PDF-1.7\n" + os.urandom(size - 9)).decode()
    return f"{heads(number, receivers)}{reference('1')}{BODY}{before}{content}{after}{END}".encode()


class AxisPrograms:
    """One axis and its database; the office side of a benchmark gets a database beside it."""

    def __init__(self, folder: Path, server: Any, name: str, *, port: int, workers: int = 2, **environ: str) -> None:
        self.folder = folder / name
        self.folder.mkdir()
        self.workers = workers
        self.axis_url = server.ensure_database(f"axis_{name}", f"axis_{name}")
        self.office_url = server.ensure_database(f"office_{name}", f"office_{name}")
        self.url = f"http://127.0.0.1:{port}"
        self.environ = {
            **os.environ,
            "DATABASE_URL": self.axis_url,
            "DJANGO_SETTINGS_MODULE": "axis.settings",
            "CONGVAN_AXIS_DATA": str(self.folder / "axis"),
            "CONGVAN_AXIS_PORT": str(port),
            **environ,
        }

    @property
    def receipt_key(self) -> Path:
        return self.folder / "axis/keys/receipts.pub.pem"

    def key(self, system: str) -> Path:
        return self.folder / f"{system}.pem"

    def migrate(self) -> None:
        self.run("migrate")

    def connect(self, system: str, *agencies: str) -> None:
        keep_private_key(self.key(system), key := new_private_key())
        (self.folder / f"{system}.pub.pem").write_bytes(public_pem(key))
        flags = [part for agency in agencies for part in ("--agency", agency)]
        public = str(self.folder / f"{system}.pub.pem")
        self.run("system", "add", "--id", system, "--secret", "x", "--key", public, *flags)

    def client(self, system: str, timeout_seconds: float = 60.0) -> AxisClient:
        return AxisClient(
            self.url,
            system,
            read_private_key(self.key(system)),
            axis_keys=read_public_key(self.receipt_key.read_bytes()),
            timeout_seconds=timeout_seconds,
        )

    @contextmanager
    def serving(self, *, worker: bool = False) -> Iterator[dict[str, subprocess.Popen[str]]]:
        """Run `axis serve`, and `axis worker` where asked, and stop them afterwards."""
        with ExitStack() as stack:
            running = {"serve": stack.enter_context(self._program("serve", "--workers", str(self.workers)))}
            stdout = running["serve"].stdout
            assert stdout is not None
            if not stdout.readline().startswith("ready"):
                raise RuntimeError((self.folder / "serve.log").read_text()[-2000:])
            if worker:
                running["worker"] = stack.enter_context(self._program("worker"))
            yield running

    @contextmanager
    def _program(self, *arguments: str) -> Iterator[subprocess.Popen[str]]:
        with (self.folder / f"{arguments[0]}.log").open("a") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "axis", *arguments],
                env=self.environ,
                stdout=subprocess.PIPE if arguments[0] == "serve" else log,
                stderr=log,
                text=True,
            )
            try:
                yield process
            finally:
                process.terminate()
                try:
                    process.wait(STOP_S)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()

    def run(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "axis", *arguments], env=self.environ, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(done.stderr[-2000:])
        return done.stdout

    def program(self, module: str, *arguments: str, log: int | None = None) -> subprocess.Popen[str]:
        """Start another program of the benchmarks; it says a line when it is ready and takes one to begin.

        ``log``: where its log goes, ours unless given.
        """
        return subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            env=self.environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )


def say(process: subprocess.Popen[str], word: str) -> None:
    assert process.stdin is not None
    process.stdin.write(word + "\n")
    process.stdin.flush()


def hear(process: subprocess.Popen[str], word: str) -> str:
    """Read the program's next line, which must begin with ``word``; return what follows."""
    assert process.stdout is not None
    line = process.stdout.readline().rstrip("\n")
    if not line.startswith(word):
        raise RuntimeError(f"{process.args}: expected {word!r}, heard {line!r}")
    return line[len(word) :].strip()


def wait_until(done: Any, seconds: float, what: str) -> None:
    """Ask again and again until ``done()`` is true. Raises: TimeoutError."""
    end = time.monotonic() + seconds
    while not done():
        if time.monotonic() > end:
            raise TimeoutError(what)
        time.sleep(0.01)
