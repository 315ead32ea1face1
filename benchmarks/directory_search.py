"""Search of the directory as one types. Run: python -m benchmarks.directory_search [--rows N] [--small M].

The country's units (package vietnamadminunits) and bodies under its communes, up to the wanted number of rows. Every
name of a sample is typed letter by letter, with and without marks; each keystroke is one search. Two sizes, since the
cost of a keystroke must not grow with the directory. Needs `congvan`'s embedded PostgreSQL or CONGVAN_PG_URL.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from congvan.database.cluster import open_server


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=120_000)
    parser.add_argument("--small", type=int, default=15_000)
    args = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="congvan-directory-") as folder,
        open_server(Path(folder) / "pg", os.environ) as server,
    ):
        for number, rows in enumerate((args.small, args.rows)):
            environ = {
                **os.environ,
                "DATABASE_URL": server.ensure_database(f"directory{number}", f"directory{number}"),
                "CONGVAN_AXIS_DATA": str(Path(folder) / str(number)),
                "DJANGO_SETTINGS_MODULE": "axis.settings",
            }
            subprocess.run([sys.executable, "-m", "axis", "migrate"], env=environ, check=True)
            subprocess.run([sys.executable, "-m", "benchmarks.directory_typing", str(rows)], env=environ, check=True)


if __name__ == "__main__":
    main()
