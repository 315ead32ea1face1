"""Addresses of the operator's console."""

from django.urls import path

from axis.console.views import (
    alerts,
    directory,
    entry,
    events,
    evidence,
    health,
    notices,
    packets,
    problems,
    statistics,
    systems,
    today,
)

app_name = "console"
urlpatterns = [
    path("", today.today, name="today"),
    path("bang-so", today.figures, name="figures"),
    path("goi-tin", packets.listing, name="packets"),
    path("goi-tin/<uuid:ref>", packets.detail, name="packet"),
    path("goi-tin/<uuid:ref>/bien-nhan", evidence.receipt, name="receipt"),
    path("goi-tin/<uuid:ref>/nguyen-van", evidence.raw, name="raw"),
    path("goi-tin/<uuid:ref>/chung-cu", evidence.bundle, name="bundle"),
    path("chua-den/<slug:key>", problems.listing, name="problems"),
    path("chua-den/<slug:key>/giao-lai", problems.resend, name="resend"),
    path("dau-vet", events.listing, name="events"),
    path("dau-vet/<uuid:ref>", events.detail, name="event"),
    path("he-thong", systems.listing, name="systems"),
    path("he-thong/co-quan", systems.agencies, name="standing"),
    path("noi-he-thong", systems.new, name="connect"),
    path("he-thong/<str:system_id>", systems.detail, name="system"),
    path("he-thong/<str:system_id>/<slug:what>", systems.change, name="change"),
    path("thong-bao", notices.listing, name="notices"),
    path("thong-bao/<uuid:ref>/rut", notices.take_back, name="withdraw"),
    path("canh-bao", alerts.listing, name="alerts"),
    path("canh-bao/<slug:kind>", alerts.change, name="alert"),
    path("muc-dich-vu", today.service, name="service"),
    path("thong-ke", statistics.listing, name="statistics"),
    path("thong-ke.xlsx", statistics.workbook, name="workbook"),
    path("so-lieu", statistics.public, name="public"),
    path("danh-ba", directory.agencies, name="directory"),
    path("dang-nhap", entry.enter, name="login"),
    path("dang-nhap-thu", entry.enter_trial, name="trial"),
    path("dang-xuat", entry.leave, name="logout"),
    path("health", health.health, name="health"),
    path("ready", health.ready, name="ready"),
    path("metrics", health.measures, name="metrics"),
]
