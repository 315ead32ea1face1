"""Whose the codes below a first-level body are. Doors: other_systems_body.

QĐ 20/2020/QĐ-TTg: a body of the first level gives out the codes below it; so only the system that speaks for it names them.
"""

import re

from axis.directory.actions.connect import holder
from axis.directory.models import Agency, System

_NEW_FORM = re.compile(r"([A-Z][0-9]{2})(?:\.|$)")
_OLD_FORM = re.compile(r"[0-9A-Z]{3}\.[0-9A-Z]{2}\.[0-9A-Z]{2}\.([A-Z][0-9]{2})")


def other_systems_body(code: str, system: System) -> Agency | None:
    """Return the first-level body that ``code`` lies below when another system speaks for it."""
    match = _OLD_FORM.fullmatch(code) or _NEW_FORM.match(code)
    body = holder(match[1]) if match else None
    return body if body is not None and body.system_id not in (None, system.pk) else None
