"""Tell people of alerts by mail and webhook, outside any transaction. Doors: Tellers, tell, addresses,
check_webhook, signature, poster, mailer.

Each alert is told once when it opens and once when it ends, on each way that its rule names. A way that fails is tried again,
later each time; one that worked is not used again. An alert is leased before it is told, so two workers do not tell it twice.
"""

import hashlib
import hmac
import json
import logging
import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

import httpx
from django.db.models import Q

from axis.oversight.alerts import KINDS
from axis.oversight.errors import WebhookRefused
from axis.oversight.models import Alert
from kit.clock import iso

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)
LONGEST_PAUSE = timedelta(hours=1)
BATCH = 20
TIMEOUT_S = 10.0
FAILED = (OSError, smtplib.SMTPException, httpx.HTTPError, ValueError, WebhookRefused)


@dataclass(frozen=True)
class Tellers:
    """The ways out: ``mail(addresses, subject, text)``, ``post(url, body, event)``. They raise when it did not work."""

    mail: Callable[[list[str], str, str], None]
    post: Callable[[str, bytes, str], None]


def tell(tellers: Tellers, *, now: datetime) -> bool:
    """Tell what is to be told now; return whether there may be more."""
    due = Alert.objects.filter(end_told_at=None).filter(Q(next_try_at=None) | Q(next_try_at__lte=now))
    due = due.filter(Q(told_at=None) | Q(closed_at__isnull=False)).select_related("rule").order_by("pk")
    alerts = list(due[:BATCH])
    for alert in alerts:
        leased = Alert.objects.filter(
            pk=alert.pk, next_try_at=alert.next_try_at, told_at=alert.told_at, end_told_at=None
        )
        if leased.update(next_try_at=now + LEASE):
            _tell_one(alert, tellers, now)
    return len(alerts) == BATCH


def _tell_one(alert: Alert, tellers: Tellers, now: datetime) -> None:
    ended = alert.closed_at is not None
    if ended and alert.told_at is None:  # over before anybody heard of it
        Alert.objects.filter(pk=alert.pk).update(told_at=now, end_told_at=now, next_try_at=None)
        return
    phase, problems = ("end" if ended else "open"), []
    for way in ("mail", "webhook"):
        key = f"{phase}:{way}"
        if key in alert.reached or not _wanted(alert, way):
            continue
        try:
            _send(alert, way, tellers)
        except FAILED as problem:
            log.warning("alert %s cannot be told by %s: %s", alert.pk, way, problem)
            problems.append(f"{way}: {problem}")
        else:
            alert.reached = [*alert.reached, key]
    if problems:
        pause = min(LONGEST_PAUSE, timedelta(minutes=2 ** min(alert.tries, 6)))
        alert.tries, alert.problem, alert.next_try_at = alert.tries + 1, "; ".join(problems)[:300], now + pause
    else:
        alert.tries, alert.problem, alert.next_try_at = 0, "", None
        alert.told_at, alert.end_told_at = alert.told_at or now, now if ended else None
    alert.save(update_fields=["reached", "tries", "problem", "next_try_at", "told_at", "end_told_at"])


def _wanted(alert: Alert, way: str) -> bool:
    return bool(alert.rule.mails if way == "mail" else alert.rule.webhook)


def _send(alert: Alert, way: str, tellers: Tellers) -> None:
    kind = KINDS[alert.rule.kind]
    ended = alert.closed_at is not None
    if way == "mail":
        head = f"{'Đã hết' if ended else 'Cảnh báo'}: {kind.word}"
        times = f"Từ {iso(alert.opened_at)}" + (f" đến {iso(alert.closed_at)}" if alert.closed_at else "")
        tellers.mail(addresses(alert.rule.mails), head, f"{alert.sentence}\n{times}.\n")
        return
    body = {
        "id": f"{alert.pk}.{'ended' if ended else 'opened'}",
        "event": "alert.ended" if ended else "alert.opened",
        "kind": alert.rule.kind,
        "subject": alert.subject,
        "sentence": alert.sentence,
        "value": alert.value,
        "opened_at": iso(alert.opened_at),
        "ended_at": iso(alert.closed_at) if alert.closed_at else None,
    }
    tellers.post(alert.rule.webhook, json.dumps(body, ensure_ascii=False).encode(), body["event"] or "")  # type: ignore[arg-type]


def addresses(text: str) -> list[str]:
    return [one.strip() for one in text.split(",") if one.strip()]


def check_webhook(url: str, allowed: tuple[str, ...]) -> None:
    """Raises: WebhookRefused unless the installation allows this very host (and port, when it names one)."""
    parts = urlsplit(url)
    names = {parts.hostname or "", parts.netloc.rpartition("@")[2]}
    if parts.scheme not in ("http", "https") or parts.username or names.isdisjoint(allowed) or not parts.hostname:
        raise WebhookRefused(url=url[:200])


def signature(secret: bytes, at: int, body: bytes) -> str:
    """Return ``t=<unix seconds>,v1=<HMAC-SHA256 of "t.body", hex>``."""
    return f"t={at},v1={hmac.new(secret, f'{at}.'.encode() + body, hashlib.sha256).hexdigest()}"


def poster(
    *, secret: bytes, allowed: tuple[str, ...], clock: Callable[[], datetime]
) -> Callable[[str, bytes, str], None]:
    """Return a way to post signed bodies to allowed hosts; redirects are not followed."""

    def post(url: str, body: bytes, event: str) -> None:
        check_webhook(url, allowed)
        headers = {
            "content-type": "application/json",
            "congvan-event": event,
            "congvan-signature": signature(secret, int(clock().timestamp()), body),
        }
        with httpx.Client(trust_env=False, follow_redirects=False, timeout=TIMEOUT_S) as client:
            answer = client.post(url, content=body, headers=headers)
        if not answer.is_success:
            raise httpx.HTTPError(f"HTTP {answer.status_code}")

    return post


def mailer(*, url: str, sender: str) -> Callable[[list[str], str, str], None]:
    """Return a way to send mail by ``smtp://`` or ``smtps://user:password@host:port``."""

    def mail(to: list[str], subject: str, text: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise OSError("CONGVAN_AXIS_SMTP_URL is not set")
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = sender, ", ".join(to), " ".join(subject.split())
        message.set_content(text)
        kind = smtplib.SMTP_SSL if parts.scheme == "smtps" else smtplib.SMTP
        with kind(parts.hostname, parts.port or (465 if parts.scheme == "smtps" else 25), timeout=TIMEOUT_S) as server:
            if parts.username:
                if parts.scheme == "smtp":
                    server.starttls()
                server.login(unquote(parts.username), unquote(parts.password or ""))
            server.send_message(message)

    return mail
