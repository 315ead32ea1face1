"""May the file stand for the paper original? Doors: legal_value, LegalValue.

Needs what the file cannot know: which certificates belong to persons who may sign, and which to the issuing agency.
"""

from collections.abc import Callable
from enum import StrEnum

from pdfseal.verdict import Signature, Verdict

Belongs = Callable[[Signature], bool]
CHANGED = "content_changed_after"


class LegalValue(StrEnum):
    """FULL: as the paper original. NOT_YET: wait for a check. REFERENCE_ONLY: to read, not to act on."""

    FULL = "full"
    NOT_YET = "not_yet"
    REFERENCE_ONLY = "reference_only"


def legal_value(verdict: Verdict, *, is_person: Belongs, is_agency: Belongs, digitised: bool = False) -> LegalValue:
    """Return what the file is worth; ``digitised`` for paper that the agency turned into a file (its signature alone).

    ``is_person`` says of a signature that its certificate belongs to an authorised person, ``is_agency`` that it belongs to
    the issuing agency. Law: NĐ 30/2020/NĐ-CP Điều 5, Điều 25-27. Our choice: when the page changed between the signatures,
    only an agency signature after the last change counts, since it alone has seen the page that is read.
    """
    if verdict.verdict == "indeterminate":
        return LegalValue.NOT_YET
    if verdict.verdict not in ("valid", "valid_with_remarks"):
        return LegalValue.REFERENCE_ONLY
    valid = [signature for signature in verdict.signatures if signature.valid and signature.kind != "timestamp"]
    agency = any(is_agency(signature) and CHANGED not in signature.facts for signature in valid)
    person = any(is_person(signature) for signature in valid)
    return LegalValue.FULL if agency and (person or digitised) else LegalValue.REFERENCE_ONLY
