"""Packets: the list, and one packet with its way, evidence, header and what operators did. Its files are never shown."""

from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from axis import env
from axis.console import words
from axis.console.problems import Problem
from axis.console.views.events import line
from axis.console.views.evidence import proven
from axis.console.views.problems import why
from axis.delivery.models import Delivery
from axis.delivery.trace import trace
from axis.directory.models import Agency, System
from axis.evidence.models import Acceptance
from axis.oversight.models import OperatorEvent
from axis.tracking.models import Transfer
from evidence.receipts import peek_receipt
from kit.clock import now
from kit.screen.parts import Fact, Turn

PAGE = 50
SEARCHED = timedelta(days=92)
AGENCIES_SEARCHED = 1000


@login_required
def listing(request: HttpRequest) -> HttpResponse:
    at, query = now(), request.GET.get("q", "").strip()[:100]
    found = found_packets(at, query, request.GET.get("truoc", ""))
    more = found[PAGE - 1].pk if len(found) > PAGE else None
    page = {"current": "packets", "rows": [_row(one, at) for one in found[:PAGE]], "query": query, "more": more}
    return render(request, "axis_console/packets.html", page)


@login_required
def detail(request: HttpRequest, ref: UUID) -> HttpResponse:
    transfer = get_object_or_404(Transfer.objects.select_related("sender", "system"), ref=ref)
    proof = Acceptance.objects.get(pk=transfer.ref)
    deliveries = list(transfer.deliveries.select_related("receiver__system__pull").order_by("pk"))
    at = now()
    names = {row.receiver_code: row.receiver.name for row in deliveries}
    names[transfer.sender_code] = transfer.sender.name
    undelivered = [row for row in deliveries if row.state != "taken"]
    acts = OperatorEvent.objects.filter(subject=str(ref)).order_by("-pk")[:20]
    page = {
        "current": "packets",
        "title": transfer.document_code or transfer.document_id or "Gói tin không có số",
        "subject": transfer.subject,
        "facts": _facts(transfer),
        "header": _header(transfer),
        "receivers": [_receiver(row, at) for row in deliveries],
        "turns": [_turn(event, names, at) for event in trace(transfer, axis=env.ENV.axis_name)["events"]],
        "claims": _claims(proof.receipt),
        "receipt": proof.receipt,
        "undelivered": undelivered,
        "problem": _problem(undelivered, at),
        "resend_url": reverse("console:resend", args=["tat-ca"]),
        "here": request.path,
        "proven": proven(transfer.ref),
        "acts": [line(one, at) for one in acts],
        "ref": transfer.ref,
        "signed": [Fact(name, value) for name, value in proof.request.items()],
    }
    return render(request, "axis_console/packet.html", page)


def found_packets(at: datetime, query: str, before: str) -> list[Transfer]:
    """Return the newest packets that a query finds before a place, one more than a page shows.

    Agencies are found first: what is sent or received by many of them is then met quickly on the way back in time.
    """
    rows = Transfer.objects.select_related("sender", "system").order_by("-pk")
    if query:
        named = Agency.objects.filter(Q(name__icontains=query) | Q(code__iexact=query))
        agencies = list(named.values_list("pk", flat=True)[:AGENCIES_SEARCHED])
        found = Q(document_code__icontains=query) | Q(document_id__icontains=query) | Q(subject__icontains=query)
        if agencies:
            got = Delivery.objects.filter(transfer=OuterRef("pk"), receiver_id__in=agencies)
            found |= Q(sender_id__in=agencies) | Q(Exists(got))
        rows = rows.filter(found, accepted_at__gte=at - SEARCHED)
    if before.isdigit():
        rows = rows.filter(pk__lt=int(before[:18]))
    return list(rows.prefetch_related("deliveries__receiver")[: PAGE + 1])


