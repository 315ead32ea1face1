"""Lists of agencies, made once per state of the directory. Doors: agencies, agencies_qd20, units, prepare_all.

A country has 120,000 rows and the dialect has no pages, so the answer is a file, plain and packed, that the front
streams. Its name is the state it shows; the worker makes it soon after a change, or the first request does.
"""

import fcntl
import gzip
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.db import connection, transaction

from axis.config import AxisConfig
from axis.directory.actions.register import CENTRE
from axis.directory.models import DirectoryVersion, System
from axis.vxp.answers import PreparedFile, success
from axis.vxp.callers import VxpCall
from axis.vxp.receiving import Context
from kit.clock import today

PACK_LEVEL = 1  # three times as quick as the usual one, a tenth larger
CHUNK = 1000
KEPT_S = 3600  # a list that is being sent must not go

# PostgreSQL writes the records, a thousand to a row: 120,000 of them made one by one in Python take ten times as long.
_LIST = """
select string_agg(record, ',' order by id) from (
    select agency.id, (row_number() over (order by agency.id) - 1) / {chunk} as chunk, {record} as record
    from axis_directory_agency agency left join axis_directory_agency parent on parent.id = agency.parent_id
    left join axis_directory_system system on system.id = agency.system_id
    {where}
) one group by chunk order by chunk
"""
_OPEN = """(system.id is not null and agency.valid_from <= %(on)s
    and (agency.valid_to is null or agency.valid_to > %(on)s))"""
_COMMON = {
    "code": "agency.code",
    "pid": "coalesce(parent.code, '')",
    "name": "agency.name",
    "mail": "agency.mail",
    "formal": "coalesce(agency.code_qcvn102, '')",
}
_CHANGED = """coalesce(to_char(agency.changed_at at time zone 'Asia/Ho_Chi_Minh', 'YYYY/MM/DD HH24:MI:SS'),
    to_char(agency.valid_from, 'YYYY/MM/DD 00:00:00'))"""


@dataclass(frozen=True)
class Shape:
    """A list: the SQL of each field of its records, in order, and whether closed agencies stand in it."""

    fields: dict[str, str]
    closed: bool

    @property
    def sql(self) -> str:
        texts = " || ".join(
            f"""'{"," if place else "{"}"{name}":' || to_json({value})::text"""
            for place, (name, value) in enumerate(self.fields.items())
        )
        return _LIST.format(chunk=CHUNK, record=texts + " || '}'", where="" if self.closed else f"where {_OPEN}")


SHAPES: dict[str, Shape] = {
    "agencies": Shape(
        {
            "id": _COMMON["code"],
            "pid": _COMMON["pid"],
            "code": _COMMON["code"],
            "name": _COMMON["name"],
            "mail": _COMMON["mail"],
            "oldCode": _COMMON["formal"],
        },
        closed=False,
    ),
    "agencies-qd20": Shape(
        {
            "id": _COMMON["code"],
            "code": _COMMON["code"],
            "name": _COMMON["name"],
            "mail": _COMMON["mail"],
            "code102": _COMMON["formal"],
        },
        closed=False,
    ),
    "units": Shape(
        {
            "id": _COMMON["code"],
            "pid": _COMMON["pid"],
            "code": _COMMON["code"],
            "name": _COMMON["name"],
            "mail": _COMMON["mail"],
            "version": "agency.version",
            "centerCode": "case when system.system_id ~ %(centre)s then system.system_id else '' end",
            "deleted": f"not {_OPEN}",
            "modifyDate": _CHANGED,
            "isAgency": "true",
        },
        closed=True,
    ),
}


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
        cursor.execute(shape.sql, {"on": on, "centre": f"^(?:{CENTRE.pattern})$"})
        for (chunk,) in cursor:
            yield (between + chunk).encode()
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
