"""Put another state in place of the present one, keeping the former. Doors: supersede."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from office.documents.actions.create import change_fields
from office.documents.editions import facts_of, fields_of
from office.documents.models import Document, DocumentFile, Edition, EditionFile
from office.documents.rules import refuse_if_secret
from office.files.models import File


@transaction.atomic
def supersede(
    document: Document,
    *,
    facts: Mapping[str, Any],
    files: Sequence[tuple[File, str]] = (),
    reason: str = "",
    now: datetime,
) -> Edition:
    """Return the former state, kept whole; the document now says ``facts`` and has ``files`` (none: the same files).

    ``files`` are (file, kind) in their order. The caller holds the document's lock. Law: NĐ 30/2020/NĐ-CP Điều 18 khoản 3.
    """
    if files:
        refuse_if_secret(document)
    last = document.editions.aggregate(last=Max("number"))["last"] or 0
    edition = Edition.objects.create(
        agency_id=document.agency_id,
        document=document,
        number=last + 1,
        facts=facts_of(document),
        ended_at=now,
        reason=reason[:500],
    )
    before = list(document.document_files.select_related("file"))
    EditionFile.objects.bulk_create(
        EditionFile(agency_id=document.agency_id, edition=edition, file=one.file, kind=one.kind, position=one.position)
        for one in before
    )
    if files:
        document.document_files.all().delete()  # the places; files and bytes stay with the edition
        DocumentFile.objects.bulk_create(
            DocumentFile(agency_id=document.agency_id, document=document, file=file, kind=kind, position=place)
            for place, (file, kind) in enumerate(files)
        )
    change_fields(document, **fields_of(facts))
    return edition
