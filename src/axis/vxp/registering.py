"""Operations on a system's own agencies. Doors: register, delete."""

import json

from axis.directory.actions.register import Registration, register_agency, release_agency
from axis.directory.errors import CodeUnfit
from axis.vxp.answers import Said, success
from axis.vxp.callers import VxpCall
from axis.vxp.errors import ParameterWrong
from axis.vxp.receiving import Context

BODY_MAX = 64 * 1024
FIELDS = ("id", "pcode", "code", "name", "mail", "mobile", "fax")


def register(call: VxpCall, context: Context) -> Said:
    """Add an agency under the calling system, or change one. The body is not part of what the secret proves."""
    told = _body(context)
    wanted = Registration(
        agency_id=told["id"],
        code=told["code"],
        name=told["name"],
        parent_code=told["pcode"],
        mail=told["mail"],
        mobile=told["mobile"],
        fax=told["fax"],
    )
    row = register_agency(system_pk=call.caller.system_pk, wanted=wanted, now=context.now)
    if wanted.parent_code and row.parent is None:
        unknown = f"Đã ghi nhận; chưa có cấp trên {wanted.parent_code[:100]} trong danh bạ"
        return Said(success() | {"ErrorDesc": unknown})
    return Said(success())


def delete(call: VxpCall, context: Context) -> Said:
    """Close an agency of the calling system. It stays in the records; nothing more is delivered to it."""
    code = call.get("AgencyCode")
    if not code:
        raise ParameterWrong(name="AgencyCode", value="")
    release_agency(system_pk=call.caller.system_pk, code=code, now=context.now)
    return Said(success())


def _body(context: Context) -> dict[str, str]:
    if context.body.size > BODY_MAX:
        raise ParameterWrong(name="body", value=f"{context.body.size} byte")
    content = context.body.content if isinstance(context.body.content, bytes) else context.body.content.read_bytes()
    try:
        told = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise ParameterWrong(name="body", value="JSON") from error
    if not isinstance(told, dict):
        raise ParameterWrong(name="body", value="JSON")
    found = {}
    for name in FIELDS:
        value = told.get(name)
        if not isinstance(value, str | int | None) or not _storable(str(value)):
            raise ParameterWrong(name=name, value=ascii(value)[:40])
        found[name] = "" if value is None else str(value).strip()
    if not found["code"]:
        raise CodeUnfit(code="")
    return found


def _storable(text: str) -> bool:
    """Return whether a database takes the text: JSON may escape half a letter, or nothing at all."""
    return not any(letter == "\0" or "\ud800" <= letter <= "\udfff" for letter in text)
