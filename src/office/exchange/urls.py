from django.urls import path

from office.exchange.views import failures, line, tracking

app_name = "exchange"
urlpatterns = [
    path("duong-noi", line.line, name="line"),
    path("thong-bao-truc", line.notices, name="notices"),
    path("can-xu-ly", failures.failures, name="failures"),
    path("gui-lai/<uuid:packet_ref>", failures.send_again, name="send_again"),
    path("<uuid:document_ref>", tracking.tracking, name="tracking"),
]
