"""The files of a document. Doors: attach_file, attach_first_files, replace_main_file."""

from collections.abc import Sequence

from django.db.models import Max

from kit.asked import Asked, add, add_all, change, together
from office.documents.errors import FilePlaceTaken, MainFileIsFinal
from office.documents.facts import FileKind
from office.documents.models import Document, DocumentFile
from office.documents.rules import may_change_file, refuse_if_secret
from office.files.models import File

_main_to_replace = Asked(
    lambda document: (
        DocumentFile.objects.select_for_update()
        .filter(document_id=document, kind=FileKind.MAIN)
        .order_by("position", "id")
    ),
    "document",
)


@together
def attach_file(
    document: Document, file: File, kind: str = FileKind.APPENDIX, position: int | None = None
) -> DocumentFile:
    """Add a file in the given place, else after the last one. A document has one main file.

    Raises: SecretStaysOnPaper, FilePlaceTaken.
    """
    refuse_if_secret(document)
    if kind == FileKind.MAIN and document.document_files.filter(kind=FileKind.MAIN).exists():
        raise FilePlaceTaken
    if position is None:
        last = document.document_files.aggregate(last=Max("position"))["last"]
        position = 0 if last is None else last + 1
    return add(DocumentFile(agency_id=document.agency_id, document=document, file=file, kind=kind, position=position))


@together
def attach_first_files(document: Document, files: Sequence[tuple[File, str]]) -> None:
    """Give a document that was just created its files, each with its kind, in their order.

    Raises: SecretStaysOnPaper, FilePlaceTaken.
    """
    if not files:
        return
    refuse_if_secret(document)
    if sum(kind == FileKind.MAIN for _, kind in files) > 1:
        raise FilePlaceTaken
    add_all(
        [
            DocumentFile(agency_id=document.agency_id, document=document, file=file, kind=kind, position=place)
            for place, (file, kind) in enumerate(files)
        ]
    )


@together
def replace_main_file(document: Document, file: File, *, former: DocumentFile | None = None) -> DocumentFile:
    """Put another main file in place of the present one; the former stays a file of its version.

    Only while the document is ours and not issued. ``former``: the present one's row, from who has read it under the document's
    lock. Raises: SecretStaysOnPaper, MainFileIsFinal.
    """
    refuse_if_secret(document)
    row = former or _main_to_replace.first(document=document.pk)
    if row is None:
        return attach_file(document, file, FileKind.MAIN, 0)
    if row.file_id == file.pk:
        return row
    if not may_change_file(document):
        raise MainFileIsFinal(document_code=document.document_code or document.subject)
    row.file = file
    change(row, "file")
    return row
