"""Operations of a sender. Doors: send, sent_list."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from axis.delivery.querysets import receiver_codes, sent_by
from axis.directory.snapshot import directory
from axis.intake.actions.accept import accept
from axis.intake.actions.refuse import refuse
from axis.vxp.answers import Said, success
from axis.vxp.callers import VxpCall, packet_body
from axis.vxp.errors import DocumentNotHere, ParameterWrong, SentToOthers
from axis.vxp.parameters import doc_id, message_kind, receivers, span
from axis.vxp.receiving import Context
from axis.vxp.records import delivery_result
from kit.errors import DomainError

LIST_MAX = 2000
LISTED = timedelta(days=30)  # unless the caller names a document or days


def send(call: VxpCall, context: Context) -> Said:
    """Accept a packet: same transfer, receipt and evidence as by the native API.

    ``from`` must be the agency of the packet, and one of the system's own. ``to`` names whom to serve. Whether it is a
    document or a status the packet says: ``messagetype`` may be left from an earlier call.
    """
    try:
        sender = call.get("from")
        if not sender:
            raise ParameterWrong(name="from", value="")
        call = replace(call, sender=sender, receivers=receivers(call))
        body = packet_body(context.body, call.get("hash-file"))
        accepted = accept(call=call, body=body, now=context.now, config=context.config)
        if accepted.repeated and (unserved := _unserved(accepted.transfer_ref, call.receivers)):
            raise SentToOthers(codes=", ".join(unserved)[:300], receivers=unserved)
    except DomainError as error:
        refuse(call=call, error=error, body=context.body, now=context.now)
        raise
    return Said(success(DocId=str(accepted.transfer_ref)))


def _unserved(transfer_ref: UUID, named: str | None) -> list[str]:
    """Return the codes of ``to`` whose agency the transfer does not serve, in whichever form it was written to."""
    book = directory.current()

    def agency(code: str) -> int | str:
        found = book.given(code)
        return code if found is None else found.pk

    served = set(map(agency, receiver_codes(transfer_ref)))
    return [code for code in (named or "").split(",") if code and agency(code) not in served]


def sent_list(call: VxpCall, context: Context) -> Said:
    """List what became of sent packets, one entry per receiver, newest first."""
    days = span(call)
    try:
        wanted = doc_id(call) if call.get("docId") else None
    except DocumentNotHere:  # perhaps left from an earlier call, of another axis
        return Said(success(data=[]))
    if wanted is None and days.since is None:
        days = replace(days, since=(days.until or context.now) - LISTED)
    rows = sent_by(
        agency_pks=call.caller.agency_pks,
        kind=None if wanted else message_kind(call),
        transfer_ref=wanted,
        span=days,
        limit=LIST_MAX,
    )
    return Said(success(data=[delivery_result(row) for row in rows]))
