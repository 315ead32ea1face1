"""Addresses of the operator's console."""

from django.urls import path

from axis.console.views import directory, entry, health, packets, simulator, today

app_name = "console"
urlpatterns = [
    path("", today.today, name="today"),
    path("bang-so", today.figures, name="figures"),
    path("goi-tin", packets.listing, name="packets"),
    path("goi-tin/<uuid:ref>", packets.detail, name="packet"),
    path("goi-tin/<uuid:ref>/bien-nhan", packets.receipt, name="receipt"),
    path("chua-lay", today.waiting, name="waiting"),
    path("loi", today.failed, name="failed"),
    path("loi/gui-lai", today.requeue_alike, name="requeue"),
    path("he-thong", directory.systems, name="systems"),
    path("danh-ba", directory.agencies, name="directory"),
    path("mo-phong", simulator.trials, name="simulator"),
    path("mo-phong/bat-dau", simulator.begin, name="trial_begin"),
    path("mo-phong/<uuid:ref>", simulator.trial_report, name="trial_report"),
    path("mo-phong/<uuid:ref>/ket-thuc", simulator.end, name="trial_end"),
    path("dang-nhap", entry.enter, name="login"),
    path("dang-nhap-thu", entry.enter_trial, name="trial"),
    path("dang-xuat", entry.leave, name="logout"),
    path("health", health.health, name="health"),
]
