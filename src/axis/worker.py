"""The axis' background work. Doors: work, forget_nonces, watch_backlogs, log_evidence, oversee.

Everything here looks at rows and changes rows in one transaction each: killed at any point, it starts again and finds
the same work. Nothing that a sender or receiver was promised waits for it. Several may run on one database: what only one should do
is done by whoever holds the lock (`kit.alone`), and the others take over within seconds.
"""

import logging
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Count, Min

from axis import env
from axis.config import config
from axis.delivery.actions.reorganise import carry_out_due, reroute_recent
from axis.delivery.models import Backlog, Delivery
from axis.directory.models import Nonce
from axis.directory.words import keep_stale_words
from axis.evidence.actions.sequence import sequence
from axis.evidence.actions.stamp import stamp_heads
from axis.evidence.errors import LogDamaged
from axis.evidence.outside import keep_outside
from axis.intake.quotas import measure_waiting
from axis.keyring import public_keys, webhook_secret
from axis.oversight.alerts import ensure_rules, watch
from axis.oversight.contents import look
from axis.oversight.measures import measure
from axis.oversight.models import Heartbeat
from axis.oversight.telling import Tellers, mailer, poster, tell
from axis.peering.actions.upstream import TOPIC as UPSTREAMS
from axis.peering.links import Links
from axis.simulator.actions.go_on import go_on_with_all
from axis.tracking.acceptances import unlogged
from axis.vxp.lists import prepare_all
from evidence.errors import EvidenceError
from kit.clock import now
from kit.wake import wake
from kit.work import Consumer, run_forever
from pdfseal.timestamps import HttpTimestamper

log = logging.getLogger(__name__)

NONCE_KEPT = timedelta(minutes=10)
NONCE_BATCH = 5000
EVERY_SECONDS = 5.0
QUOTAS_SECONDS = 10.0
OVERSIGHT_SECONDS = 15.0
CONTENTS_SECONDS = 5.0


def work() -> int:
    """Run until told to stop."""
    ensure_rules()
    late = timedelta(minutes=config().late_minutes)
    links = Links(config())
    consumers = [
        # On every machine: lists and the file of heads are its own, and the log has its own lock.
        Consumer("lists", (), lambda: prepare_all(now=now(), config=config())),
        Consumer("evidence", (), lambda: log_evidence(now=now()), pause_s=env.ENV.axis_head_seconds),
        # On one of them.
        Consumer("nonces", (), lambda: forget_nonces(now=now()) == NONCE_BATCH, alone=True),
        Consumer("acts", (), lambda: carry_out_due(now=now()) or reroute_recent(now=now()), alone=True),
        Consumer("words", (), keep_stale_words, alone=True),
        Consumer("trials", (), lambda: go_on_with_all(now=now(), config=config()), alone=True),
        Consumer("backlogs", (), lambda: watch_backlogs(now=now(), late=late) and False, alone=True),
        Consumer("quotas", (), lambda: measure_waiting(now=now()), pause_s=QUOTAS_SECONDS, alone=True),
        Consumer("oversight", (), lambda: oversee(now=now()), pause_s=OVERSIGHT_SECONDS, alone=True),
        Consumer("links", (UPSTREAMS,), links.run_once, alone=True, lost=links.stop),
        Consumer(
            "contents", (), lambda: look(bodies=config().bodies), patient=True, alone=True, pause_s=CONTENTS_SECONDS
        ),
        # Mail and webhooks may be slow.
        Consumer("alerts", (), lambda: tell(tellers(), now=now()), patient=True, alone=True),
    ]
    if env.ENV.axis_tsa_url:  # in a process of its own: an authority that does not answer holds nobody up
        authority = HttpTimestamper(env.ENV.axis_tsa_url)
        consumers.append(Consumer("stamps", (), lambda: stamp_heads(authority), patient=True, alone=True))
    try:
        run_forever(consumers, idle_seconds=EVERY_SECONDS, ready=lambda: None, name="axis worker")
    finally:
        links.stop()
    return 0


def forget_nonces(*, now: datetime) -> int:
    """Delete a batch of nonces past their ten minutes and return how many."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"delete from {Nonce._meta.db_table} where ctid = any(array(select ctid from {Nonce._meta.db_table} "  # noqa: S608
            "where seen_at < %s limit %s))",
            [now - NONCE_KEPT, NONCE_BATCH],
        )
        return cursor.rowcount


def log_evidence(*, now: datetime) -> bool:
    """Log what was committed, sign the head, keep it outside the database too; return whether there may be more."""
    axis = config()
    try:
        more = sequence(source=unlogged, key=axis.key, axis=axis.name, now=now)
    except (LogDamaged, EvidenceError) as damage:
        log.critical("%s", damage)  # nothing more is logged, traffic goes on: the audit says what was changed
        return False
    keep_outside(env.ENV.heads_path, public_keys())
    return more


def oversee(*, now: datetime) -> bool:
    """Say that the worker works, and open or close alerts by what is measured."""
    Heartbeat.objects.update_or_create(name="worker", defaults={"at": now})
    watch(measure(now=now, folder=env.ENV.bodies), now=now)
    return False


def tellers() -> Tellers:
    """Return the ways to tell people, as the installation sets them."""
    post = poster(secret=webhook_secret(), allowed=env.ENV.axis_webhook_hosts, clock=now)
    return Tellers(mailer(url=env.ENV.axis_smtp_url, sender=env.ENV.axis_mail_from), post)


@transaction.atomic
def watch_backlogs(*, now: datetime, late: timedelta) -> bool:
    """Open an alert for each system that leaves deliveries waiting longer than ``late``, close those that caught up.

    Returns whether anything an operator sees has changed.
    """
    waiting = (
        Delivery.objects.filter(closed_at=None, submitted_at__lt=now - late, receiver__system__isnull=False)
        .values_list("receiver__system")
        .annotate(packets=Count("pk"), oldest=Min("submitted_at"))
    )
    found = {system_pk: (packets, oldest) for system_pk, packets, oldest in waiting}
    changed = False
    for alert in Backlog.objects.select_for_update().filter(closed_at=None):
        row = found.pop(alert.system_id, None)
        if row is None:
            alert.closed_at = now
        elif (alert.waiting, alert.oldest_at) == row:
            continue
        else:
            alert.waiting, alert.oldest_at = row
        alert.save()
        changed = True
    for system_pk, (packets, oldest) in found.items():
        Backlog.objects.create(system_id=system_pk, opened_at=now, waiting=packets, oldest_at=oldest)
        changed = True
    if changed:
        wake("axis.console")
    return changed
