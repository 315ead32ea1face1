"""Join an axis above, or leave it for a while. Doors: add_upstream, pause_upstream, own_key, pin_keys, note_heard,
note_down."""

import os
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from django.db import transaction

from axis.delivery.querysets import mark_pull
from axis.directory.actions.connect import connect_system
from axis.directory.models import System
from axis.peering.errors import UpstreamUnfit, UpstreamUnknown
from axis.peering.models import Upstream
from evidence.errors import EvidenceError
from evidence.keys import PrivateKey, keep_private_key, new_private_key, public_pem, read_private_key, read_public_key
from kit.wake import wake

HEARD_EVERY = timedelta(seconds=5)
TOPIC = "axis.upstreams"


def key_path(keys: Path, name: str) -> Path:
    """Return where the key for the axis of this name is kept."""
    return keys / f"upstream-{name}.pem"


@transaction.atomic
def add_upstream(
    *,
    name: str,
    title: str,
    url: str,
    own_id: str,
    key: bytes | None,
    receipt_key: bytes | None,
    keys: Path,
    now: datetime,
) -> Upstream:
    """Return the axis above, joined under this name; doing it again changes only what differs.

    ``key``: our private key there, PEM; it is kept in ``keys`` with mode 0600. None keeps the one we have, or makes one.
    ``receipt_key``: its public receipt key, PEM; None: it is asked once, and kept. Raises: UpstreamUnfit, CodeUnfit.
    """
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
        raise UpstreamUnfit(name=name, detail=url[:100])
    other = System.objects.filter(system_id=name).exclude(kind=System.Kind.UPPER).first()
    if other is not None:
        raise UpstreamUnfit(name=name, detail=f"{name} = {other.name}")
    system = connect_system(
        system_id=name, secret=None, pem=None, agencies=[], now=now, name=title or name, kind=System.Kind.UPPER
    )
    try:
        _keep_key(key_path(keys, name), key)
        pinned = {"": public_pem(read_public_key(receipt_key)).decode()} if receipt_key else None
    except EvidenceError as error:
        raise UpstreamUnfit(name=name, detail=error.text()) from error
    row, _ = Upstream.objects.get_or_create(system=system, defaults={"url": url, "own_id": own_id})
    row.url, row.own_id, row.paused = url.rstrip("/"), own_id, False
    row.receipt_keys = pinned or row.receipt_keys
    row.save()
    wake(TOPIC)
    return row


@transaction.atomic
def pause_upstream(*, name: str, paused: bool) -> None:
    """Stop or go on exchanging with an axis above; what is queued stays. Raises: UpstreamUnknown."""
    if not Upstream.objects.filter(system__system_id=name).update(paused=paused):
        raise UpstreamUnknown(name=name)
    wake(TOPIC)


def own_key(keys: Path, name: str) -> PrivateKey:
    """Return our private key at this axis."""
    return read_private_key(key_path(keys, name))


def pin_keys(*, upstream: Upstream, pems: dict[str, str]) -> None:
    """Keep the receipt keys that an axis gave when it was first asked; from then on no other is believed."""
    Upstream.objects.filter(pk=upstream.pk, receipt_keys={}).update(receipt_keys=pems)
    upstream.refresh_from_db(fields=["receipt_keys"])


def note_heard(*, upstream: Upstream, now: datetime) -> None:
    """Note that it answers."""
    mark_pull(system_pk=upstream.pk, now=now)
    Upstream.objects.filter(pk=upstream.pk).update(heard_at=now, down_since=None, problem="")


def note_down(*, upstream: Upstream, since: datetime, problem: str) -> None:
    """Note that it does not answer, for the operator; the first moment of an outage stays."""
    rows = Upstream.objects.filter(pk=upstream.pk)
    rows.filter(down_since=None).update(down_since=since)
    rows.update(problem=problem[:500])


def _keep_key(place: Path, pem: bytes | None) -> None:
    if pem is None:
        if not place.exists():
            keep_private_key(place, new_private_key())
        return
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    scratch = place.with_name(f"{place.name}.{os.getpid()}")
    handle = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(pem)
        file.flush()
        os.fsync(handle)
    try:
        read_private_key(scratch)
        scratch.replace(place)
    finally:
        scratch.unlink(missing_ok=True)
