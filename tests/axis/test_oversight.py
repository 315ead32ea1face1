"""What is watched, who is told, and what a system may send."""

import hashlib
import hmac
import json
import logging
import threading
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.axis.packets import document
from tests.axis.pages import page
from tests.axis.world import INSIDE

from axis import env
from axis.console.standing import TARGETS, agencies, service, systems
from axis.delivery.models import Delivery
from axis.directory.models import System
from axis.intake import quotas
from axis.intake.errors import TooManyPackets
from axis.intake.models import Quota, Refusal
from axis.intake.quotas import Quotas
from axis.logs import JsonLines
from axis.oversight.alerts import ensure_rules, watch
from axis.oversight.errors import WebhookRefused
from axis.oversight.measures import measure
from axis.oversight.metrics import metrics
from axis.oversight.models import Alert, AlertRule, Heartbeat
from axis.oversight.telling import Tellers, check_webhook, poster, tell
from axis.worker import oversee
from axislink.protocol.sender import Sent
from edxml.codes import PRIORITIES
from kit.clock import now

LATE = timedelta(minutes=15)


@pytest.fixture(autouse=True)
def fresh_quotas():
    quotas.forget()
    yield
    quotas.forget()


def test_how_systems_and_agencies_stand_is_one_statement_each(world):
    for number in range(3):
        world.vpcp.submit(document(to=["H29", "G09"], document_id=f"d{number}"))
    for one in world.bnv.inbox():
        world.bnv.acknowledge(one.delivery_id)
    Delivery.objects.filter(closed_at=None).update(submitted_at=now() - timedelta(hours=1))

    with CaptureQueriesContext(connection) as asked:
        found = {one.system_id: one for one in systems(now(), LATE)}
        listed = {one.code: one for one in agencies(now(), "")}
    assert len(asked) == 2
    assert (found["tphcm"].tone, found["tphcm"].open) == ("bad", 3)
    assert (found["bnv"].tone, found["bnv"].taken, found["bnv"].keys) == ("ok", 3, 1)
    assert (listed["H29"].open, listed["G22"].sent, listed["G09"].taken) == (3, 3, 3)


def test_the_level_of_service_is_told_by_urgency(world):
    assert set(TARGETS) == set(PRIORITIES)
    written = document(document_id="urgent").replace(
        b"</edXML:Subject>", b"</edXML:Subject><edXML:OtherInfo><edXML:Priority>3</edXML:Priority></edXML:OtherInfo>"
    )
    assert world.vpcp.submit(written).sent is Sent.ACCEPTED
    world.vpcp.submit(document(document_id="plain"))
    for one in world.tphcm.inbox():
        world.tphcm.acknowledge(one.delivery_id)

    found = {one.priority: one for one in service(now() - timedelta(days=1))}

    assert (found[3].all, found[3].within) == (1, 1)
    assert (found[0].all, found[0].within, found[4].all) == (1, 1, 0)


