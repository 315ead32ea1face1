"""Addresses of the signing centre."""

from django.urls import path

from office.signing.views import centre

app_name = "signing"
urlpatterns = [
    path("", centre.centre, name="centre"),
    path("dong", centre.rows, name="rows"),
    path("ky", centre.sign_many, name="sign_many"),
    path("da-xem/<uuid:document_ref>", centre.seen, name="seen"),
    path("yeu-cau/<uuid:request_ref>/ky-lai", centre.retry, name="retry"),
    path("yeu-cau/<uuid:request_ref>/thoi", centre.cancel, name="cancel"),
]
