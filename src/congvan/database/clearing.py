"""Take a data folder away with all that it put on a server. Doors: clear."""

import shutil
from collections.abc import Mapping
from pathlib import Path

from congvan.database.folder import DataFolder
from congvan.database.keeper import hold
from congvan.database.orphans import clear_orphans
from congvan.database.server import Server


def clear(data_dir: Path, environ: Mapping[str, str]) -> None:
    """Remove the folder, and its databases where they are on the server of ``CONGVAN_PG_URL``.

    Raises: DatabaseInUse while a server runs in it, DatabaseOfAnother where those databases may be another folder's.
    """
    folder = DataFolder(Path(data_dir).absolute())
    if not folder.root.is_dir():
        return
    named = environ.get("CONGVAN_PG_URL")
    if named:
        Server(named, folder.secrets).drop_own()
    with hold(folder):
        clear_orphans(folder.pgdata)
        shutil.rmtree(folder.root)
