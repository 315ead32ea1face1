"""Addresses of the shared screen: ``path("", include("kit.screen.urls"))`` at the root of a program."""

from django.urls import path

from kit.screen import views

app_name = "screen"
urlpatterns = [
    path("screen/preferences", views.keep_preferences, name="preferences"),
    path("screen/offline", views.offline, name="offline"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("sw.js", views.service_worker, name="service_worker"),
]