def _row(one: Transfer, at: datetime) -> dict[str, object]:
    deliveries = list(one.deliveries.all())
    open_ = sum(row.closed_at is None for row in deliveries)
    failed = any(row.failure for row in deliveries)
    if failed:
        state = words.TRANSPORT["failed"]
    elif open_:
        state = (f"Chưa lấy {open_}/{len(deliveries)}" if len(deliveries) > 1 else "Chưa lấy", "empty", "mute")
    elif any(row.state == "relayed" for row in deliveries):
        state = words.TRANSPORT["relayed"]
    else:
        state = words.TRANSPORT["taken"]
    receivers = ", ".join(row.receiver.name for row in deliveries[:2])
    rest = f" và {len(deliveries) - 2} nơi khác" if len(deliveries) > 2 else ""
    operation = words.OPERATIONS.get(one.operation, one.operation)
    if one.status_code:
        operation = words.business(one.status_code)[0]
    return {
        "url": reverse("console:packet", args=[one.ref]),
        "code": one.document_code or one.document_id or "Không có số",
        "subject": one.subject or operation,
        "operation": operation,
        "sender": one.sender.name,
        "receivers": receivers + rest,
        "at": words.near_time(one.accepted_at, at),
        "state": state,
    }


def _facts(one: Transfer) -> list[Fact]:
    return [
        Fact("Bên gửi", one.sender.name, one.sender_code),
        Fact("Nghiệp vụ", words.OPERATIONS.get(one.operation, one.operation)),
        Fact("Trục nhận lúc", words.exact_time(one.accepted_at)),
        Fact("Dung lượng", words.size(one.size)),
        Fact("Hệ thống gửi", one.system.name, one.system.system_id),
    ]


def _header(one: Transfer) -> list[Fact]:
    status = words.business(one.status_code)[0] if one.status_code else ""
    pairs = [
        ("Mã định danh văn bản", one.document_id),
        ("Số, ký hiệu", one.document_code),
        ("Trích yếu", one.subject),
        ("Trạng thái báo", status),
        ("Mã lượt chuyển", str(one.ref)),
        ("SHA-256 của gói", one.packet_sha256),
    ]
    return [Fact(label, value) for label, value in pairs if value]


def _receiver(row: Delivery, at: datetime) -> dict[str, object]:
    return {
        "name": row.receiver.name,
        "code": row.receiver_code,
        "transport": words.TRANSPORT[row.state],
        "times": [
            ("Trao", words.near_time(row.delivered_at, at)),
            ("Xong", words.near_time(row.closed_at, at)),
        ],
        "failure": row.failure,
        "business": words.business(row.business_status),
        "business_at": words.near_time(row.business_status_at, at),
    }


def _problem(undelivered: list[Delivery], at: datetime) -> tuple[str, str, str] | None:
    """Return the one sentence on what did not arrive: tone, sentence, grounds; nothing when all was taken."""
    if not undelivered:
        return None
    failed = [row for row in undelivered if row.failure]
    worst = failed[0] if failed else undelivered[0]
    system = worst.receiver.system
    pull = getattr(system, "pull", None) if system else None
    reason = why(
        Problem(
            "",
            None,
            worst.ref,
            "",
            "",
            "",
            worst.receiver.name,
            system.name if system else "",
            worst.state,
            worst.closed_at or worst.submitted_at,
            worst.delivered_at,
            pull.at if pull else None,
            worst.failure,
            locked=system is not None and system.state == System.State.LOCKED,
        ),
        at,
    )
    rest = f" và {len(undelivered) - 1} nơi khác" if len(undelivered) > 1 else ""
    verb = "không dùng được gói này" if failed else "chưa lấy gói này"
    return ("bad" if failed else "warn", f"{worst.receiver.name}{rest} {verb}.", reason)


def _turn(event: dict[str, str], names: dict[str, str], at: datetime) -> Turn:
    when = datetime.fromisoformat(event["at"])
    if event["event"] == "status":
        act = f"báo: {words.business(event['status'])[0]}"
    else:
        act = words.EVENTS[event["event"]]
    if event["axis"] != env.ENV.axis_name:
        act = f"{act} (ở trục {event['axis']})"
    return Turn(
        names.get(event["agency"], event["agency"]),
        act,
        words.near_time(when, at),
        quote=event.get("reason", ""),
    )


def _claims(jws: str) -> list[Fact]:
    said = peek_receipt(jws)
    return [
        Fact("Trục", said.axis),
        Fact("Bên gửi", said.sender),
        Fact("Nơi nhận", ", ".join(said.receivers)),
        Fact("Nhận lúc", words.exact_time(said.accepted)),
        Fact("SHA-256", said.packet_sha256),
    ]
