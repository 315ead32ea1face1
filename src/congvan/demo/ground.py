"""The data folder of a demonstration: whose it is, who uses it now, whether its play came to its end. Doors: Ground.

A play that was cut off cannot be taken up: the next one would find the letters of the first and wait for what belongs to
its own. So its data goes and the play starts afresh. Only a folder with our mark is cleared, and only of what a demonstration
makes.
"""

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from congvan.database.clearing import clear
from congvan.database.errors import DatabaseInUse
from congvan.database.folder import write_private
from congvan.demo.country import INSTALLATIONS, NATIONAL_AXIS, PROVINCE, PROVINCE_AXIS
from congvan.demo.errors import GroundTaken
from congvan.demo.kept import refuse_file, take_away

MARK, PLAYED, COUNTRY = ".congvan-demo", "played.json", "country.txt"
DATABASE = "postgres"
_OFFICES = tuple(one.name for one in (*INSTALLATIONS, PROVINCE))
PARTS = (
    *(DATABASE, "pki", "link", "secrets", "logs", "compiled", NATIONAL_AXIS, PROVINCE_AXIS, COUNTRY),
    *(f"office_{name}" for name in _OFFICES),
    *(f"{name}.json" for name in _OFFICES),
)


@dataclass(frozen=True)
class Ground:
    """The folder under which the country of a demonstration stands."""

    folder: Path

    @property
    def played(self) -> bool:
        return (self.folder / PLAYED).exists()

    def keep(self, result: Mapping[str, object]) -> None:
        """Note that the play came to its end."""
        write_private(self.folder / PLAYED, json.dumps(result, ensure_ascii=False))

    @contextmanager
    def held(self) -> Iterator[bool]:
        """Keep other runs away while the block runs; yield whether a play was begun here that never ended.

        The mark stands before anything else is made. Raises: NotFolder, GroundTaken, DatabaseInUse.
        """
        refuse_file(self.folder, "--data")
        left = [name for name in PARTS if (self.folder / name).exists()]
        if left and not self.played and not (self.folder / MARK).is_file():
            raise GroundTaken(folder=self.folder, names=", ".join(left[:3]))
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (self.folder / MARK).open("a+", encoding="ascii") as mark:
            try:
                fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                mark.seek(0)
                raise DatabaseInUse(folder=str(self.folder), pid=mark.read().strip() or "?") from None
            mark.truncate(0)
            mark.write(str(os.getpid()))
            mark.flush()
            yield bool(left) and not self.played

    def clear(self, environ: Mapping[str, str]) -> None:
        """Remove what a play left, the database first. Only while held. Raises: DatabaseInUse, DatabaseOfAnother."""
        clear(self.folder / DATABASE, environ)
        take_away(self.folder, PARTS)
