"""Lists of agencies, made once per state of the directory. Doors: agencies, agencies_qd20, units, prepare_all.

A country has 120,000 rows and the dialect has no pages, so the answer is a file, plain and packed, that the front
streams. Its name is the state it shows; the worker makes it soon after a change, or the first request does.
"""

import fcntl
import gzip
import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from axis.config import AxisConfig
from axis.directory.actions.register import CENTRE
from axis.directory.models import DirectoryVersion, System
from axis.vxp.answers import PreparedFile, success
from axis.vxp.callers import VxpCall
from axis.vxp.receiving import Context
from kit.clock import today, wire_time

PACK_LEVEL = 4
BATCH = 2000
KEPT_S = 3600  # a list that is being sent must not go
_ROWS = """
select agency.code, coalesce(agency.code_qcvn102, ''), agency.name, agency.mail, coalesce(parent.code, ''),
    agency.version, agency.changed_at, agency.valid_from, agency.valid_to, coalesce(system.system_id, '')
from axis_directory_agency agency left join axis_directory_agency parent on parent.id = agency.parent_id
left join axis_directory_system system on system.id = agency.system_id
order by agency.id
"""


@dataclass(frozen=True)
class _Row:
    code: str
    formal: str
    name: str
    mail: str
    parent: str
    version: int
    changed_at: datetime | None
    valid_from: date
    valid_to: date | None
    system: str

    def is_open(self, on: date) -> bool:
        return self.system != "" and self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


def _agency(row: _Row, on: date) -> dict[str, Any] | None:
    if not row.is_open(on):
        return None
    return {
        "id": row.code,
        "pid": row.parent,
        "code": row.code,
        "name": row.name,
        "mail": row.mail,
        "oldCode": row.formal,
    }


def _agency_qd20(row: _Row, on: date) -> dict[str, Any] | None:
    if not row.is_open(on):
        return None
    return {"id": row.code, "code": row.code, "name": row.name, "mail": row.mail, "code102": row.formal}


def _unit(row: _Row, on: date) -> dict[str, Any]:
    changed = wire_time(row.changed_at) if row.changed_at else f"{row.valid_from:%Y/%m/%d} 00:00:00"
    return {
        "id": row.code,
        "pid": row.parent,
        "code": row.code,
        "name": row.name,
        "mail": row.mail,
        "version": row.version,
        "centerCode": row.system if CENTRE.fullmatch(row.system) else "",
        "deleted": not row.is_open(on),
        "modifyDate": changed,
        "isAgency": True,
    }


Shape = Callable[[_Row, date], dict[str, Any] | None]
SHAPES: dict[str, Shape] = {"agencies": _agency, "agencies-qd20": _agency_qd20, "units": _unit}


def agencies(call: VxpCall, context: Context) -> PreparedFile:
    """List every connected agency."""
    return prepared("agencies", now=context.now, config=context.config)


def agencies_qd20(call: VxpCall, context: Context) -> PreparedFile:
    """List every connected agency with both generations of codes. What ``level`` selects is not known: it selects nothing."""
    return prepared("agencies-qd20", now=context.now, config=context.config)


def units(call: VxpCall, context: Context) -> PreparedFile:
    """List every agency ever connected, closed ones as deleted."""
    return prepared("units", now=context.now, config=context.config)


def prepare_all(*, now: datetime, config: AxisConfig) -> bool:
    """Make the lists of the directory's present state, where some system speaks the dialect at all; nothing is left."""
    if System.objects.exclude(sealed_secret=None).exists():
        for name in SHAPES:
            prepared(name, now=now, config=config)
    return False


def prepared(name: str, *, now: datetime, config: AxisConfig) -> PreparedFile:
    """Return the list of the directory's present state, made now unless it is there."""
    stamp = DirectoryVersion.objects.values_list("stamp", flat=True).first()
    plain = config.lists / f"{name}-{stamp}-{today(now):%Y%m%d}.json"
    packed = plain.with_suffix(".json.gz")
    if not packed.exists():
        with _alone(config.lists):
            if not packed.exists():
                _make(SHAPES[name], plain, packed, today(now))
                _forget_older(config.lists)
    return PreparedFile(plain, packed)


def _make(shape: Shape, plain: Path, packed: Path, on: date) -> None:
    """Write both files, the packed one last: where it is, both are."""
    scratch, scratch_packed = plain.with_suffix(".new"), packed.with_suffix(".new-gz")
    with scratch.open("wb") as file, gzip.GzipFile(scratch_packed, "wb", PACK_LEVEL, mtime=0) as pack:
        for block in _blocks(shape, on):
            file.write(block)
            pack.write(block)
    os.replace(scratch, plain)
    os.replace(scratch_packed, packed)


def _blocks(shape: Shape, on: date) -> Iterator[bytes]:
    frame = json.dumps(success(data=[]), ensure_ascii=False)
    yield frame.removesuffix("]}").encode()
    between = ""
    # The stamp was read first, so this shows that state or a newer one, which is listed again under its own name.
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(_ROWS)
        while rows := cursor.fetchmany(BATCH):
            shown = [one for row in rows if (one := shape(_Row(*row), on)) is not None]
            if shown:
                yield (between + json.dumps(shown, ensure_ascii=False, separators=(",", ":"))[1:-1]).encode()
                between = ","
    yield b"]}"


def _forget_older(folder: Path) -> None:
    before = time.time() - KEPT_S
    for file in folder.glob("*.json*"):
        if file.stat().st_mtime < before:
            file.unlink(missing_ok=True)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let one process of the machine make lists at a time."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
