"""Keep the files that a packet brought. Doors: keep_files."""

import shutil
import tempfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from kit.errors import DomainError
from office.documents.facts import FileKind
from office.files import actions as files
from office.files.models import File
from office.incoming.values import ReceivedFile
from office.signing import actions as signing

IN_MEMORY = 1 << 20  # bytes of a file that is kept without a scratch file


def keep_files(
    agency_id: int, received: Sequence[ReceivedFile], now: datetime
) -> tuple[list[tuple[File, str]], list[str]]:
    """Return the kept files with their kind, the main one first, and a sentence for each that did not really come.

    The check of every file's signatures is asked for.
    """
    kept: list[tuple[File, str]] = []
    problems: list[str] = []
    for one in received:
        if one.content is None:
            problems.append(f"Tệp “{one.name}”: {one.problem or 'không đọc được nội dung'}")
            continue
        if one.problem:
            problems.append(f"Tệp “{one.name}”: {one.problem}")
        try:
            file = _keep(agency_id, one, now)
        except DomainError as refused:  # empty or too large: the clerk must see that it came
            problems.append(refused.text())
            continue
        kept.append((file, FileKind.APPENDIX if kept else FileKind.MAIN))
        signing.ask_verdict(file)
    return kept, problems


def _keep(agency_id: int, one: ReceivedFile, now: datetime) -> File:
    if isinstance(one.content, bytes | Path):
        return files.keep(agency_id=agency_id, name=one.name, data=one.content, now=now)
    assert one.content is not None
    with one.content as stream:
        begin = stream.read(IN_MEMORY)
        if len(begin) < IN_MEMORY:
            return files.keep(agency_id=agency_id, name=one.name, data=begin, now=now)
        with tempfile.NamedTemporaryFile() as scratch:
            scratch.write(begin)
            shutil.copyfileobj(stream, scratch, IN_MEMORY)
            scratch.flush()
            return files.keep(agency_id=agency_id, name=one.name, data=Path(scratch.name), now=now)
