from django.urls import path

from office.organisation.views import delegations, overview

app_name = "organisation"
urlpatterns = [
    path("", overview.overview, name="overview"),
    path("uy-quyen", delegations.delegations, name="delegations"),
    path("uy-quyen/moi", delegations.delegate, name="delegate"),
    path("uy-quyen/<uuid:delegation_ref>/ket-thuc", delegations.revoke, name="revoke"),
]
