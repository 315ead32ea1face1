"""Addresses of the gallery."""

from django.urls import include, path
from tests.kit_screen.gallery import views

urlpatterns = [
    path("", include("kit.screen.urls")),
    path("page/<slug:name>", views.page),
    path("file/<slug:name>.pdf", views.document),
    path("events", views.events),
    path("find", views.find),
    path("act/<slug:what>", views.act),
    path("fragment/<slug:what>", views.fragment),
]
