"""Is an object what the key that names it says? Doors: is_metadata, is_validation_data, objects_until, held_once_by.

A page names its fonts, pictures and patterns as it likes: also "Metadata" or "Cert". Who prepares a file for fraud hides there
what a later revision is to change. So an object may change unnoticed only when nothing could be drawn with it.
"""

# mypy: disallow-untyped-calls=false
# pyHanko is typed in part: some of its functions are not

import re
from collections.abc import Iterator
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader

from pdfseal.fields import Ref, value_of
from pdfseal.reading import READ_ERRORS

DEPTH = 12
_STREAM_KEYS = frozenset({"/Type", "/Subtype", "/Length", "/Filter", "/DecodeParms", "/DL"})
_STORE_KEYS = frozenset({"/Type", "/Certs", "/CRLs", "/OCSPs", "/VRI", "/Cert", "/CRL", "/OCSP", "/TU", "/TS"})
_SIGNATURE_KEY = re.compile(r"/[0-9A-Fa-f]{40}")
_TEXT = (generic.TextStringObject, generic.ByteStringObject)


def is_metadata(found: Any) -> bool:
    """Return whether this is an XML stream and no more, or a dictionary of texts."""
    if isinstance(found, generic.StreamObject):
        return value_of(found, "/Subtype") == "/XML" and _STREAM_KEYS.issuperset(found)
    if not isinstance(found, generic.DictionaryObject):
        return False
    return all(key == "/Trapped" or isinstance(value_of(found, key), (*_TEXT, type(None))) for key in found)


def is_validation_data(found: Any) -> bool:
    """Return whether this is a list of references or a store of certificates, lists and answers."""
    if isinstance(found, generic.StreamObject):
        return False
    if isinstance(found, generic.ArrayObject):
        return all(isinstance(one, generic.IndirectObject) for one in list.__iter__(found))
    return isinstance(found, generic.DictionaryObject) and all(
        key in _STORE_KEYS or _SIGNATURE_KEY.fullmatch(key) for key in found
    )


def objects_until(reader: PdfFileReader, old: HistoricalResolver) -> set[Ref]:
    """Return the objects that there are in the revision ``old``."""
    known = {
        (int(ref.idnum), int(ref.generation))
        for number in range(old.revision + 1)
        for ref in reader.get_historical_resolver(number).explicit_refs_in_revision()
    }
    there = reader.xrefs.get_historical_ref
    return {one for one in known if there(generic.Reference(*one, pdf=reader), old.revision) is not None}


def held_once_by(owners: set[Ref | None], objects: set[Ref], old: HistoricalResolver, where: Ref) -> bool:
    """Return whether of these objects the owners alone speak of ``where``, each once. In doubt it is not so."""
    try:
        for one in objects:
            count = sum(ref == where for ref in _references(old.get_object(generic.Reference(*one, pdf=old)), DEPTH))
            if count > (one in owners):
                return False
    except READ_ERRORS:
        return False
    return True


def _references(found: Any, depth: int) -> Iterator[Ref]:
    if isinstance(found, generic.DecryptedObjectProxy):
        found = found.decrypted
    if isinstance(found, generic.IndirectObject):
        yield int(found.idnum), int(found.generation)
    elif isinstance(found, dict | list):
        if depth == 0:
            raise ValueError("nested too deeply")
        for one in found.values() if isinstance(found, dict) else list.__iter__(found):
            yield from _references(one, depth - 1)
