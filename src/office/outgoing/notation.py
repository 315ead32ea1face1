"""Number and notation of an outgoing document. Doors: notation_for, wire_document_id.

Law: NĐ 30/2020/NĐ-CP Điều 15 and Phụ lục I: ``15/QĐ-UBND``, ``120/UBND-VX``; no spaces, hyphen between groups.
"""

from datetime import date

from office.documents.facts import BY_CODE


def notation_for(type_code: str, *, agency_abbreviation: str, unit_abbreviation: str = "") -> str:
    """Return the part after the slash: type and agency, or for a công văn agency and drafting unit."""
    known = BY_CODE.get(type_code)
    of_type = known.abbreviation if known else ""
    groups = [of_type, agency_abbreviation] if of_type else [agency_abbreviation, unit_abbreviation]
    return "-".join(group.replace(" ", "") for group in groups if group)


def wire_document_id(agency_code: str, issued_on: date, document_code: str) -> str:
    """Return the identity of a document between agencies: ``G22,2026/11/22,12/VPCP-KSTT`` (QCVN 102:2016)."""
    return f"{agency_code},{issued_on:%Y/%m/%d},{document_code}"
