"""What proves a packet, and the packet as text: receipt, bundle, the raw view. Looking is written down."""

from pathlib import Path
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from axis.config import config
from axis.console import words
from axis.console.frame import operator_of
from axis.console.raw import excerpt
from axis.evidence.errors import NotLoggedYet
from axis.evidence.log import proof_of
from axis.evidence.models import Acceptance
from axis.keyring import public_keys
from axis.oversight.events import record
from axis.tracking.models import Transfer
from evidence.bundles import write_bundle
from evidence.heads import check_head
from kit.clock import now
from kit.errors import StoredFileMissing
from kit.screen.parts import Fact


@login_required
def receipt(request: HttpRequest, ref: UUID) -> HttpResponse:
    proof = get_object_or_404(Acceptance, pk=ref)
    answer = HttpResponse(proof.receipt, content_type="application/jose")
    answer["Content-Disposition"] = f'attachment; filename="{ref}.jws"'
    return answer


@login_required
def bundle(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Hand out what proves the packet without us: receipt, log entries with proofs, head, time stamp."""
    transfer = get_object_or_404(Transfer, ref=ref)
    try:
        data = write_bundle(proof_of(ref))
    except NotLoggedYet as error:
        return HttpResponse(f"{error}\n", status=error.http_status, content_type="text/plain; charset=utf-8")
    _note(request, "packet.bundle", transfer)
    answer = HttpResponse(data, content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="{ref}.evidence.json"'
    return answer


@login_required
def raw(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Show the packet as escaped text, files left out, cut at a size."""
    transfer = get_object_or_404(Transfer, ref=ref)
    try:
        path: Path | None = config().bodies.path(transfer.packet_sha256)
    except StoredFileMissing:
        path = None
    _note(request, "packet.read", transfer)
    page = {
        "current": "packets",
        "title": transfer.document_code or transfer.document_id or "Gói tin không có số",
        "back": reverse("console:packet", args=[ref]),
        "size": words.size(transfer.size),
        "raw": excerpt(path) if path else None,
    }
    return render(request, "axis_console/raw.html", page)


def proven(ref: UUID) -> list[Fact]:
    """Return what the log says of a packet, empty when it is not logged yet."""
    try:
        found = proof_of(ref)
    except NotLoggedYet:
        return []
    head = check_head(found.head, public_keys())
    entries = ", ".join(words.number(one.index) for one in found.entries)
    stamped = "có dấu thời gian" if found.timestamp else "chưa có dấu thời gian"
    return [
        Fact("Mục trong sổ", entries),
        Fact("Đầu sổ", f"{words.number(head.size)} mục, {stamped}"),
        Fact("Gốc cây", head.root),
    ]


def _note(request: HttpRequest, kind: str, transfer: Transfer) -> None:
    record(
        kind,
        operator=operator_of(request),
        now=now(),
        subject=str(transfer.ref),
        document=transfer.document_code or transfer.document_id,
    )
