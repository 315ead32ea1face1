"""The pages where an operator connects systems, sets quotas, alerts and announcements, and reads figures."""

import io
import json
import zipfile
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from tests.axis.packets import document
from tests.axis.pages import PASSWORD, page

from axis import env
from axis.directory.models import System
from axis.intake import quotas
from axis.intake.models import Quota
from axis.oversight.alerts import KINDS
from axis.oversight.events import KINDS as ACTS
from axis.oversight.models import AlertRule, Announcement, KeyExpiry, OperatorEvent
from axis.oversight.statistics import Period, report
from evidence.keys import new_private_key, public_pem
from kit.clock import now, today

LATE = timedelta(minutes=15)


@pytest.fixture(autouse=True)
def fresh_quotas():
    quotas.forget()
    yield
    quotas.forget()


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
