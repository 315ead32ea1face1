"""Is an object what the key that names it says? Doors: is_metadata, is_validation_data.

A page names its fonts, pictures and patterns as it likes: also "Metadata" or "Cert". Who prepares a file for fraud hides there
what a later revision is to change. So an object may change unnoticed only when nothing could be drawn with it.
"""

# mypy: disallow-untyped-calls=false
# pyHanko is typed in part: some of its functions are not

import re
from typing import Any

from pyhanko.pdf_utils import generic

from pdfseal.fields import value_of

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
