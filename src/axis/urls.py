"""Addresses of the axis: the API under /v1, the VXP dialect under /vxp, the operator's console at the root."""

from django.urls import include, path

from axis.api.docs import docs
from axis.api.v1 import api

urlpatterns = [
    path("v1/docs", docs, name="docs"),
    path("v1/", api.urls),
    path("vxp/", include("axis.vxp.urls")),
    path("", include("kit.screen.urls")),
    path("", include("axis.console.urls")),
]
