"""What is watched, who is told, what a system may send, and the pages where an operator sets it."""

import hashlib
import hmac
import io
import json
import logging
import threading
import zipfile
from dataclasses import replace
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.axis.packets import document
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
from axis.oversight.alerts import KINDS, ensure_rules, watch
from axis.oversight.errors import WebhookRefused
from axis.oversight.events import KINDS as ACTS
from axis.oversight.measures import measure
from axis.oversight.metrics import metrics
from axis.oversight.models import Alert, AlertRule, Announcement, Heartbeat, KeyExpiry, OperatorEvent
from axis.oversight.statistics import Period, report
from axis.oversight.telling import Tellers, check_webhook, poster, tell
from axis.worker import oversee
from axislink.protocol.sender import Sent
from edxml.codes import PRIORITIES
from evidence.keys import new_private_key, public_pem
from kit.clock import now, today

LATE = timedelta(minutes=15)
PASSWORD = "một mật khẩu dài"


@pytest.fixture(autouse=True)
def fresh_quotas():
    quotas.forget()
    yield
    quotas.forget()


@pytest.fixture
def operator(transactional_db):
    user = User.objects.create_user("phung.le", first_name="Phùng Nhật Lệ", password=PASSWORD)
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def page(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


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


def test_an_operator_is_locked_out_after_five_wrong_passwords(transactional_db):
    User.objects.create_user("phung.le", password=PASSWORD)
    client = Client(REMOTE_ADDR="127.0.0.9")
    texts = [client.post("/dang-nhap", {"username": "phung.le", "password": "sai"}).content.decode() for _ in range(5)]

    assert "Còn 4 lần thử" in texts[0]
    assert "Hãy thử lại sau 15 phút" in texts[4]
    right = client.post("/dang-nhap", {"username": "phung.le", "password": PASSWORD})
    assert right.status_code == 429
    assert [one.kind for one in OperatorEvent.objects.all()] == ["console.locked_out"]


def test_a_system_is_connected_on_one_page_and_its_secret_shown_once(world, operator):
    pem = public_pem(new_private_key()).decode()
    given = {
        "system_id": "btc",
        "name": "Bộ Tài chính",
        "agencies": "G12, 000.00.00.G12 = Bộ Tài chính\nG12.01 = Tổng cục Thuế",
        "pem": pem,
        "with_secret": "on",
    }

    answer = operator.post("/noi-he-thong", given)
    text = answer.content.decode()
    system = System.objects.get(system_id="btc")
    assert (system.agencies.count(), system.keys.count()) == (2, 1)
    assert system.keys.get().keyid in text
    assert "chỉ hiện lần này" in text
    assert "no-store" in answer["Cache-Control"]
    assert "canary" not in json.dumps([one.facts for one in OperatorEvent.objects.all()])
    assert "chỉ hiện lần này" not in page(operator, "/he-thong/btc")

    assert operator.post("/noi-he-thong", given).status_code == 422
    bad = operator.post("/noi-he-thong", {**given, "system_id": "b2", "agencies": "không có dấu bằng"})
    assert "AXS-803" in bad.content.decode()
    wrong = operator.post("/noi-he-thong", {**given, "system_id": "b3", "agencies": "", "pem": "không phải khóa"})
    assert wrong.status_code == 422
    assert not System.objects.filter(system_id__in=["b2", "b3"]).exists()


def test_a_system_is_changed_on_its_page_and_each_change_is_an_event(world, operator):
    assert operator.post("/he-thong/bnv/han-muc", {"per_minute": "60", "waiting_mib": ""}).status_code == 302
    assert Quota.objects.get(system__system_id="bnv").per_minute == 60
    operator.post("/he-thong/bnv/tam-khoa")
    assert System.objects.get(system_id="bnv").state == "locked"
    operator.post("/he-thong/bnv/mo-khoa")
    secret = operator.post("/he-thong/bnv/khoa-bi-mat")
    assert "Khóa bí mật mới chỉ hiện lần này" in secret.content.decode()
    keyid = System.objects.get(system_id="bnv").keys.get().keyid
    operator.post("/he-thong/bnv/thu-hoi", {"keyid": keyid})
    assert "thu hồi" in page(operator, "/he-thong/bnv")
    KeyExpiry.objects.create(keyid=keyid, expires_at=now())

    kinds = [one.kind for one in OperatorEvent.objects.order_by("pk")]
    assert kinds == ["system.quota", "system.locked", "system.unlocked", "system.secret", "system.key_revoked"]
    assert set(kinds) < set(ACTS)
    assert operator.post("/he-thong/bnv/han-muc", {"per_minute": "-1"}).status_code == 422
    assert operator.get("/he-thong/khong-co").status_code == 404


def test_an_announcement_is_shown_and_served_until_it_is_withdrawn(world, operator):
    ends = (now() + timedelta(hours=30)).strftime("%Y-%m-%dT%H:%M")
    given = {"text": "Bảo trì tối thứ Bảy", "starts_at": "2026-01-01T00:00", "ends_at": ends}

    assert operator.post("/thong-bao", given).status_code == 302
    assert "Bảo trì tối thứ Bảy" in page(operator, "/")
    [told] = Client().get("/v1/announcements").json()["announcements"]
    assert told["text"] == "Bảo trì tối thứ Bảy"
    assert operator.post("/thong-bao", {**given, "ends_at": "2026-01-01T00:00"}).status_code == 422

    operator.post(f"/thong-bao/{Announcement.objects.get().ref}/rut")
    assert Client().get("/v1/announcements").json() == {"announcements": []}


def test_rules_of_alerts_are_changed_on_their_page(transactional_db, operator, monkeypatch):
    monkeypatch.setattr(env, "ENV", replace(env.ENV, axis_webhook_hosts=("giam-sat.gov.vn",)))
    assert all(kind.word in page(operator, "/canh-bao") for kind in KINDS.values())
    given = {"threshold": "5", "mails": "a@vp.gov.vn", "webhook": "https://giam-sat.gov.vn/x", "enabled": "on"}

    assert operator.post("/canh-bao/failed", given).status_code == 302
    assert AlertRule.objects.get(kind="failed").threshold == 5
    for wrong in ({"webhook": "https://127.0.0.1/x"}, {"mails": "không phải thư"}, {"threshold": "nan"}):
        assert operator.post("/canh-bao/failed", given | wrong).status_code == 422, wrong
    assert AlertRule.objects.get(kind="failed").webhook == "https://giam-sat.gov.vn/x"


def test_figures_of_a_period_by_agency_level_and_system_and_as_a_workbook(world, operator):
    world.vpcp.submit(document(to=["H29", "H29.01"], document_id="a"))
    System.objects.filter(system_id="tphcm").update(name="=cmd|' /C calc'!A0")
    for one in world.tphcm.inbox():
        world.tphcm.acknowledge(one.delivery_id)
    day = today(now())

    by_level = report(Period(day, day), group="cap", late=LATE)
    assert {line.name: (line.sent, line.received, line.on_time) for line in by_level.lines} == {
        "Cấp 1": (1, 1, 1),
        "Cấp 2": (0, 1, 1),
    }
    assert (by_level.total.sent, by_level.by_day) == (1, [(day, 1)])
    by_bloc = report(Period(day, day), group="khoi", late=LATE)
    assert {(line.name, line.sent, line.received) for line in by_bloc.lines} == {("Khối Nhà nước", 1, 2)}
    for group in ("co-quan", "cap", "khoi", "he-thong"):
        assert "100,0 %" in page(operator, f"/thong-ke?theo={group}")
    assert "Khoảng thời gian phải từ 1 đến 366 ngày" in page(operator, "/thong-ke?tu=2020-01-01&den=2026-01-01")
    assert "Ngày chưa đúng dạng" in page(operator, "/thong-ke?tu=x&den=y")

    book = operator.get("/thong-ke.xlsx?theo=he-thong")
    with zipfile.ZipFile(io.BytesIO(book.content)) as parts:
        assert "=cmd|" in parts.read("xl/sharedStrings.xml").decode()
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")


def test_the_public_page_exists_only_when_wanted_and_names_nobody(world, monkeypatch):
    world.vpcp.submit(document())
    assert Client().get("/so-lieu").status_code == 404

    monkeypatch.setattr(env, "ENV", replace(env.ENV, axis_public_statistics=True))
    text = page(Client(), "/so-lieu")
    assert "Văn phòng Chính phủ" not in text
    assert "số liệu 30 ngày" in text


def test_a_period_has_whole_days_of_vietnam():
    period = Period(date(2026, 11, 22), date(2026, 11, 23))

    assert (period.days, period.until - period.since) == (2, timedelta(days=2))
    assert period.since.isoformat() == "2026-11-22T00:00:00+07:00"
