from django.urls import path

from office.organisation.views import delegations, overview, own_views

app_name = "organisation"
urlpatterns = [
    path("", overview.overview, name="overview"),
    path("uy-quyen", delegations.delegations, name="delegations"),
    path("uy-quyen/moi", delegations.delegate, name="delegate"),
    path("uy-quyen/<uuid:delegation_ref>/ket-thuc", delegations.revoke, name="revoke"),
    path("khung-nhin", own_views.keep, name="keep_view"),
    path("khung-nhin/bo", own_views.drop, name="drop_view"),
]
