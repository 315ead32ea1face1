"""Addresses of the office, one prefix a room."""

from django.urls import include, path

urlpatterns = [
    path("", include("office.shell.urls")),
    path("", include("kit.screen.urls")),
    path("den/", include("office.incoming.urls")),
    path("di/", include("office.outgoing.urls")),
    path("viec/", include("office.handling.urls")),
    path("ky-so/", include("office.signing.urls")),
    path("tep/", include("office.files.urls")),
    path("gui-nhan/", include("office.exchange.urls")),
    path("to-chuc/", include("office.organisation.urls")),
]
handler400 = "office.shell.views.problems.bad_request"
handler403 = "office.shell.views.problems.forbidden"
handler404 = "office.shell.views.problems.not_found"
handler500 = "office.shell.views.problems.server_error"
