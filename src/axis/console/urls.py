"""Addresses of the operator's console."""

from django.urls import path

from axis.console.views import health

app_name = "console"
urlpatterns = [
    path("health", health.health, name="health"),
]
