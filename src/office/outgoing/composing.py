"""From a draft's rows to the printed page. Doors: page_of, render_draft, capacity_of, bare_subject.

The drafter types words; what the law prints around them (heads, notation, capacity, place) comes from the directory.
"""

import re
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from kit import clock
from office.documents.facts import Urgency
from office.organisation.models import SigningAuthority
from office.outgoing.errors import LettersMissing
from office.outgoing.layout.render import Rendered, render, unprintable
from office.outgoing.layout.values import Page, agency_lines, ending_of, paragraphs_of, recipient_lines
from office.outgoing.models import OutgoingDocument

LETTER = "CV"
_ABOUT = re.compile(r"^(v/v|về việc)[\s:]+", re.IGNORECASE)


def fonts() -> Path:
    return settings.ENV.assets_dir / "fonts" / "tinos"


def capacity_of(authority: SigningAuthority | None, title: str) -> list[str]:
    """Return the lines above a signature: as the authority prints them, else the signer's own post."""
    lines = list(authority.capacity_lines) if authority else []
    return lines or ([title] if title else [])


def bare_subject(subject: str) -> str:
    """Return what a letter is about without a typed "V/v" or "Về việc": the page prints its own."""
    return _ABOUT.sub("", subject.strip()) or subject


def page_of(outgoing: OutgoingDocument, *, now: datetime) -> Page:
    """Return every printed fact of a template draft; the year is that of the day it is drawn."""
    document, agency = outgoing.document, outgoing.agency
    content: dict[str, Any] = outgoing.content
    signer = outgoing.signer
    paragraphs = paragraphs_of(content.get("text", ""))
    unit = outgoing.unit
    return Page(
        agency_name=agency.name,
        agency_lines=agency_lines(agency.name),
        parent_lines=agency_lines(agency.parent_name),
        subject=bare_subject(document.subject) if document.type_code == LETTER else document.subject,
        notation=document.notation,
        place=document.place or agency.place,
        year=clock.today(now).year,
        type_name=document.type_name,
        letter=document.type_code == LETTER,
        paragraphs=paragraphs,
        ending=ending_of(paragraphs),
        addressees=tuple(line.strip(" ;.") for line in content.get("addressees", "").splitlines() if line.strip()),
        capacity_lines=capacity_of(outgoing.authority, signer.title if signer else ""),
        signer_name=signer.person.full_name if signer else "",
        recipients=recipient_lines(content.get("recipients", ""), unit_abbreviation=unit.abbreviation if unit else ""),
        urgency=Urgency(document.urgency).label if document.urgency else "",
        circulation=content.get("circulation", ""),
        drafter_mark=content.get("drafter_mark", ""),
        contact=content.get("contact", ""),
    )


def render_draft(outgoing: OutgoingDocument, *, now: datetime) -> Rendered:
    """Return the drawn draft. Raises: LettersMissing when a letter would vanish from the page."""
    page = page_of(outgoing, now=now)
    words = " ".join(
        [
            page.subject, page.notation, page.place, page.signer_name, page.contact, page.drafter_mark, page.circulation,
            *page.addressees, *page.recipients, *page.capacity_lines, *page.agency_lines, *page.parent_lines,
            *(f"{part.lead}{part.text}" for part in page.paragraphs),
        ]
    )  # fmt: skip
    missing = unprintable(words, fonts=fonts())
    if missing:
        raise LettersMissing(letters=" ".join(missing[:12]))
    return render(page, fonts=fonts())
