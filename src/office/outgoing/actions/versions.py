"""Versions of a draft's file. Doors: upload_version, attach_appendix, remove_appendix, place_signatures, keep_version, unsigned_file.

Every version that was put forward is kept, unsigned; signatures stand on copies of it, so a returned draft loses them by
itself. Law: NĐ 30/2020/NĐ-CP Điều 10, 11.
"""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.db import transaction

from kit import clock
from kit.access import allow
from kit.actor import Actor
from kit.wake import wake
from office.audit import actions as audit
from office.documents import actions as documents
from office.documents.facts import FileKind
from office.documents.models import DocumentFile
from office.documents.rules import refuse_if_secret
from office.files import actions as files
from office.files.models import File
from office.outgoing import placement as places
from office.outgoing.actions.common import acting_post, opened, tell
from office.outgoing.composing import render_draft
from office.outgoing.conversion import available as converter_available
from office.outgoing.conversion import is_word_file
from office.outgoing.errors import NotPdf
from office.outgoing.models import Conversion, DraftVersion, OutgoingDocument, PlacementMemory
from office.outgoing.permissions import RULES

PDF = "application/pdf"


@transaction.atomic
def upload_version(
    *, document_ref: UUID, name: str, data: bytes | Path, note: str = "", actor: Actor, now: datetime
) -> DraftVersion | Conversion:
    """Keep an uploaded PDF as the newest version; a DOCX becomes one when the worker has converted it.

    Raises: SecretStaysOnPaper, NotPdf, FileTooLarge.
    """
    outgoing = opened(document_ref, actor)
    actor = allow(actor, RULES, "edit", outgoing)
    refuse_if_secret(outgoing.document)
    file = files.keep(agency_id=outgoing.agency_id, name=name, data=data, now=now)
    if is_word_file(file):
        if not converter_available():
            raise NotPdf(name=name, why="máy chủ chưa cài LibreOffice để chuyển tệp Word")
        wake("office.convert")
        return Conversion.objects.create(
            agency_id=outgoing.agency_id, outgoing=outgoing, source=file, asked_by=acting_post(actor), asked_at=now
        )
    version = add_uploaded(outgoing, file, note=note, actor=actor, now=now)
    outgoing.made_from = "upload"
    outgoing.save(update_fields=["made_from"])
    return version


def add_uploaded(outgoing: OutgoingDocument, file: File, *, note: str, actor: Actor, now: datetime) -> DraftVersion:
    """Make a version of a PDF that was uploaded or converted, and guess where its signatures go."""
    if file.blob.media_type != PDF:
        raise NotPdf(name=file.name, why="không phải PDF")
    path = files.path_of(file)
    facts = places.facts_of(path, name=file.name)
    signer = outgoing.signer.person.full_name if outgoing.signer else ""
    memory = PlacementMemory.objects.of(outgoing.agency_id).filter(type_code=outgoing.document.type_code).first()
    outgoing.placement = places.guess(
        path,
        signer_name=signer,
        remembered=memory.placement if memory else None,
        year=clock.today(now).year,
    )
    outgoing.save(update_fields=["placement"])
    return keep_version(outgoing, file, pages=facts.pages, note=note, actor=actor, now=now)


def keep_version(
    outgoing: OutgoingDocument, file: File, *, pages: int, note: str, actor: Actor, now: datetime
) -> DraftVersion:
    """Add a version and make it the document's main file."""
    last = outgoing.versions.order_by("-number").first()
    version = DraftVersion.objects.create(
        agency_id=outgoing.agency_id,
        outgoing=outgoing,
        number=last.number + 1 if last else 1,
        file=file,
        made_by_id=actor.post_id,
        made_at=now,
        note=note[:300],
    )
    documents.replace_main_file(outgoing.document, file)
    documents.change_fields(outgoing.document, page_count=pages)
    audit.record(
        "outgoing.version_kept",
        actor=actor,
        at=now,
        document_ref=outgoing.document.ref,
        version=version.number,
        sha256=file.blob_id,
    )
    tell(outgoing)
    return version


def render_version(outgoing: OutgoingDocument, *, actor: Actor, now: datetime) -> DraftVersion:
    """Draw a template draft; the same page as the newest version makes no new one."""
    drawn = render_draft(outgoing, now=now)
    outgoing.placement = drawn.placement
    outgoing.save(update_fields=["placement"])
    name = f"du-thao-{outgoing.document.notation or outgoing.document.type_code}.pdf".replace("/", "-")
    file = files.keep(agency_id=outgoing.agency_id, name=name, data=drawn.pdf, now=now)
    last: DraftVersion | None = outgoing.versions.select_related("file").order_by("-number").first()
    if last is not None and last.file.blob_id == file.blob_id:
        documents.replace_main_file(outgoing.document, last.file)
        return last
    return keep_version(outgoing, file, pages=drawn.pages, note="", actor=actor, now=now)


def unsigned_file(outgoing: OutgoingDocument) -> File | None:
    """Return the newest version's file, as it was before any signature."""
    last = outgoing.versions.select_related("file__blob").order_by("-number").first()
    return last.file if last else None


@transaction.atomic
def place_signatures(
    *, document_ref: UUID, given: Mapping[str, float], actor: Actor, now: datetime
) -> OutgoingDocument:
    """Keep where number, date and signature go, in points; the next uploaded document of this type starts from it."""
    outgoing = opened(document_ref, actor)
    actor = allow(actor, RULES, "edit", outgoing)
    outgoing.placement = places.merged(outgoing.placement, given)
    outgoing.save(update_fields=["placement"])
    PlacementMemory.objects.update_or_create(
        agency_id=outgoing.agency_id,
        type_code=outgoing.document.type_code,
        defaults={"placement": {k: v for k, v in outgoing.placement.items() if k not in ("year", "source")}},
    )
    return outgoing


@transaction.atomic
def attach_appendix(*, document_ref: UUID, name: str, data: bytes | Path, actor: Actor, now: datetime) -> DocumentFile:
    """Add a file that goes with the document; at issue it gets its own signature of the agency.

    Law: NĐ 30/2020/NĐ-CP Phụ lục I; QĐ 28/2018/QĐ-TTg Điều 10 khoản 1. Raises: SecretStaysOnPaper.
    """
    outgoing = opened(document_ref, actor)
    actor = allow(actor, RULES, "edit", outgoing)
    refuse_if_secret(outgoing.document)
    file = files.keep(agency_id=outgoing.agency_id, name=name, data=data, now=now)
    row = documents.attach_file(outgoing.document, file, FileKind.APPENDIX, _next_place(outgoing))
    audit.record(
        "documents.file_attached", actor=actor, at=now, document_ref=outgoing.document.ref, subject_ref=file.ref
    )
    return row


def _next_place(outgoing: OutgoingDocument) -> int:
    """Place 0 stays free for the main file, which may come later."""
    taken = outgoing.document.document_files.order_by("-position").values_list("position", flat=True).first()
    return 1 if taken is None else taken + 1


@transaction.atomic
def remove_appendix(*, document_ref: UUID, file_ref: UUID, actor: Actor, now: datetime) -> None:
    """Take an appendix off a draft; its bytes stay."""
    outgoing = opened(document_ref, actor)
    actor = allow(actor, RULES, "edit", outgoing)
    outgoing.document.document_files.filter(kind=FileKind.APPENDIX, file__ref=file_ref).delete()
