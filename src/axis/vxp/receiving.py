"""Operations of a receiver. Doors: received_list, fetch, download, update_status, count_documents, count_statuses."""

from dataclasses import dataclass
from datetime import datetime

from axis import env
from axis.config import AxisConfig
from axis.delivery.actions.acknowledge import acknowledge, begin
from axis.delivery.actions.hand_out import hand_out
from axis.delivery.errors import TransferNotFound
from axis.delivery.models import Delivery
from axis.delivery.querysets import mark_pull, waiting, waiting_count
from axis.intake.actions.accept import Body
from axis.vxp.answers import PacketFile, Said, success
from axis.vxp.callers import VxpCall
from axis.vxp.errors import DocumentNotHere, ParameterWrong
from axis.vxp.parameters import doc_id, message_kind, span
from axis.vxp.records import knobstick
from axis.vxp.traced import hop_in

LIST_MAX = 2000  # there are no pages: the oldest first, the rest as soon as these are confirmed
OUTCOMES = {"done": "taken", "fail": "failed"}
NO_REASON = "Bên nhận báo lỗi (fail), không nêu lý do"


@dataclass(frozen=True)
class Context:
    """What every operation is given besides the call."""

    body: Body
    now: datetime
    config: AxisConfig


def received_list(call: VxpCall, context: Context) -> Said:
    """List what is not confirmed yet, oldest first."""
    caller = call.caller
    mark_pull(system_pk=caller.system_pk, now=context.now)
    rows = waiting(agency_pks=caller.agency_pks, kind=message_kind(call), span=span(call), limit=LIST_MAX)
    return Said(success(data=[knobstick(row, as_stored=not is_traced(call)) for row in rows]))


def fetch(call: VxpCall, context: Context) -> PacketFile:
    """Hand out a packet inside a JSON answer."""
    return _packet(call, context, in_json=True)


def download(call: VxpCall, context: Context) -> PacketFile:
    """Hand out a packet's very bytes."""
    return _packet(call, context, in_json=False)


def update_status(call: VxpCall, context: Context) -> Said:
    """Confirm a delivery: being stored, stored, or not usable. Confirming again changes nothing."""
    ref, mine, written = doc_id(call, spelled="docid"), call.caller.agency_pks, call.get("status").lower()
    try:
        if written == "processing":
            begin(ref=ref, agency_pks=mine, now=context.now)
        elif written in OUTCOMES:
            reason = call.get("description") or NO_REASON
            acknowledge(ref=ref, agency_pks=mine, outcome=OUTCOMES[written], reason=reason, now=context.now)
        else:
            raise ParameterWrong(name="status", value=written[:40])
    except TransferNotFound as error:
        raise DocumentNotHere(doc_id=ref) from error
    return Said(success())


def count_documents(call: VxpCall, context: Context) -> Said:
    return Said(success(count=waiting_count(agency_pks=call.caller.agency_pks, kind="edoc")))


def count_statuses(call: VxpCall, context: Context) -> Said:
    return Said(success(count=waiting_count(agency_pks=call.caller.agency_pks, kind="status")))


def _packet(call: VxpCall, context: Context, *, in_json: bool) -> PacketFile:
    """Return the packet's file: of a delivery to one of the caller's agencies, or of a transfer of its own."""
    ref, mine = doc_id(call), call.caller.agency_pks
    row = Delivery.objects.select_related("transfer").filter(ref=ref, receiver_id__in=mine).first()
    transfer_ref, for_whom = (row.transfer.ref, frozenset({row.receiver_id})) if row else (ref, mine)
    try:
        handed = hand_out(ref=transfer_ref, agency_pks=for_whom, bodies=context.config.bodies, now=context.now)
    except TransferNotFound as error:
        raise DocumentNotHere(doc_id=ref) from error
    if not is_traced(call):
        return PacketFile(handed.path, in_json)
    # At the time of acceptance: the copy is the same each time it is asked for.
    hop = hop_in(handed.path, axis=context.config.name, at=handed.transfer.accepted_at)
    return PacketFile(handed.path, in_json, hop)


def is_traced(call: VxpCall) -> bool:
    """Return whether the copies for this system get the hop of this axis."""
    return call.caller.system_id in env.ENV.axis_vxp_trace