def test_a_system_beyond_its_quota_is_refused_and_others_are_not(world):
    Quota.objects.create(system=System.objects.get(system_id="vpcp"), per_minute=4)
    limit = max(1, 4 // env.ENV.axis_workers)

    results = [world.vpcp.submit(document(document_id=f"d{n}")) for n in range(limit + 1)]

    assert [one.sent for one in results] == [Sent.ACCEPTED] * limit + [Sent.UNREACHABLE]
    assert world.bnv.submit(document(sender="G09", document_id="other")).sent is Sent.ACCEPTED
    assert Refusal.objects.count() == 0


def test_the_answer_says_when_to_come_again(world, monkeypatch):
    Quota.objects.create(system=System.objects.get(system_id="vpcp"), waiting_mib=1, waiting_bytes=2 << 20)
    seen = []
    true = INSIDE.handle_request

    def watched(request):
        seen.append(true(request))
        return seen[-1]

    monkeypatch.setattr(INSIDE, "handle_request", watched)
    refused = world.vpcp.submit(document())

    assert (refused.sent, seen[-1].status_code, seen[-1].headers["retry-after"]) == (Sent.UNREACHABLE, 429, "10")


def test_a_minute_fills_the_quota_again(transactional_db, world):
    clock = [0.0]
    mine, pk = Quotas(clock=lambda: clock[0]), System.objects.get(system_id="vpcp").pk
    Quota.objects.create(system_id=pk, per_minute=60 * env.ENV.axis_workers)

    for _ in range(60):
        mine.admit(pk)
    with pytest.raises(TooManyPackets):
        mine.admit(pk)
    clock[0] += 2
    mine.admit(pk)
    mine.admit(pk)
    with pytest.raises(TooManyPackets):
        mine.admit(pk)


def test_bytes_that_wait_are_measured(world):
    world.vpcp.submit(document(to=["H29", "H29.01"]))

    quotas.measure_waiting(now=now())

    size = Delivery.objects.first().transfer.size
    assert Quota.objects.get(system__system_id="vpcp").waiting_bytes == size
    assert Quota.objects.get(system__system_id="bnv").waiting_bytes == 0


def seen_now(world):
    return measure(now=now(), folder=env.ENV.axis_data)


def lost(world):
    """Let something wait for TP. HCM for two hours, unasked for."""
    world.vpcp.submit(document())
    Delivery.objects.update(submitted_at=now() - timedelta(hours=2))


def test_one_trouble_is_one_alert_from_beginning_to_end(world):
    ensure_rules()
    lost(world)

    assert watch(seen_now(world), now=now())
    assert not watch(seen_now(world), now=now())
    alert = Alert.objects.get(rule__kind="system_silent")
    assert alert.subject == "tphcm"

    world.tphcm.acknowledge(world.tphcm.inbox()[0].delivery_id)
    assert watch(seen_now(world), now=now())
    alert.refresh_from_db()
    assert alert.closed_at is not None


def test_an_alert_and_its_end_are_told_once_each_and_a_failing_way_is_tried_again(world):
    ensure_rules()
    AlertRule.objects.filter(kind="system_silent").update(
        mails="truc@vp.gov.vn, b@vp.gov.vn", webhook="http://gop/hook"
    )
    lost(world)
    watch(seen_now(world), now=now())
    mailed, posted, down = [], [], [True]

    def post(url, body, event):
        if down[0]:
            raise OSError("không tới được")
        posted.append((url, json.loads(body), event))

    tellers = Tellers(lambda to, subject, text: mailed.append((to, subject, text)), post)

    tell(tellers, now=now())
    assert "không tới được" in Alert.objects.get().problem
    tell(tellers, now=now())  # too early
    down[0] = False
    tell(tellers, now=now() + timedelta(minutes=5))
    tell(tellers, now=now() + timedelta(minutes=10))
    assert [to for to, _, _ in mailed] == [["truc@vp.gov.vn", "b@vp.gov.vn"]]
    assert [event for _, _, event in posted] == ["alert.opened"]

    world.tphcm.acknowledge(world.tphcm.inbox()[0].delivery_id)
    watch(seen_now(world), now=now())
    tell(tellers, now=now() + timedelta(minutes=15))
    tell(tellers, now=now() + timedelta(minutes=20))
    assert [event for _, _, event in posted] == ["alert.opened", "alert.ended"]
    assert len(mailed) == 2


def test_a_webhook_is_signed_goes_to_allowed_hosts_only_and_follows_no_redirect():
    heard = []

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["content-length"]))
            heard.append((self.headers["congvan-signature"], body))
            self.send_response(302 if self.path == "/away" else 204)
            self.send_header("location", "http://127.0.0.1:1/")
            self.end_headers()

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Hook)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    host = f"127.0.0.1:{server.server_port}"
    post = poster(secret=b"k", allowed=(host,), clock=now)
    try:
        post(f"http://{host}/hook", b"{}", "alert.opened")
        with pytest.raises(Exception, match="302"):
            post(f"http://{host}/away", b"{}", "alert.opened")
    finally:
        server.shutdown()
        server.server_close()

    stamp, _, given = heard[0][0].partition(",v1=")
    at = stamp.removeprefix("t=")
    assert given == hmac.new(b"k", f"{at}.{{}}".encode(), hashlib.sha256).hexdigest()
    for url in (
        "http://169.254.169.254/",
        "file:///etc/passwd",
        f"http://{host}@elsewhere/",
        "http://elsewhere/",
        "gop",
    ):
        with pytest.raises(WebhookRefused):
            check_webhook(url, (host,))


def test_metrics_are_for_allowed_addresses_or_with_the_token(world, monkeypatch):
    world.vpcp.submit(document())
    oversee(now=now())

    text = page(Client(REMOTE_ADDR="127.0.0.1"), "/metrics")
    assert "congvan_axis_deliveries_open 1\n" in text
    assert 'congvan_axis_system_open{system="tphcm"} 1\n' in text
    assert Client(REMOTE_ADDR="203.0.113.5").get("/metrics").status_code == 404
    assert (
        Client(REMOTE_ADDR="127.0.0.1").get("/metrics", headers={"X-Forwarded-For": "203.0.113.5"}).status_code == 404
    )

    monkeypatch.setattr(env, "ENV", replace(env.ENV, axis_metrics_token="bí-mật-số-liệu"))
    asked = Client(REMOTE_ADDR="203.0.113.5")
    assert asked.get("/metrics", headers={"Authorization": "Bearer sai"}).status_code == 404
    given = "Bearer bí-mật-số-liệu".encode().decode("latin-1")
    assert asked.get("/metrics", HTTP_AUTHORIZATION=given).status_code in (200, 404)


def test_a_label_cannot_break_out_of_its_quotes(world):
    System.objects.filter(system_id="bnv").update(system_id='a"b\\c')

    assert 'system="a\\"b\\\\c"' in metrics(seen_now(world))


def test_readiness_names_what_is_wrong(transactional_db):
    assert page(Client(), "/ready") == "database ok\nstore ok\nworker ok\n"

    Heartbeat.objects.create(name="worker", at=now() - timedelta(hours=1))
    answer = Client().get("/ready")
    assert (answer.status_code, answer.content) == (503, b"database ok\nstore ok\nworker wrong\n")


def test_a_log_line_is_one_object_with_the_packet_and_nothing_more():
    record = logging.LogRecord("axis", logging.INFO, "", 1, "accepted %s", ("x",), None)
    record.transfer, record.password = "0193", "canary"

    line = JsonLines().format(record)

    assert json.loads(line) | {"at": ""} == {
        "at": "",
        "level": "info",
        "logger": "axis",
        "message": "accepted x",
        "transfer": "0193",
    }
    assert "canary" not in line
