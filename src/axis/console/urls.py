"""Addresses of the operator's console."""

from django.urls import path

from axis.console.views import acts, directory, entry, health, packets, today

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
    path("danh-ba/co-quan/<path:code>", directory.agency, name="agency"),
    path("danh-ba/sap-xep", acts.acts, name="acts"),
    path("danh-ba/sap-xep/moi", acts.act, name="act"),
    path("danh-ba/sap-xep/<uuid:ref>/huy", acts.cancel_act, name="cancel_act"),
    path("dang-nhap", entry.enter, name="login"),
    path("dang-nhap-thu", entry.enter_trial, name="trial"),
    path("dang-xuat", entry.leave, name="logout"),
    path("health", health.health, name="health"),
]
