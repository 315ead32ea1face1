"""How long the audit of the axis' log takes. Run: python -m benchmarks.evidence_log [--entries N] [--small M].

Two sizes, since cost must grow with the entries and with nothing else. Needs `congvan`'s embedded PostgreSQL or CONGVAN_PG_URL.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from congvan.database.cluster import open_server


def measured(url: str, folder: Path, entries: int) -> dict[str, object]:
    environ = {
        **os.environ,
        "DATABASE_URL": url,
        "CONGVAN_AXIS_DATA": str(folder),
        "DJANGO_SETTINGS_MODULE": "axis.settings",
    }

    def run(*words: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", *words], env=environ, stdout=subprocess.PIPE, check=True, text=True
        )
        return done.stdout.strip().splitlines()[-1] if done.stdout.strip() else ""

    run("axis", "migrate")
    filled = json.loads(run("benchmarks.evidence_fill", str(entries)))
    audited = json.loads(run("axis", "evidence", "audit", "--no-bodies", "--json"))
    assert audited["ok"], audited["findings"][:3]
    return {**filled, "heads": audited["heads"], "audit_seconds": audited["seconds"]}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--small", type=int, default=100_000)
    args = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="congvan-evidence-") as folder,
        open_server(Path(folder) / "pg", os.environ) as server,
    ):
        for number, entries in enumerate((args.small, args.entries)):
            url = server.ensure_database(f"evidence{number}", f"evidence{number}")
            print(json.dumps(measured(url, Path(folder) / str(number), entries)), flush=True)


if __name__ == "__main__":
    main()
