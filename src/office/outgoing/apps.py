from django.apps import AppConfig


class OutgoingConfig(AppConfig):
    name = "office.outgoing"
    label = "office_outgoing"
