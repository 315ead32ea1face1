"""Large packets, several at once, and the memory they take. Run: python -m benchmarks.large [--megabytes M] [--at-once N].

Packets with so many megabytes of files (four each) are sent at once by one program, then fetched and read whole at once by another,
as files on disk. The resident memory of every process is sampled every 20 ms; what counts is its peak over what it had at rest.
"""

import argparse
import base64
import json
import os
import sys
import tempfile
import threading
import time
from pathlib import Path

from benchmarks.axis_programs import BODY, END, RECEIVER, SENDER, AxisPrograms, attachment, heads, hear, reference, say

from congvan.database.cluster import open_server

PORT = 8237
FILES = 4
TARGET_MIB = 100.0
SAMPLE_S = 0.02
PAGE = os.sysconf("SC_PAGE_SIZE")
NAMES = (("large_sender", "sender"), ("large_receiver", "receiver"), ("axis serve", "serve"), ("axis worker", "worker"))


class Memory:
    """Resident memory of the processes below this one, sampled; ``rest`` is what each had when it was last called."""

    def __init__(self) -> None:
        self.resting: dict[int, int] = {}
        self.peaks: dict[int, int] = {}
        self.names: dict[int, str] = {}
        self._stopping = threading.Event()

    def rest(self) -> None:
        self._look_around()
        self.resting = {pid: _resident(pid) for pid in self.names}
        self.peaks = dict(self.resting)

    def __enter__(self) -> "Memory":
        self._thread = threading.Thread(target=self._sample, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        self._thread.join()

    def more(self) -> dict[str, float]:
        """Return MiB over rest, the most of each kind of process."""
        found: dict[str, float] = {}
        for pid, name in self.names.items():
            grown = (self.peaks.get(pid, 0) - self.resting.get(pid, 0)) / 2**20
            found[name] = max(found.get(name, 0.0), grown)
        return found

    def _sample(self) -> None:
        while not self._stopping.wait(SAMPLE_S):
            peaks = self.peaks  # rest() puts another in its place
            for pid in tuple(peaks):
                peaks[pid] = max(peaks[pid], _resident(pid))

    def _look_around(self) -> None:
        parents, lines = {}, {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
                lines[int(folder.name)] = (
                    (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                )
            except OSError:
                continue
        self.names = {}
        for pid in parents:
            words, at = "", pid
            while at in parents and at != os.getpid():
                words, at = f"{words} {lines[at]}", parents[at]
            name = next((name for word, name in NAMES if word in words), "")
            if at == os.getpid() and name:
                self.names[pid] = name


def _resident(pid: int) -> int:
    """Return the resident bytes of a process, 0 when it is gone."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE
    except (OSError, IndexError):
        return 0


def write_packets(folder: Path, megabytes: int, count: int) -> int:
    """Write so many packets that differ in their number; return the bytes of one."""
    folder.mkdir()
    names = [str(number) for number in range(1, FILES + 1)]
    block = 3 << 18  # whole groups of Base64
    content = folder / "content"
    with content.open("wb") as handle:
        for _ in range(megabytes * 10**6 // FILES // block):
            handle.write(base64.b64encode(os.urandom(block)))
    for number in range(1, count + 1):
        with (folder / f"packet-{number}").open("wb") as packet:
            packet.write((heads(number) + "".join(map(reference, names)) + BODY).encode())
            for name in names:
                before, after = attachment(name)
                packet.write(before.encode())
                packet.flush()
                with content.open("rb") as source:
                    while os.sendfile(packet.fileno(), source.fileno(), None, 1 << 24):
                        pass
                packet.seek(0, os.SEEK_END)
                packet.write(after.encode())
            packet.write(END.encode())
    content.unlink()
    return (folder / "packet-1").stat().st_size


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=200)
    parser.add_argument("--at-once", type=int, default=10)
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    load = os.getloadavg()[0]
    told: dict[str, float] = {}
    with (
        tempfile.TemporaryDirectory(prefix="large-", dir=os.environ.get("CONGVAN_BENCH_DIR")) as name,
        open_server(Path(name) / "pg", os.environ) as server,
    ):
        axis = AxisPrograms(Path(name), server, "large", port=PORT)
        axis.environ["TMPDIR"] = str(axis.folder)
        axis.migrate()
        axis.connect(*SENDER)
        axis.connect(*RECEIVER)
        size = write_packets(axis.folder / "packets", args.megabytes, args.at_once)
        with axis.serving(worker=True), axis.client("vpcp") as client, Memory() as memory:
            client.agencies()
            for kind, system in (("sender", "vpcp"), ("receiver", "tphcm")):
                arguments = (
                    axis.url,
                    str(axis.key(system)),
                    str(axis.receipt_key),
                    str(axis.folder),
                    str(args.at_once),
                )
                program = axis.program(f"benchmarks.large_{kind}", *arguments)
                hear(program, "ready")
                memory.rest()
                started = time.perf_counter()
                say(program, "go")
                hear(program, "done")
                seconds = time.perf_counter() - started
                program.communicate("end\n")
                parts = ", ".join(f"{part} {grown:.0f}" for part, grown in sorted(memory.more().items()))
                rate = args.at_once * size / seconds / 1e6
                told |= {f"{kind}_phase_{part}": grown for part, grown in memory.more().items()}
                what = "sent" if kind == "sender" else "fetched and read"
                print(
                    f"{args.at_once} × {size / 1e6:.0f} MB {what} at once in {seconds:.0f} s ({rate:.0f} MB/s): MiB over rest: {parts}"
                )
    print(f"most {max(told.values()):.0f} MiB over rest (target {TARGET_MIB:.0f}); load before {load:.1f}")
    if args.json:
        args.json.write_text(json.dumps({**told, "load_before": load}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
