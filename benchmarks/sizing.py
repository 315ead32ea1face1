"""From what one packet costs to what a country needs: the tables of docs/scale.md. Run: python -m benchmarks.sizing [--name value …].

Measured values are the defaults of MEASURED, estimates those of ESTIMATED; any of them can be given on the command line, so that a
new measurement or a better estimate gives new tables at once.
"""

import argparse
from collections.abc import Mapping

MEASURED: Mapping[str, tuple[float, str]] = {
    "axis_ms": (5.75, "CPU-ms of the axis to accept a packet of 137 KB (hop)"),
    "postgres_ms": (1.35, "CPU-ms of PostgreSQL for it (hop)"),
    "request_ms": (3.2, "CPU-ms of the axis for a request of a receiver (loop: 32 CPU-ms, ten requests)"),
    "s3_ms": (0.7, "CPU-ms more to put a packet into an S3 store instead of a folder"),
    "packet_kb": (137, "a packet with a file of 100 KB"),
    "row_packet": (3095, "bytes in the database for a packet, indexes and log included (row_sizes)"),
    "row_receiver": (1170, "bytes in the database for each of its receivers (row_sizes)"),
    "commits": (11627, "one-row commits a second of one PostgreSQL, 8 clients, no standby (hop)"),
}
ESTIMATED: Mapping[str, tuple[float, str]] = {
    "peak": (20, "documents a second in the country's busiest hour"),
    "share_above": (0.1, "of them leave their province and pass the national axis"),
    "receivers_inside": (3.5, "receivers of a document inside a province"),
    "receivers_above": (26, "receivers of a document on the national axis"),
    "statuses": (3, "status packets that a receiver sends back (arrived, in progress, done)"),
    "requests": (
        2.5,
        "requests of a receiving system for a delivery: its part of a listing, the packet, its part of an acknowledgement",
    ),
    "status_kb": (3, "a status packet"),
    "busy_hours": (1250, "hours a year as full as the busiest one: a fifth of the day in one hour, 250 days"),
    "largest": (0.1, "of the country's traffic in its largest province"),
    "load": (0.5, "of a core that may be used at the peak"),
    "replicas": (2, "copies of each content in the store"),
}


class Size:
    """What one axis has to do that carries ``share`` of a country with ``factor`` times today's traffic."""

    def __init__(self, known: Mapping[str, float], factor: float, kind: str) -> None:
        one = self.known = known
        inside, above = 1 - one["share_above"], one["share_above"]
        peak = one["peak"] * factor
        if kind == "country":
            self.documents = peak
            deliveries = peak * (inside * one["receivers_inside"] + above * one["receivers_above"])
        elif kind == "national":
            self.documents = peak * above
            deliveries = self.documents * one["receivers_above"]
        else:
            self.documents = peak * one["largest"]
            mean = inside * one["receivers_inside"] + above * one["receivers_above"]
            deliveries = self.documents * mean
        self.deliveries = deliveries
        self.status_packets = deliveries * one["statuses"]

    @property
    def accepted(self) -> float:
        return self.documents + self.status_packets

    @property
    def handed_out(self) -> float:
        return self.deliveries + self.status_packets

    @property
    def axis_cores(self) -> float:
        """Cores of all axis nodes together, at the load that a core may have."""
        one = self.known
        busy_ms = (
            self.accepted * (one["axis_ms"] + one["s3_ms"]) + self.handed_out * one["requests"] * one["request_ms"]
        )
        return busy_ms / 1000 / one["load"]

    @property
    def postgres_cores(self) -> float:
        one = self.known
        return (self.accepted + self.handed_out) * one["postgres_ms"] / 1000 / one["load"]

    @property
    def commits(self) -> float:
        """A second: one for each acceptance, one for each packet handed out, one for each acknowledgement of about ten."""
        return self.accepted + self.handed_out * 1.1

    @property
    def database_tb(self) -> float:
        """A year."""
        one = self.known
        rows = self.accepted * one["row_packet"] + self.handed_out * one["row_receiver"]
        return rows * one["busy_hours"] * 3600 / 1e12

    @property
    def store_tb(self) -> float:
        """A year, all replicas."""
        one = self.known
        kb = self.documents * one["packet_kb"] + self.status_packets * one["status_kb"]
        return kb * one["replicas"] * one["busy_hours"] * 3600 / 1e9

    @property
    def mbit(self) -> float:
        """Megabits a second at the peak: in from systems, out to systems, to the store and its replica, to the standby."""
        one = self.known
        kb_in = self.documents * one["packet_kb"] + self.status_packets * one["status_kb"]
        kb_out = self.deliveries * one["packet_kb"] + self.status_packets * one["status_kb"]
        standby = (self.accepted * one["row_packet"] + self.handed_out * one["row_receiver"]) * 2 / 1000
        return (kb_in * (1 + one["replicas"]) + kb_out + standby) * 8 / 1000


ROWS = (
    ("documents a second", "documents", ".0f"),
    ("deliveries of documents a second", "deliveries", ".0f"),
    ("status packets a second", "status_packets", ".0f"),
    ("axis nodes, cores together", "axis_cores", ".1f"),
    ("PostgreSQL, cores", "postgres_cores", ".1f"),
    ("commits a second", "commits", ",.0f"),
    ("database, TB a year", "database_tb", ".2f"),
    ("S3 store, TB a year, both replicas", "store_tb", ".1f"),
    ("network at the peak, Mbit/s", "mbit", ",.0f"),
)
KINDS = (("country", "one axis for all"), ("national", "national axis"), ("largest", "largest province"))


def tables(known: Mapping[str, float]) -> str:
    lines = []
    for factor in (1, 10):
        lines += [f"**{'The country today' if factor == 1 else 'Ten times that'}**", ""]
        lines += [
            "| at the peak | " + " | ".join(title for _, title in KINDS) + " |",
            "| --- " * (1 + len(KINDS)) + "|",
        ]
        sizes = [Size(known, factor, kind) for kind, _ in KINDS]
        lines += [
            f"| {title} | " + " | ".join(format(getattr(size, name), shape) for size in sizes) + " |"
            for title, name, shape in ROWS
        ]
        lines.append("")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, (value, meaning) in {**MEASURED, **ESTIMATED}.items():
        parser.add_argument(f"--{name.replace('_', '-')}", type=float, default=value, help=meaning)
    print(tables(vars(parser.parse_args())))


if __name__ == "__main__":
    main()
