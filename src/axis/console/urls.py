"""Addresses of the operator's console."""

from django.urls import path

from axis.console.views import directory, entry, events, evidence, health, packets, problems, today

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
    path("he-thong", directory.systems, name="systems"),
    path("danh-ba", directory.agencies, name="directory"),
    path("dang-nhap", entry.enter, name="login"),
    path("dang-nhap-thu", entry.enter_trial, name="trial"),
    path("dang-xuat", entry.leave, name="logout"),
    path("health", health.health, name="health"),
]
