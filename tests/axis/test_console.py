"""What the operator sees: one sentence, what is not taken, what failed, each packet's way; nothing of its files."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import get_resolver
from tests.axis.packets import document, status
from tests.axis.pages import PASSWORD, page

from axis import env
from axis.console import words
from axis.console.chart import draw
from axis.delivery.models import Delivery
from axis.tracking.models import Transfer


def test_a_stranger_sees_the_login_only(transactional_db):
    console = list(get_resolver("axis.console.urls").url_patterns)
    open_to_all = {"login", "trial", "logout", "health", "ready", "metrics", "public"}
    for pattern in console:
        path = "/" + re.sub(r"<uuid:ref>", "0193a5c8-0000-7000-8000-000000000001", str(pattern.pattern))
        for part in ("<slug:key>", "<str:system_id>", "<slug:what>", "<slug:kind>"):
            path = path.replace(part, "x")
        if pattern.name not in open_to_all:
            answer = Client().get(path)
            assert answer.status_code == 302, path
            assert answer["Location"].startswith("/dang-nhap")


def test_an_operator_logs_in_with_a_password(transactional_db):
    User.objects.create_user("phung.le", password=PASSWORD)
    client = Client()

    wrong = client.post("/dang-nhap", {"username": "phung.le", "password": "sai"})
    assert wrong.status_code == 422
    assert "Tên đăng nhập hoặc mật khẩu không đúng." in wrong.content.decode()

    right = client.post("/dang-nhap", {"username": "phung.le", "password": PASSWORD, "next": "https://elsewhere/"})
    assert (right.status_code, right["Location"]) == (302, "/")


def test_the_trial_entry_exists_in_a_demonstration_only(transactional_db, monkeypatch):
    User.objects.create_user("phung.le")
    assert Client().post("/dang-nhap-thu", {"username": "phung.le"}).status_code == 404

    monkeypatch.setattr(env, "ENV", replace(env.ENV, demo=True))
    assert "Chọn một người để vào ngay" in page(Client(), "/dang-nhap")
    assert Client().post("/dang-nhap-thu", {"username": "phung.le"})["Location"] == "/"


def test_an_axis_at_rest_says_so(world, operator):
    text = page(operator, "/")

    assert "Hôm nay chưa có gói tin nào" in text
    assert "Không có gói nào chờ quá lâu" in text


def test_what_is_not_taken_is_named_with_its_system(world, operator):
    world.vpcp.submit(document(to=["H29", "G09"]))
    Delivery.objects.filter(receiver__code="H29").update(submitted_at=world.now - timedelta(minutes=87))

    text = page(operator, "/")
    assert "1 giờ 27 phút" in text
    assert "Chưa có người lấy" in text
    assert "hệ thống mất kết nối" in page(operator, "/")


def test_a_packet_shows_its_way_receipt_and_header(world, operator):
    submitted = world.vpcp.submit(document(subject="<script>alert(1)</script> V/v kiểm tra"))
    world.tphcm.submit(status(code="03"))
    ref = Transfer.objects.get(kind="edoc").ref

    text = page(operator, f"/goi-tin/{ref}")
    for words_ in ("12/VPCP-KSTT", "Văn phòng Chính phủ", "Đã tiếp nhận", "gửi, trục đã nhận", submitted.jws):
        assert words_ in text
    assert "<script>alert" not in text
    assert "JVBERi0" not in text
    assert page(operator, f"/goi-tin/{ref}/bien-nhan") == submitted.jws


def test_packets_are_found_by_number_and_agency(world, operator):
    world.vpcp.submit(document(number="77", document_id="a"))
    world.bnv.submit(document(sender="G09", number="99", notation="BNV-VP", document_id="b"))

    assert "99/BNV-VP" not in page(operator, "/goi-tin?q=77/VPCP")
    assert "99/BNV-VP" in page(operator, "/goi-tin?q=Bộ Nội")
    assert "Không tìm thấy gói tin nào" in page(operator, "/goi-tin?q=không có")


def test_systems_agencies_and_figures_have_their_pages(world, operator):
    world.vpcp.submit(document())

    assert "tphcm" in page(operator, "/he-thong")
    assert "000.00.00.H29" in page(operator, "/danh-ba?q=Hồ Chí Minh")
    assert "Gói tin hôm nay theo giờ" in page(operator, "/bang-so")


def test_the_api_document_lists_every_call(transactional_db):
    text = page(Client(), "/v1/docs")
    schema = Client().get("/v1/openapi.json").json()

    assert len(schema["paths"]) == 16
    for path in schema["paths"]:
        assert path in text


def test_health_says_whether_the_database_answers(transactional_db):
    assert page(Client(), "/health") == "ok\n"


@pytest.mark.parametrize("slots", [[0], [3], [0, 1, 5, 2], [1] * 288, [0] * 13, [40_000] * 100])
def test_a_chart_stays_inside_its_frame(slots):
    chart = draw(slots)

    points = [tuple(map(float, point.split())) for point in chart.line[1:].split("L")]
    assert len(points) == len(slots)
    assert all(0 <= x <= 910 and 10 <= y <= 112 for x, y in points)
    assert 10 <= float(chart.rule_y) <= 112


@pytest.mark.parametrize(
    ("value", "digits", "written"), [(82910, 0, "82.910"), (99.96, 2, "99,96"), (0.21, 2, "0,21"), (3184, 0, "3.184")]
)
def test_numbers_are_written_as_in_vietnam(value, digits, written):
    assert words.number(value, digits) == written


@pytest.mark.parametrize(
    ("span", "written"),
    [
        (timedelta(minutes=18), "18 phút"),
        (timedelta(minutes=87), "1 giờ 27 phút"),
        (timedelta(hours=2), "2 giờ"),
        (timedelta(days=3, hours=1), "3 ngày"),
    ],
)
def test_waiting_is_said_in_words(span, written):
    assert words.waited(span) == written
