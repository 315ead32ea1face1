"""Parameters as clients write them, read into values. Doors: message_kind, span, doc_id, receivers."""

import json
import re
from datetime import datetime, timedelta
from uuid import UUID

from axis.delivery.querysets import Span
from axis.vxp.callers import VxpCall
from axis.vxp.errors import DocumentNotHere, ParameterWrong
from axis.vxp.records import MESSAGES
from kit.clock import HANOI

# Day first and year first are both met; the meaning of a day alone is all of it.
DAYS = ("%d/%m/%Y", "%Y/%m/%d", "%d-%m-%Y", "%Y-%m-%d")
TIMES = tuple(f"{day}{between}{time}" for day in DAYS for between in (" ", "T") for time in ("%H:%M:%S", "%H:%M"))
YEARS = range(1990, 2200)
CODE_MAX = 100
_FRACTION = re.compile(r"\.\d+$")


def message_kind(call: VxpCall) -> str:
    """Return ``edoc`` (also when nothing is said) or ``status``. Raises: ParameterWrong."""
    written = call.get("messagetype").lower() or MESSAGES[0]
    if written not in MESSAGES:
        raise ParameterWrong(name="messagetype", value=written[:40])
    return written


def span(call: VxpCall) -> Span:
    """Return fromDate to toDate, both included. Raises: ParameterWrong."""
    return Span(_moment(call, "fromDate", last=False), _moment(call, "toDate", last=True))


def doc_id(call: VxpCall, *, spelled: str = "docId") -> UUID:
    """Return the named document. Raises: ParameterWrong when none is, DocumentNotHere when it cannot be one of ours."""
    written = call.get(spelled)
    if not written:
        raise ParameterWrong(name=spelled, value="")
    try:
        return UUID(written)
    except ValueError as error:
        raise DocumentNotHere(doc_id=written[:60]) from error


def receivers(call: VxpCall) -> str | None:
    """Return the agencies of ``to``, separated by commas; None when it says nothing. Raises: ParameterWrong."""
    written = call.get("to")
    if not written:
        return None
    try:
        codes = json.loads(written) if written.startswith("[") else [written]
    except (ValueError, RecursionError) as error:
        raise ParameterWrong(name="to", value=written[:80]) from error
    fit = isinstance(codes, list) and all(isinstance(code, str) and _is_code(code) for code in codes)
    if not fit:
        raise ParameterWrong(name="to", value=written[:80])
    return ",".join(codes) or None


def _is_code(code: str) -> bool:
    return 0 < len(code.strip()) <= CODE_MAX and "," not in code and code.isprintable()


def _moment(call: VxpCall, name: str, *, last: bool) -> datetime | None:
    written = _FRACTION.sub("", call.get(name))
    if not written:
        return None
    for form in DAYS + TIMES:
        try:
            moment = datetime.strptime(written, form).replace(tzinfo=HANOI)
        except ValueError:
            continue
        if moment.year not in YEARS:
            break
        return moment + (timedelta(days=1) if form in DAYS else timedelta(seconds=1)) if last else moment
    raise ParameterWrong(name=name, value=written[:40])
